# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether TLS clients are sent the names of trusted issuers is read, and never guessed where it cannot be."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.issuer_list import IssuerListReader

KEY = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
HOST = cast(Any, SimpleNamespace(name="web01"))


def read(text: str, succeeded: bool = True) -> bool:
    return IssuerListReader().read([Section(succeeded, text)], HOST)


@pytest.mark.parametrize(
    ("values", "sent"),
    [
        ("", False),
        ("    EventLogging    REG_DWORD    0x1\n", False),
        ("    SendTrustedIssuerList    REG_DWORD    0x0\n", False),
        ("    SendTrustedIssuerList    REG_DWORD    0x1\n", True),
        ("    sendtrustedissuerlist    REG_DWORD    0xffffffff\n", True),
        ("    SendTrustedIssuerList    REG_SZ    1\n", False),
    ],
)
def test_the_list_is_sent_when_the_value_is_a_number_other_than_zero(values: str, sent: bool) -> None:
    assert read(f"\n{KEY}\n{values}\n{KEY}\\Protocols\n") is sent


@pytest.mark.parametrize(
    ("text", "succeeded"), [("", True), ("", False), (f"\n{KEY}\n", False), ("ERROR: denied", True)]
)
def test_a_key_that_is_not_shown_is_unreadable(text: str, succeeded: bool) -> None:
    with pytest.raises(Unreadable, match="cannot read the TLS settings of web01: the key .* cannot be read"):
        read(text, succeeded)
