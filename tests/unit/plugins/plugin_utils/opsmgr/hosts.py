# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts as these tests need them: what ``reg query`` prints of SCOM, certificate stores, agents and gateways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import KEY_PROV_INFO, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue, leaf

HIVE = "HKEY_LOCAL_MACHINE"
OPERATIONS_MANAGER = r"SOFTWARE\Microsoft\Microsoft Operations Manager\3.0"
GROUPS = ("Agent Management Groups", "Server Management Groups")
DNS_POLICY = r"SOFTWARE\Policies\Microsoft\System\DNSClient"
TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"

ROOT = issue("Corp Root CA")
ISSUING = issue("Corp Issuing CA", ROOT)
GATEWAY_NAME = "gw01.corp.example"
GATEWAY_LEAF = leaf(GATEWAY_NAME, ISSUING)
AGENT_ROOT = issue("DMZ Root CA")

Keys = Mapping[str, Mapping[str, str]]


def gateway(certificate: Certificate = GATEWAY_LEAF, *issuers: Certificate) -> Gateway:
    chain = issuers or (ISSUING.certificate, ROOT.certificate)
    return describe_gateway(GATEWAY_NAME, (certificate, *chain), None, NOW)


def parent(name: str = GATEWAY_NAME, group: str = "CORP", index: int = 0, port: int = 5723) -> Parent:
    return Parent(group, index, name, name, port)


def agent(
    *parents: Parent, serial: bytes | None = b"\x6d\x0a", certificate_hash: str | None = None, **facts: Any
) -> Agent:
    groups = tuple(sorted({each.management_group for each in parents}))
    plain = Agent(
        Role.AGENT,
        "Microsoft Monitoring Agent",
        "10.22.10056.0",
        "web01",
        groups,
        parents,
        serial,
        certificate_hash,
        "web01",
    )
    return replace(plain, **facts)


def entry(certificate: Certificate, private_key: bool = True) -> StoreEntry:
    properties = {KEY_PROV_INFO: b"key"} if private_key else {}
    return StoreEntry(certificate, {".Default": Blob(certificate.der, properties)})


def stores(
    root: Sequence[Certificate] = (),
    ca: Sequence[Certificate] = (),
    my: Sequence[StoreEntry] = (),
    disallowed: Sequence[Certificate] = (),
) -> dict[str, Store]:
    contents = {"Root": root, "CA": ca, "Disallowed": disallowed}
    read = {name: Store(name, tuple(map(entry, certificates))) for name, certificates in contents.items()}
    return {**read, "My": Store("My", tuple(my))}


PROVIDERS = {
    **dict.fromkeys((1210, 1220, 2003, 2010, 7022), "HealthService"),
    **dict.fromkeys((29120, 29181), "OpsMgr Management Configuration"),
}


def event(number: int, *data: str, record_id: int = 1, provider: str | None = None) -> Event:
    """An event of the provider that logs this number."""
    source = provider or PROVIDERS.get(number, "OpsMgr Connector")
    return Event(record_id, number, source, datetime(2026, 6, 1, tzinfo=UTC), data)


@dataclass(frozen=True)
class FakeRegistry:
    """StdRegProv's answer for the key ``3.0``: its subkeys, or an error. The keys below it have ``groups``."""

    answer: Sequence[str] | Exception = ()
    groups: Sequence[str] = ()

    def subkeys(self, key: str) -> list[str]:
        if key.startswith(f"{OPERATIONS_MANAGER}\\"):
            return list(self.groups)
        assert key == OPERATIONS_MANAGER
        if isinstance(self.answer, Exception):
            raise self.answer
        return list(self.answer)


def sections(
    keys: Keys,
    unreadable: Sequence[str] = (),
    tcpip: Mapping[str, str] | None = None,
    policy: Mapping[str, str] | None = None,
) -> list[Section]:
    """What the reader's commands print on a host whose key ``3.0`` has these keys, named from there; last those about a server."""
    listed = list(dict.fromkeys(key.partition("\\")[0] for key in keys))
    printed = [_key("", {}) + "".join(f"{HIVE}\\{OPERATIONS_MANAGER}\\{name}\n" for name in listed)]
    printed.append("".join([f"\n{HIVE}\\{TCPIP}\n", *_values(tcpip or {})]))
    dns = Section(bool(policy), "".join([f"\n{HIVE}\\{DNS_POLICY}\n", *_values(policy)]) if policy else "")
    groups = [
        section
        for name in GROUPS
        for section in (
            Section(name in listed, "".join(_key(f"\\{key}", {}) for key in keys if key.rpartition("\\")[0] == name)),
            _content(name, keys, name in listed and name not in unreadable),
        )
    ]
    plain = [_content(name, keys, name in listed and name not in unreadable) for name in ("Setup", "Machine Settings")]
    return [Section(bool(keys), printed[0]), Section(True, printed[1]), dns, *plain, *groups]


def _content(name: str, keys: Keys, is_readable: bool) -> Section:
    return Section(is_readable, _tree(name, keys) if is_readable else "")


def _tree(name: str, keys: Keys) -> str:
    return "".join(
        _key(f"\\{key}", values) for key, values in keys.items() if key == name or key.startswith(f"{name}\\")
    )


def _key(path: str, values: Mapping[str, str]) -> str:
    return "".join([f"\n{HIVE}\\{OPERATIONS_MANAGER}{path}\n", *_values(values)])


def _values(values: Mapping[str, str]) -> list[str]:
    return [f"    {name}    {data}\n" for name, data in values.items()]
