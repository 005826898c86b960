# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature algorithms that Windows offers are read, and another list under that key is none."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.signatures import SignatureReader

from tests.lab.windows.machine import Account, Machine

KEY = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010003"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (r"REG_MULTI_SZ    RSA/SHA256\0rsa/sha512", ("RSA/SHA256", "RSA/SHA512")),
        (r"REG_MULTI_SZ    NistP384\0NistP256", None),
        ("REG_SZ    RSA/SHA256", None),
        ("REG_MULTI_SZ", None),
    ],
)
def test_a_list_of_signatures_is_told_by_what_it_holds(windows: Host, data: str, found: tuple[str, ...] | None) -> None:
    printed = Section(True, f"\n{KEY}\n    Functions    {data}\n\n")
    assert SignatureReader().read([printed], windows) == found


def test_what_is_not_delivered_is_not_known(windows: Host) -> None:
    assert SignatureReader().read([Section(False, "")], windows) is None


def test_windows_lets_itself_be_asked(windows: Host) -> None:
    machine = Machine("agent01.dmz.example", {"Administrator": Account("x")})
    output = machine.run(SignatureReader.commands[0])
    assert machine.refused_commands == []
    assert "RSA/SHA512" in (
        SignatureReader().read([Section(True, output.stdout.decode().replace("\r\n", "\n"))], windows) or ()
    )
