# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is too large for a request of the host is refused before anything is written, and what is not is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509

from tests.integration.plugins.acting import act
from tests.lab.dmz import Dmz
from tests.lab.windows.machine import Machine
from tests.lab.wsman.limits import Limits
from tests.unit.plugins.plugin_utils.x509.authority import issue

Result = dict[str, Any]
Act = Callable[..., Result]

FITS_EVERYWHERE, FITS_USUALLY, FITS_NEVER = 5_000, 20_000, 24_000
"""Bytes: a byte takes 22 to 24 of a request, which has 150 kB on Windows Server 2008 R2 and 500 kB since then."""


def _large(site: Dmz, size: int) -> Certificate:
    now = site.clock.now()
    filling = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\xff" * size)
    return issue(
        "Large Root", not_before=now, not_after=now.replace(year=now.year + 1), extensions=[filling]
    ).certificate


@pytest.fixture
def do(session: Session, tmp_path: Path) -> Act:
    return lambda **arguments: act(session, "root_certificate", tmp_path, **arguments)


@pytest.mark.parametrize(
    ("limits", "size", "limit"),
    [
        (Limits(), FITS_EVERYWHERE, None),
        (Limits(), FITS_USUALLY, None),
        (Limits(), FITS_NEVER, 512_000),
        (Limits(max_envelope_kb=150), FITS_EVERYWHERE, None),
        (Limits(max_envelope_kb=150), FITS_USUALLY, 153_600),
        (Limits(max_envelope_kb=1000), FITS_NEVER, None),
    ],
)
def test_a_root_is_imported_if_it_fits_into_a_request_of_the_host(
    do: Act, machine: Machine, site: Dmz, size: int, limit: int | None
) -> None:
    root = _large(site, size)
    before = machine.registry.dump("HKLM")
    for check_mode in (True, False):
        assert machine.registry.dump("HKLM") == before
        result = do(content=root.pem(), check_mode=check_mode)
        assert result["certificates"][0]["action"] == ("refused" if limit else "imported")
        if limit:
            assert result["msg"].startswith(f"refused, nothing was written: {root.subject} ")
            assert str(limit) in result["msg"]
            assert result["msg"].endswith("(rule request_size)")
    assert (machine.registry.dump("HKLM") == before) == (limit is not None)
