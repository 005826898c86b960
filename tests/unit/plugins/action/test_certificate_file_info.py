# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of the controller are described, what is passed over is a warning, and the rest an error."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible_collections.scom.dmz.plugins.action.certificate_file_info import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError

from tests.pki.files import TRUST_SETTINGS, armoured, serialized_store
from tests.unit.plugins.plugin_utils.x509.authority import issue

ROOT, OTHER = issue("Root").certificate, issue("Other").certificate


def describe(*path: Path, content: str | None = None) -> dict[str, Any]:
    action = ActionModule(SimpleNamespace(get_search_path=list), None, None, DataLoader(), None, None)
    result: dict[str, Any] = action.work({"path": list(map(str, path)), "content": content}, {})
    return result


def test_each_certificate_of_files_and_content_is_described_once(tmp_path: Path) -> None:
    path = tmp_path / "roots.sst"
    path.write_bytes(serialized_store(OTHER.der, ROOT.der))
    described = describe(path, content=ROOT.pem())
    assert [each["sha256"] for each in described["certificates"]] == [OTHER.sha256, ROOT.sha256]
    assert described["warnings"] == []


def test_what_is_passed_over_is_a_warning() -> None:
    described = describe(content=armoured(ROOT.der + TRUST_SETTINGS, "TRUSTED CERTIFICATE"))
    (warning,) = described["warnings"]
    assert [each["sha256"] for each in described["certificates"]] == [ROOT.sha256]
    assert "trust settings" in warning


def test_what_cannot_be_read_is_an_error_with_its_position() -> None:
    with pytest.raises(CertificateError, match="member 2 of content"):
        describe(content=ROOT.pem() + OTHER.pem()[:-30])


@pytest.mark.parametrize("content", ["", " \n"])
def test_a_content_without_a_certificate_is_an_error_that_tells_the_way_out(content: str) -> None:
    with pytest.raises(CertificateError, match="omit"):
        describe(content=content)
