# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS settings are read version by version, and only certainty makes two hosts that cannot talk."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import (
    VERSIONS,
    Schannel,
    SchannelReader,
    no_common_protocol,
)

from tests.unit.plugins.plugin_utils.windows.fake_host import ACCESS_DENIED, KEY_MISSING, SUCCESS, FakeHost, cim

SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
FULL = rf"HKEY_LOCAL_MACHINE\{SCHANNEL}"
FAILED = Section(False, "")

ONLY_1_0 = {"TLS 1.0": True, "TLS 1.1": False, "TLS 1.2": False, "TLS 1.3": False}
ONLY_1_2 = {"TLS 1.0": False, "TLS 1.1": False, "TLS 1.2": True}


def printed(keys: Mapping[str, Mapping[str, str]]) -> Section:
    lines = [f"{FULL}\\Protocols", ""]
    for key, values in keys.items():
        lines += [f"{FULL}\\Protocols\\{key}", *(f"    {name}    {data}" for name, data in values.items()), ""]
    return Section(True, "\n".join(["", *lines, ""]))


def read(registry: Registry, keys: Mapping[str, Mapping[str, str]]) -> Schannel:
    return SchannelReader().read([printed(keys)], registry)


def settings(values: Mapping[str, bool | None]) -> Schannel:
    """A host with the same settings for both ends of a connection."""
    each = {version: values.get(version) for version in VERSIONS}
    return Schannel(each, each)


def test_the_settings_are_one_command() -> None:
    assert SchannelReader.commands == (f'reg query "HKLM\\{SCHANNEL}\\Protocols" /s',)


@pytest.mark.parametrize(
    ("values", "setting"),
    [
        ({"Enabled": "REG_DWORD    0x1"}, True),
        ({"Enabled": "REG_DWORD    0xffffffff"}, True),
        ({"Enabled": "REG_DWORD    0x1", "DisabledByDefault": "REG_DWORD    0x1"}, True),
        ({"Enabled": "REG_DWORD    0x0"}, False),
        ({"Enabled": "REG_DWORD    0x0", "DisabledByDefault": "REG_DWORD    0x0"}, False),
        ({"DisabledByDefault": "REG_DWORD    0x1"}, False),
        ({"DisabledByDefault": "REG_DWORD    0x0"}, None),
        ({"Enabled": "REG_SZ    0"}, None),
        ({"(Standard)": "REG_SZ    (Wert nicht festgelegt)"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_is_on_off_or_left_to_the_default(
    registry: Registry, version: str, values: Mapping[str, str], setting: bool | None
) -> None:
    found = read(registry, {rf"{version}\Client": values})
    assert found == Schannel(client={**dict.fromkeys(VERSIONS), version: setting})


def test_the_two_ends_are_told_apart(registry: Registry) -> None:
    found = read(registry, {r"TLS 1.2\Server": {"Enabled": "REG_DWORD    0x0"}, r"SSL 3.0\Client": {}})
    assert (found.client["TLS 1.2"], found.server["TLS 1.2"]) == (None, False)


def test_a_key_that_is_delivered_is_not_asked_for_again(host: FakeHost, registry: Registry) -> None:
    read(registry, {})
    assert host.methods_called == []


@pytest.mark.parametrize("subkeys", [None, [], ["Ciphers", "Hashes"]], ids=["no parent", "no subkeys", "other subkeys"])
def test_a_host_without_the_key_leaves_all_to_the_default(
    host: FakeHost, registry: Registry, subkeys: list[str] | None
) -> None:
    host.methods["EnumKey"] = [cim(ReturnValue=KEY_MISSING if subkeys is None else SUCCESS, sNames=subkeys)]
    assert SchannelReader().read([FAILED], registry) == Schannel()


def test_a_key_that_exists_and_is_not_delivered_is_unreadable(host: FakeHost, registry: Registry) -> None:
    host.methods["EnumKey"] = [cim(ReturnValue=SUCCESS, sNames=["Ciphers", "protocols"])]
    with pytest.raises(Unreadable) as caught:
        SchannelReader().read([FAILED], registry)
    assert str(caught.value) == (
        "cannot read the TLS settings of web01.dmz.example: "
        rf"the key {SCHANNEL}\Protocols exists, but cannot be read"
    )


def test_a_parent_that_is_denied_is_an_error(host: FakeHost, registry: Registry) -> None:
    host.methods["EnumKey"] = [cim(ReturnValue=ACCESS_DENIED)]
    with pytest.raises(RegistryError, match=r"^cannot read the TLS settings of web01\.dmz\.example: access is denied"):
        SchannelReader().read([FAILED], registry)


@pytest.mark.parametrize(
    ("client", "server", "nothing_common"),
    [
        ({}, {}, False),
        (ONLY_1_0, ONLY_1_2, True),
        (ONLY_1_2, ONLY_1_0, True),
        (ONLY_1_0, {"TLS 1.0": False}, True),
        (ONLY_1_0, {}, False),
        (ONLY_1_0, ONLY_1_0, False),
        (ONLY_1_2, ONLY_1_2, False),
        (dict.fromkeys(VERSIONS, False), {}, True),
        ({}, dict.fromkeys(VERSIONS, False), True),
        (dict.fromkeys(VERSIONS[:3], False), {}, True),
        ({**dict.fromkeys(VERSIONS[:3], False), "TLS 1.3": True}, {}, True),
        ({**dict.fromkeys(VERSIONS[:3], False), "TLS 1.3": True}, {"TLS 1.3": True}, False),
        ({"TLS 1.0": False, "TLS 1.1": False}, {"TLS 1.0": False}, False),
    ],
    ids=[
        "all default",
        "old client and new server",
        "new client and old server",
        "old client and a server without it",
        "old client and a default server",
        "both old",
        "both new",
        "client without any",
        "server without any",
        "TLS 1.3 by default",
        "TLS 1.3 at one end",
        "TLS 1.3 at both ends",
        "TLS 1.2 by default",
    ],
)
def test_only_certainty_makes_two_hosts_without_a_common_version(
    client: Mapping[str, bool | None], server: Mapping[str, bool | None], nothing_common: bool
) -> None:
    assert no_common_protocol(settings(client), settings(server)) is nothing_common


def test_the_clients_client_end_is_held_against_the_servers_server_end() -> None:
    off = dict.fromkeys(VERSIONS, False)
    assert not no_common_protocol(Schannel(server=off), Schannel(client=off))
