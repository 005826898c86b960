# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup describes the certificates of files and texts on the controller, and names the file in every error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible_collections.scom.dmz.plugins.lookup.certificates import LookupModule
from ansible_collections.scom.dmz.plugins.plugin_utils import libraries

from tests.unit.plugins.plugin_utils.x509.authority import issue

ROOT = issue("Corp Root CA").certificate
OTHER = issue("Partner Root CA").certificate


def look_up(*terms: str | Path, folder: Path | None = None) -> list[dict[str, Any]]:
    variables = {"ansible_search_path": [str(folder)]} if folder else {}
    return LookupModule(loader=DataLoader()).run([str(term) for term in terms], variables)


def thumbprints(found: list[dict[str, Any]]) -> list[str]:
    return [certificate["thumbprint"] for certificate in found]


def failure(term: str | Path) -> str:
    with pytest.raises(AnsibleLookupError) as raised:
        look_up(term)
    return str(raised.value)


def test_a_der_file_is_described_and_becomes_pem(tmp_path: Path) -> None:
    (tmp_path / "root.cer").write_bytes(ROOT.der)
    (found,) = look_up(tmp_path / "root.cer")
    assert (found["sha256"], found["self_signed"], found["pem"]) == (ROOT.sha256, True, ROOT.pem())


def test_the_certificates_of_all_terms_come_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "both.pem").write_text(OTHER.pem() + ROOT.pem())
    found = look_up(tmp_path / "both.pem", ROOT.pem())
    assert thumbprints(found) == [OTHER.thumbprint, ROOT.thumbprint, ROOT.thumbprint]


def test_pem_text_is_told_from_a_path() -> None:
    assert thumbprints(look_up(f"subject of the root\n{ROOT.pem()}")) == [ROOT.thumbprint]


def test_a_relative_name_is_looked_for_in_the_folder_files(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "root.pem").write_text(ROOT.pem())
    assert thumbprints(look_up("root.pem", folder=tmp_path)) == [ROOT.thumbprint]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.pem"
    assert failure(path) == f"the controller has no certificate file {path}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no certificate: it is neither PEM, DER nor PKCS#7 with certificates"),
        (b"-----BEGIN PRIVATE KEY-----", "holds a private key, which is never needed to trust a root"),
    ],
    ids=["empty", "private key"],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "root.pem"
    path.write_bytes(content)
    assert failure(path).startswith(f"{path} {reason}")


def test_a_text_that_cannot_be_used_is_refused_with_the_reason() -> None:
    assert failure("-----BEGIN CERTIFICATE-----").startswith("the text holds no certificate that can be read")


def test_a_folder_is_named_too(tmp_path: Path) -> None:
    assert str(tmp_path) in failure(tmp_path)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(libraries.REQUIRED, "no_such_library", "no-such-library")
    assert "python -m pip install 'no-such-library'" in failure(ROOT.pem())
