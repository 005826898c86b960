# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTPS listeners of WinRM are read with their certificates, and what is unreadable is never none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.winrm_listener import HttpsListenerReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener

from tests.unit.plugins.plugin_utils.windows.fake_host import ACCESS_DENIED, FakeHost, cim

WSMAN = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN"
FULL = rf"HKEY_LOCAL_MACHINE\{WSMAN}"
THUMBPRINT = "0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43"
SPACED = " ".join(THUMBPRINT[at : at + 2].lower() for at in range(0, 40, 2))

Keys = Mapping[str, str]


def sections(keys: Keys, delivered: Keys | None = None) -> list[Section]:
    """What is printed of a host with these listeners, each with its values."""
    listed = "".join(rf"{FULL}\Listener\{name}" + "\n" for name in keys)
    shown = "".join(f"{FULL}\\Listener\\{name}\n{values}\n" for name, values in (delivered or keys).items())
    return [Section(True, f"\n{FULL}\\Listener\n"), Section(True, f"\n{listed}"), Section(True, f"\n{shown}")]


def read(windows: Host, *printed: Section) -> tuple[HttpsListener, ...]:
    return HttpsListenerReader().read(printed, windows)


def thumbprint(text: str) -> str:
    return f"    Port    REG_DWORD    0x1762\n    certThumbprint    REG_SZ    {text}\n"


def test_the_listeners_are_asked_for_with_their_parents_and_by_no_name_of_their_own() -> None:
    assert HttpsListenerReader.commands == (
        f'reg query "HKLM\\{WSMAN}"',
        f'reg query "HKLM\\{WSMAN}\\Listener"',
        f'reg query "HKLM\\{WSMAN}\\Listener" /s',
    )


@pytest.mark.parametrize("text", [THUMBPRINT, THUMBPRINT.lower(), SPACED, f"\u200e{THUMBPRINT}"])
def test_a_thumbprint_is_read_in_any_spelling(windows: Host, text: str) -> None:
    assert read(windows, *sections({"*+HTTPS": thumbprint(text)})) == (HttpsListener("*+HTTPS", THUMBPRINT),)


def test_every_https_listener_is_told_and_no_other_one(windows: Host) -> None:
    keys = {
        "*+HTTP": "    Port    REG_DWORD    0x1761\n",
        "IP:192.0.2.7+https": thumbprint(THUMBPRINT),
        "*+HTTPS": "    Port    REG_DWORD    0x1762\n",
    }
    found = read(windows, *sections(keys))
    assert found == (HttpsListener("*+HTTPS", None), HttpsListener("IP:192.0.2.7+https", THUMBPRINT))


def test_a_host_without_the_key_has_no_listeners(host: FakeHost, windows: Host) -> None:
    host.methods["EnumKey"] = [cim(ReturnValue=2)]
    assert read(windows, Section(False, ""), Section(False, ""), Section(False, "")) == ()


def test_a_key_that_may_not_be_read_is_an_error(host: FakeHost, windows: Host) -> None:
    host.methods["EnumKey"] = [cim(ReturnValue=ACCESS_DENIED)]
    with pytest.raises(
        RegistryError, match=r"cannot read the WinRM listeners of web01\.dmz\.example: access is denied"
    ):
        read(windows, Section(False, ""), Section(False, ""), Section(False, ""))


def test_a_listener_that_is_not_delivered_is_an_error(windows: Host) -> None:
    keys = {"*+HTTPS": thumbprint(THUMBPRINT)}
    with pytest.raises(Unreadable, match=r"the key of the listener \*\+HTTPS exists, but was not delivered"):
        read(windows, *sections(keys, {"*+HTTP": ""}))


def test_what_is_no_thumbprint_is_an_error(windows: Host) -> None:
    with pytest.raises(Unreadable, match=r"certThumbprint of the listener \*\+HTTPS holds no thumbprint"):
        read(windows, *sections({"*+HTTPS": thumbprint("0563")}))
