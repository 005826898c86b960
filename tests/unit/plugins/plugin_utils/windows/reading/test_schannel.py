# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS settings are read version by version, and what is unreadable is not the default."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.schannel import SchannelReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import VERSIONS, Schannel, Setting

from tests.unit.plugins.plugin_utils.windows.fake_host import ACCESS_DENIED, KEY_MISSING, SUCCESS, FakeHost, cim

SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
FULL = rf"HKEY_LOCAL_MACHINE\{SCHANNEL}"
FAILED = Section(False, "")


def printed(keys: Mapping[str, Mapping[str, str]]) -> Section:
    lines = [f"{FULL}\\Protocols", ""]
    for key, values in keys.items():
        lines += [f"{FULL}\\Protocols\\{key}", *(f"    {name}    {data}" for name, data in values.items()), ""]
    return Section(True, "\n".join(["", *lines, ""]))


def read(windows: Host, keys: Mapping[str, Mapping[str, str]]) -> Schannel:
    return SchannelReader().read([printed(keys)], windows)


def test_the_settings_are_one_command() -> None:
    assert SchannelReader.commands == (f'reg query "HKLM\\{SCHANNEL}\\Protocols" /s',)


@pytest.mark.parametrize(
    ("values", "setting"),
    [
        ({"Enabled": "REG_DWORD    0x1"}, Setting.ENABLED),
        ({"Enabled": "REG_DWORD    0xffffffff"}, Setting.ENABLED),
        ({"Enabled": "REG_DWORD    0x1", "DisabledByDefault": "REG_DWORD    0x0"}, Setting.ENABLED),
        ({"Enabled": "REG_DWORD    0x1", "DisabledByDefault": "REG_DWORD    0x1"}, Setting.DISABLED_BY_DEFAULT),
        ({"Enabled": "REG_DWORD    0x0"}, Setting.DISABLED),
        ({"Enabled": "REG_DWORD    0x0", "DisabledByDefault": "REG_DWORD    0x0"}, Setting.DISABLED),
        ({"Enabled": "REG_DWORD    0x0", "DisabledByDefault": "REG_DWORD    0x1"}, Setting.DISABLED),
        ({"DisabledByDefault": "REG_DWORD    0x1"}, Setting.DISABLED_BY_DEFAULT),
        ({"DisabledByDefault": "REG_DWORD    0x0"}, Setting.UNSET),
        ({"Enabled": "REG_SZ    0"}, Setting.UNSET),
        ({"(Standard)": "REG_SZ    (Wert nicht festgelegt)"}, Setting.UNSET),
        ({}, Setting.UNSET),
    ],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_is_enabled_disabled_or_left_to_a_default(
    windows: Host, version: str, values: Mapping[str, str], setting: Setting
) -> None:
    found = read(windows, {rf"{version}\Client": values})
    assert found == Schannel(client={**dict.fromkeys(VERSIONS, Setting.UNSET), version: setting})


def test_the_two_ends_are_told_apart(windows: Host) -> None:
    found = read(windows, {r"TLS 1.2\Server": {"Enabled": "REG_DWORD    0x0"}, r"SSL 3.0\Client": {}})
    assert (found.client["TLS 1.2"], found.server["TLS 1.2"]) == (Setting.UNSET, Setting.DISABLED)


def test_a_key_that_is_delivered_is_not_asked_for_again(host: FakeHost, windows: Host) -> None:
    read(windows, {})
    assert host.methods_called == []


@pytest.mark.parametrize("subkeys", [None, [], ["Ciphers", "Hashes"]], ids=["no parent", "no subkeys", "other subkeys"])
def test_a_host_without_the_key_leaves_all_to_the_default(
    host: FakeHost, windows: Host, subkeys: list[str] | None
) -> None:
    host.methods["EnumKey"] = [cim(ReturnValue=KEY_MISSING if subkeys is None else SUCCESS, sNames=subkeys)]
    assert SchannelReader().read([FAILED], windows) == Schannel()


def test_a_key_that_exists_and_is_not_delivered_is_unreadable(host: FakeHost, windows: Host) -> None:
    host.methods["EnumKey"] = [cim(ReturnValue=SUCCESS, sNames=["Ciphers", "protocols"])]
    with pytest.raises(Unreadable) as caught:
        SchannelReader().read([FAILED], windows)
    assert str(caught.value) == (
        "cannot read the TLS settings of web01.dmz.example: "
        rf"the key {SCHANNEL}\Protocols exists, but cannot be read"
    )


def test_a_parent_that_is_denied_is_an_error(host: FakeHost, windows: Host) -> None:
    host.methods["EnumKey"] = [cim(ReturnValue=ACCESS_DENIED)]
    with pytest.raises(RegistryError, match=r"^cannot read the TLS settings of web01\.dmz\.example: access is denied"):
        SchannelReader().read([FAILED], windows)
