# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a state says of a machine, with what a healthy one is like where it says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.lab.demonstration import GATEWAY, GROUP
from tests.lab.dmz import MANAGEMENT_SERVER
from tests.lab.opsmgr.installation import DEFAULT_PORT, Parent
from tests.lab.opsmgr.tls import VERSIONS
from tests.lab.scenarios.building import AGENT
from tests.lab.states.events import LoggedEvent, read_events
from tests.lab.states.moments import read_skew
from tests.lab.states.section import Section
from tests.lab.states.stores import NOTHING, Entry, read_stores, usual_stores

KEYS = (
    *("name", "domain", "product", "version", "windows", "clock", "ipv6", "service", "groups"),
    *("stores", "registered", "tls", "registry", "unreadable"),
    *("resolves", "blocked", "events", "connections"),
)
AGENT_KEYS = (*KEYS, "approval", "configuration")
PARENT_KEYS = ("name", "port", "authenticates as")

WINDOWS = {
    "2012 R2": "6.3.9600",
    "2016": "10.0.14393",
    "2019": "10.0.17763",
    "2022": "10.0.20348",
    "2025": "10.0.26100",
}
WORKGROUP = "workgroup"
PRODUCTS = ("agent", "gateway", "management server", "service manager", "log analytics", "nothing")
SERVICES = ("running", "stopped", "disabled", "manual", "missing")
APPROVALS = ("approved", "pending", "rejected")
CONFIGURATIONS = ("made", "not made")


@dataclass(frozen=True)
class MachineState:
    """`domain` is empty in a workgroup, `registered` the certificate or `nothing`. `events` and `connections` are None where
    its health service decides them.
    """

    place: str
    name: str
    domain: str
    product: str
    version: str
    windows: str
    service: str
    clock: timedelta
    ipv6: Sequence[str]
    groups: Mapping[str, Sequence[Parent]]
    stores: Mapping[str, Sequence[Entry]]
    registered: str
    tls: Mapping[str, Any]
    registry: Mapping[str, Any]
    unreadable: Sequence[str]
    resolves: Mapping[str, Any]
    blocked: Sequence[str]
    events: Sequence[LoggedEvent] | None
    connections: Sequence[str] | None
    approval: str = "approved"
    configuration: str = "made"


def read_gateway(content: object, file: str) -> MachineState:
    section = Section.of(content, f"{file}, gateway", KEYS)
    domain = section.text("name", GATEWAY).partition(".")[2]
    return _read(section, GATEWAY, domain, "gateway", MANAGEMENT_SERVER.name)


def read_agent(content: object, file: str) -> MachineState:
    return _read(Section.of(content, f"{file}, agent", AGENT_KEYS), AGENT, WORKGROUP, "agent", GATEWAY)


def _read(section: Section, name: str, domain: str, role: str, parent: str) -> MachineState:
    stores = {**usual_stores(role), **read_stores(Section(section.mapping("stores"), section.at("stores")))}
    return MachineState(
        place=section.place,
        name=section.text("name", name),
        domain=section.text("domain", domain).replace(WORKGROUP, ""),
        product=section.choice("product", PRODUCTS, role),
        version=section.text("version"),
        windows=WINDOWS[section.choice("windows", WINDOWS, "2022")],
        service=section.choice("service", SERVICES, "running"),
        clock=read_skew(section.text("clock", "right"), section.at("clock")),
        ipv6=section.texts("ipv6"),
        groups=_groups(section, {GROUP: [parent]}),
        stores=stores,
        registered=section.text("registered", stores["My"][0].certificate if stores["My"] else NOTHING),
        tls=_tls(section),
        registry=section.mapping("registry"),
        unreadable=section.texts("unreadable"),
        resolves=section.mapping("resolves"),
        blocked=section.texts("blocked"),
        events=read_events(section.items("events"), section.at("events")) if "events" in section else None,
        connections=section.texts("connections") if "connections" in section else None,
        approval=section.choice("approval", APPROVALS, "approved"),
        configuration=section.choice("configuration", CONFIGURATIONS, "made"),
    )


def _groups(section: Section, usual: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[Parent]]:
    groups = section.mapping("groups") if "groups" in section else usual
    return {
        str(group): [_parent(parent, f"{section.at('groups')}, {group}") for parent in parents]
        for group, parents in groups.items()
        if parents is not None
    }


def _parent(content: object, place: str) -> Parent:
    section = Section.of({"name": content} if isinstance(content, str) else content, place, PARENT_KEYS)
    name = section.text("name")
    return Parent(name, section.number("port", DEFAULT_PORT), section.text("authenticates as", name))


def _tls(section: Section) -> Mapping[str, Any]:
    """Of each version that is named, whether the registry enables or disables it for both sides."""
    tls = Section.of(section.mapping("tls"), section.at("tls"), VERSIONS)
    return {version: tls.choice(version, ("enabled", "disabled"), "enabled") == "enabled" for version in tls.content}
