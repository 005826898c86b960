# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is to SCOM is read from what ``reg query`` prints, and what cannot be read is never taken for missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    FaultFields,
    HostUnreachable,
    RegistryError,
    ScomDmzError,
    Unreadable,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.agent import (
    AdIntegrationReader,
    AgentReader,
    ask_for_ad_integration,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.link_events import (
    agent_events,
    gateway_events,
    newest_event,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Further, Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.addresses import AddressReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.schannel import SchannelReader

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GROUPS, OPERATIONS_MANAGER, FakeRegistry, Keys, sections

SETUP = {
    "Setup": {
        "Product": "REG_SZ    Microsoft Monitoring Agent",
        "AgentVersion": "REG_SZ    10.22.10056.0",
        "InstallDirectory": "REG_SZ    C:\\Program Files\\Microsoft Monitoring Agent\\Agent\\",
    }
}
GATEWAY_SETUP = {
    "Setup": {
        "Product": "REG_SZ    System Center Operations Manager Gateway Server",
        "ServerVersion": "REG_SZ    10.22.10118.0",
    }
}
SERVER_SETUP = {"Setup": {"Product": "REG_SZ    System Center Operations Manager 2022 Server"}}
GATEWAY_BY_FOLDER = {
    "Setup": {
        "Product": "REG_SZ    System Center Operations Manager 2025 Server",
        "InstallDirectory": "REG_SZ    C:\\Program Files\\System Center Operations Manager\\Gateway\\",
    }
}
CONSOLE_SETUP = {"Setup": {"Product": "REG_SZ    System Center Operations Manager 2022 Console"}}
SERVER_GROUPS: Keys = {"Server Management Groups": {}, r"Server Management Groups\CORP": {}}
MISSING = RegistryError(RegistryError.KEY_MISSING)
DENIED = RegistryError(RegistryError.ACCESS_DENIED)


def read(text: list[Section], registry: FakeRegistry | None = None) -> Agent:
    host = cast(Any, SimpleNamespace(name="web01", registry=registry or FakeRegistry()))
    asked = len(AgentReader.commands)
    answer = AgentReader().read(text[:asked], host)
    return answer.read(text[asked:], host) if isinstance(answer, Further) else answer


def group(name: str, parents: dict[int, dict[str, str]] | None = None) -> Keys:
    key = f"Agent Management Groups\\{name}"
    keys = {f"{key}\\Parent Health Services\\{index}": values for index, values in (parents or {}).items()}
    return {"Agent Management Groups": {}, key: {"IsServer": "REG_DWORD    0x0"}, **keys}


def at(name: str, **values: str) -> dict[str, str]:
    return {"NetworkName": f"REG_SZ    {name}", "AuthenticationName": f"REG_SZ    {name}", **values}


def settings(**values: str) -> Keys:
    return {"Machine Settings": values}


def test_an_agent_is_read() -> None:
    keys = {**SETUP, **group("CORP", {0: at("gw01.corp.example", Port="REG_DWORD    0x165b")})}
    assert read(sections(keys, tcpip={"Hostname": "REG_SZ    web01", "Domain": "REG_SZ    dmz.example"})) == Agent(
        role="agent",
        product="Microsoft Monitoring Agent",
        version="10.22.10056.0",
        computer_name="web01.dmz.example",
        management_groups=("CORP",),
        parents=(Parent("CORP", 0, "gw01.corp.example", "gw01.corp.example", 5723),),
        host_name="web01",
        dns_suffix="dmz.example",
        install_directory="C:\\Program Files\\Microsoft Monitoring Agent\\Agent\\",
    )


ROLES = {
    "agent": ({**SETUP, **group("CORP")}, "agent"),
    "agent without a group": (SETUP, "agent"),
    "older agent": ({"Setup": {"Product": "REG_SZ    System Center 2012 - Agent"}, **group("CORP")}, "agent"),
    "no server group": ({**SETUP, "Server Management Groups": {}}, "agent"),
    "agent of both": ({**SETUP, **group("CORP"), **group("AOI-1f2e")}, "agent"),
    "workspaces only": ({**SETUP, **group("AOI-1f2e"), **group("aoi-2")}, "log_analytics_agent"),
    "gateway": ({**GATEWAY_SETUP, **SERVER_GROUPS}, "gateway"),
    "gateway by its folder": ({**GATEWAY_BY_FOLDER, **SERVER_GROUPS}, "gateway"),
    "server": ({**SERVER_SETUP, **SERVER_GROUPS}, "management_server"),
    "server that is an agent too": ({**SERVER_SETUP, **SERVER_GROUPS, **group("CORP")}, "management_server"),
    "service manager": (SERVER_GROUPS, "service_manager"),
    "service manager with an empty set-up": ({"Setup": {}, **SERVER_GROUPS}, "service_manager"),
    "console": (CONSOLE_SETUP, "none"),
    "no product": ({"Setup": {}, **group("CORP")}, "none"),
    "an empty product": ({"Setup": {"Product": "REG_SZ    "}, **group("CORP")}, "none"),
    "no set-up": (group("CORP"), "none"),
}


@pytest.mark.parametrize(("keys", "role"), ROLES.values(), ids=ROLES)
def test_the_role_follows_the_server_groups_and_the_product(keys: Keys, role: str) -> None:
    assert read(sections(keys)).role == role


def test_a_gateway_tells_its_server_version() -> None:
    assert read(sections({**GATEWAY_SETUP, **SERVER_GROUPS})).version == "10.22.10118.0"


def test_log_analytics_workspaces_are_no_management_groups() -> None:
    keys = {**SETUP, **group("AOI-1f2e", {0: at("oms.example")}), **group("CORP"), **group("aoi-2")}
    found = read(sections(keys))
    assert (found.management_groups, found.workspaces, found.parents) == (("CORP",), ("AOI-1f2e", "aoi-2"), ())


def test_the_groups_whose_parents_active_directory_names_are_told() -> None:
    keys = {**SETUP, **group("CORP"), **group("PARTNER")}
    keys[r"Agent Management Groups\CORP"] = {"UseActiveDirectory": "REG_DWORD    0x1"}
    keys[r"Agent Management Groups\PARTNER"] = {"UseActiveDirectory": "REG_DWORD    0x0"}
    assert read(sections(keys)).active_directory_groups == ("CORP",)


def test_a_gateway_has_groups_and_parents_of_its_own() -> None:
    own = {r"Server Management Groups\CORP\Parent Health Services\0": at("ms01.corp.example")}
    found = read(sections({**GATEWAY_SETUP, **SERVER_GROUPS, **own}))
    assert found.server_groups == ("CORP",)
    assert found.server_parents == (Parent("CORP", 0, "ms01.corp.example", "ms01.corp.example", 5723),)
    assert (found.management_groups, found.parents) == ((), ())


def test_every_management_group_brings_its_parents() -> None:
    keys = {**SETUP, **group("PARTNER", {0: at("gw02")}), **group("CORP", {0: at("ms01"), 1: at("gw01")})}
    found = read(sections(keys))
    assert [(each.management_group, each.index, each.network_name) for each in found.parents] == [
        ("CORP", 0, "ms01"),
        ("CORP", 1, "gw01"),
        ("PARTNER", 0, "gw02"),
    ]


def test_failover_parents_are_sorted_by_number() -> None:
    keys = {**SETUP, **group("CORP", {10: at("gw10"), 0: at("gw00"), 2: at("gw02")})}
    assert [each.index for each in read(sections(keys)).parents] == [0, 2, 10]


@pytest.mark.parametrize("name", ["Default", "-1", "00", "1.5", "\u0663", "\u00b2", "9" * 5, "9" * 5000])
def test_a_key_beside_the_numbered_parents_is_no_parent(name: str) -> None:
    keys = {**SETUP, **group("CORP"), rf"Agent Management Groups\CORP\Parent Health Services\{name}": at("gw01")}
    assert read(sections(keys)).parents == ()


@pytest.mark.parametrize(
    ("values", "port"),
    [
        ({}, 5723),
        ({"Port": "REG_DWORD    0x0"}, 5723),
        ({"Port": "REG_DWORD    0x1770"}, 6000),
    ],
    ids=["absent", "zero", "another"],
)
def test_a_parent_without_a_usable_port_has_the_default_one(values: dict[str, str], port: int) -> None:
    assert read(sections({**SETUP, **group("CORP", {0: at("gw01", **values)})})).parents[0].port == port


def test_a_parent_without_an_authentication_name_is_authenticated_by_its_network_name() -> None:
    keys = {**SETUP, **group("CORP", {0: {"NetworkName": "REG_SZ    gw01"}})}
    assert read(sections(keys)).parents[0].authentication_name == "gw01"


def test_a_parent_without_any_name_is_kept_and_has_no_names() -> None:
    (found,) = read(sections({**SETUP, **group("CORP", {0: {}})})).parents
    assert found.names == frozenset()


@pytest.mark.parametrize("printed", ["563CAF", "563caf"], ids=["upper case", "lower case"])
def test_the_serial_number_is_reversed_byte_by_byte(printed: str) -> None:
    keys = {**SETUP, **settings(ChannelCertificateSerialNumber=f"REG_BINARY    {printed}")}
    assert read(sections(keys)).channel_serial == bytes.fromhex("AF3C56")


@pytest.mark.parametrize("size", range(1, 21))
def test_a_serial_number_of_any_length_is_read_whole(size: int) -> None:
    serial = bytes(range(1, size + 1))
    keys = {**SETUP, **settings(ChannelCertificateSerialNumber=f"REG_BINARY    {serial[::-1].hex()}")}
    assert read(sections(keys)).channel_serial == serial


@pytest.mark.parametrize("printed", ["REG_BINARY    ", "REG_BINARY"])
def test_a_serial_number_without_bytes_is_none(printed: str) -> None:
    keys = {**SETUP, **settings(ChannelCertificateSerialNumber=printed)}
    assert read(sections(keys)).channel_serial is None


def test_the_registered_hash_is_read_as_it_stands() -> None:
    assert read(sections({**SETUP, **settings(ChannelCertificateHash="REG_SZ    d1fc")})).channel_hash == "d1fc"


POLICY, COMING = "PrimaryDnsSuffix", "NV PrimaryDnsSuffix"
NAMES = {
    "no suffix": ("", {}, ("web01",), None),
    "its own": ("dmz.example", {}, ("web01.dmz.example",), "dmz.example"),
    "by policy": ("", {POLICY: "corp.example"}, ("web01.corp.example",), "corp.example"),
    "by policy, which supersedes its own": (
        "dmz.example",
        {POLICY: "corp.example", COMING: "corp.example"},
        ("web01.corp.example",),
        "corp.example",
    ),
    "by a policy that was taken back, until Windows is restarted": (
        "dmz.example",
        {POLICY: "corp.example", COMING: ""},
        ("web01.corp.example",),
        "corp.example",
    ),
    "by a policy that may not count yet": (
        "dmz.example",
        {COMING: "corp.example"},
        ("web01.corp.example", "web01.dmz.example"),
        "corp.example",
    ),
    "by the only one, which may not count yet": (
        "",
        {COMING: "corp.example"},
        ("web01.corp.example", "web01"),
        "corp.example",
    ),
    "by a policy that says the same": ("dmz.example", {COMING: "dmz.example"}, ("web01.dmz.example",), "dmz.example"),
    "by an empty policy": ("dmz.example", {POLICY: "", COMING: ""}, ("web01.dmz.example",), "dmz.example"),
}


@pytest.mark.parametrize(("own", "policy", "names", "suffix"), NAMES.values(), ids=NAMES.keys())
def test_the_suffix_of_group_policy_counts_before_its_own(
    own: str, policy: Mapping[str, str], names: tuple[str, ...], suffix: str | None
) -> None:
    tcpip = {"Hostname": "REG_SZ    web01", "Domain": f"REG_SZ    {own}"}
    written = {name: f"REG_SZ    {text}" for name, text in policy.items()}
    found = read(sections(SETUP, tcpip=tcpip, policy=written))
    assert (found.names, found.dns_suffix) == (names, suffix)


def test_a_workgroup_host_has_a_name_without_a_suffix() -> None:
    found = read(sections(SETUP, tcpip={"Hostname": "REG_SZ    web01", "Domain": "REG_SZ    "}))
    assert (found.computer_name, found.host_name, found.dns_suffix) == ("web01", "web01", None)


@pytest.mark.parametrize("name", ["Setup", "Machine Settings", "Agent Management Groups", "Server Management Groups"])
def test_a_key_that_is_listed_and_not_delivered_is_unreadable(name: str) -> None:
    keys = {**GATEWAY_SETUP, **SERVER_GROUPS, **settings(), **group("CORP")}
    with pytest.raises(Unreadable) as raised:
        read(sections(keys, unreadable=[name]))
    assert str(raised.value) == (
        f"cannot read the agent's configuration of web01: the key {OPERATIONS_MANAGER}\\{name} exists, but cannot be read"
    )


def test_a_host_without_scom_is_none() -> None:
    found = read(sections({}, tcpip={"Hostname": "REG_SZ    web01"}), FakeRegistry(MISSING))
    assert found == Agent(computer_name="web01", host_name="web01")


def test_access_denied_is_told_from_a_missing_key() -> None:
    with pytest.raises(ScomDmzError, match="cannot read the agent's configuration of web01: access is denied"):
        read(sections({}), FakeRegistry(DENIED))


def test_keys_that_only_stdregprov_lists_are_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(sections({}), FakeRegistry(["Setup"]))


def test_an_empty_listing_does_not_prove_that_there_is_no_scom() -> None:
    everything = sections({**SETUP, **group("CORP")})
    silent = [Section(True, ""), *everything[1:]]
    assert read(silent, FakeRegistry(["Setup", "Agent Management Groups"])).management_groups == ("CORP",)


@pytest.mark.parametrize(
    ("keys", "missing"),
    [
        (group("CORP"), r"Agent Management Groups\CORP"),
        (SERVER_GROUPS, r"Server Management Groups\CORP"),
    ],
    ids=["agent", "server"],
)
@pytest.mark.parametrize("delivered", ["", "nothing but the key"], ids=["nothing", "the key alone"])
def test_a_management_group_that_is_listed_and_not_delivered_is_unreadable(
    keys: Keys, missing: str, delivered: str
) -> None:
    name = missing.partition("\\")[0]
    text = f"\nHKEY_LOCAL_MACHINE\\{OPERATIONS_MANAGER}\\{name}\n" if delivered else ""
    printed = sections({**SETUP, **keys})
    printed[6 + 2 * GROUPS.index(name)] = Section(True, text)
    with pytest.raises(Unreadable) as raised:
        read(printed)
    assert str(raised.value) == (
        "cannot read the agent's configuration of web01: "
        f"the key {OPERATIONS_MANAGER}\\{missing} exists, but was not delivered"
    )


def test_a_text_that_imitates_a_management_group_makes_none() -> None:
    imitation = f"REG_SZ    a\n\nHKEY_LOCAL_MACHINE\\{OPERATIONS_MANAGER}\\Agent Management Groups\\EVIL"
    keys = {**SETUP, **group("CORP"), r"Agent Management Groups\CORP\Notes": {"Note": imitation}}
    assert read(sections(keys)).management_groups == ("CORP",)


def test_a_management_group_that_only_stdregprov_lists_is_unreadable() -> None:
    printed = sections({**SETUP, "Agent Management Groups": {}})
    printed[5] = Section(True, "ERROR")
    with pytest.raises(Unreadable, match="CORP exists, but was not delivered$"):
        read(printed, FakeRegistry(groups=["CORP"]))


def test_an_empty_key_is_no_scom() -> None:
    assert read(sections({}), FakeRegistry([])).role == "none"


def test_the_keys_that_hold_runas_credentials_are_never_asked_for() -> None:
    readers = [
        AgentReader(),
        StoreReader(STORES),
        AddressReader(),
        SchannelReader(),
        agent_events(),
        gateway_events(),
        newest_event(),
    ]
    commands = [command.lower() for reader in readers for command in reader.commands]
    for secret in ("ssdb", "allowedssids", r"healthservice\parameters"):
        assert not [command for command in commands if secret in command]


def test_values_beside_those_that_are_named_are_not_kept() -> None:
    secrets = {name: "REG_SZ    canary" for name in ("SSDB", "AllowedSSIDs", "ActionAccount", "Password")}
    keys = {**SETUP, **settings(**secrets), **group("CORP", {0: at("gw01", **secrets)})}
    keys["Setup"] = {**SETUP["Setup"], **secrets}
    keys[r"Agent Management Groups\CORP\SSDB"] = {"References": "REG_BINARY    63616E617279", **secrets}
    assert "canary" not in repr(read(sections(keys, tcpip=secrets)))


CONNECTOR_MANAGER = r"SYSTEM\CurrentControlSet\Services\HealthService\Parameters\ConnectorManager"


@pytest.mark.parametrize(
    ("succeeded", "data", "integrated"),
    [
        (True, "REG_DWORD    0x1", True),
        (True, "REG_DWORD    0x0", False),
        (False, "REG_DWORD    0x1", None),
        (False, None, None),
    ],
    ids=["on", "off", "failed", "nothing printed"],
)
def test_active_directory_integration_is_read_when_it_is_printed(
    succeeded: bool, data: str | None, integrated: bool | None
) -> None:
    text = f"\nHKEY_LOCAL_MACHINE\\{CONNECTOR_MANAGER}\n    EnableADIntegration    {data}\n\n" if data else ""
    assert (
        AdIntegrationReader().read([Section(succeeded, text)], cast(Any, SimpleNamespace(name="web01"))) is integrated
    )


@pytest.mark.parametrize(
    ("data", "what"), [("REG_SZ    1", "is a REG_SZ"), ("REG_DWORD    one", "holds none")], ids=["type", "data"]
)
def test_active_directory_integration_of_another_type_is_named(data: str, what: str) -> None:
    text = f"\nHKEY_LOCAL_MACHINE\\{CONNECTOR_MANAGER}\n    EnableADIntegration    {data}\n\n"
    with pytest.raises(Unreadable) as raised:
        AdIntegrationReader().read([Section(True, text)], cast(Any, SimpleNamespace(name="web01")))
    assert str(raised.value) == (
        "cannot read the agent's configuration of web01: "
        f"the value EnableADIntegration of HKLM\\{CONNECTOR_MANAGER} should be a REG_DWORD and {what}"
    )


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (
            settings(ChannelCertificateSerialNumber="REG_SZ    6D0A"),
            r"ChannelCertificateSerialNumber of HKLM\{}\Machine Settings should be a REG_BINARY and is a REG_SZ",
        ),
        (
            settings(ChannelCertificateHash="REG_BINARY    6D0A"),
            r"ChannelCertificateHash of HKLM\{}\Machine Settings should be a REG_SZ and is a REG_BINARY",
        ),
        (
            group("CORP", {0: {"NetworkName": r"REG_MULTI_SZ    gw01\0gw02"}}),
            r"NetworkName of HKLM\{}\Agent Management Groups\CORP\Parent Health Services\0 should be a REG_SZ and is a REG_MULTI_SZ",
        ),
        (
            group("CORP", {0: {"NetworkName": "REG_SZ    gw01", "Port": "REG_SZ    5723"}}),
            r"Port of HKLM\{}\Agent Management Groups\CORP\Parent Health Services\0 should be a REG_DWORD and is a REG_SZ",
        ),
    ],
    ids=["serial number", "hash", "network name", "port"],
)
def test_a_value_of_another_type_is_named_and_not_taken_for_unset(keys: Keys, sentence: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(sections({**SETUP, **keys}))
    expected = sentence.format(OPERATIONS_MANAGER)
    assert str(raised.value) == f"cannot read the agent's configuration of web01: the value {expected}"


def test_active_directory_integration_is_read_without_what_lies_beside_it() -> None:
    assert AdIntegrationReader.commands == (f'reg query "HKLM\\{CONNECTOR_MANAGER}" /v EnableADIntegration',)


@dataclass
class OneValue:
    """StdRegProv's answer for EnableADIntegration."""

    answer: int | None | Exception

    def dword(self, key: str, name: str) -> int | None:
        assert (key, name) == (CONNECTOR_MANAGER, "EnableADIntegration")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def ask(answer: int | None | Exception) -> bool | None:
    return ask_for_ad_integration(cast(Any, SimpleNamespace(registry=OneValue(answer))))


@pytest.mark.parametrize(
    ("answer", "integrated"),
    [(1, True), (0, False), (None, False), (DENIED, None), (WsmanFault(FaultFields("AccessDenied", 5)), None)],
    ids=["on", "off", "missing", "denied", "fault"],
)
def test_active_directory_integration_is_on_off_or_unknown(
    answer: int | None | Exception, integrated: bool | None
) -> None:
    assert ask(answer) is integrated


def test_an_integration_of_another_type_is_an_error() -> None:
    with pytest.raises(RegistryError, match="another type"):
        ask(RegistryError(RegistryError.OTHER_TYPE))


def test_a_host_that_is_lost_while_its_integration_is_read_is_an_error() -> None:
    with pytest.raises(HostUnreachable):
        ask(HostUnreachable("no answer"))
