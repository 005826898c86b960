# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each scenario shows in the logs and connections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import pytest

from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.installation import (
    AGENT_GROUPS,
    CONNECTOR_MANAGER,
    MACHINE_SETTINGS,
    SERVER_GROUPS,
    SETUP,
    reversed_serial,
)
from tests.lab.scenarios import AGENT, HOST_SCENARIOS, SITE_SCENARIOS, build, fleet, machine_name
from tests.lab.windows.clock import Clock
from tests.lab.windows.machine import Machine

Events: TypeAlias = "list[int] | None"

SERVED = [20053, 21024, 21025, 1210]
"""A gateway's own start, with a connection to its parent."""


@dataclass(frozen=True)
class Shows:
    """The agent's events, the gateway's after its own start, and the linked management groups."""

    agent: Events
    gateway: Events = None
    links: tuple[str, ...] = ()


LINKED = Shows([20053, 21024, 21025, 1210], [20020], ("CORP",))
UNTRUSTED = Shows([20053, 20070, 21016], [20000])
SILENT = Shows([])


def own_certificate(event_id: int) -> Shows:
    """A fault of the agent's certificate; Kerberos is tried in its place, and fails."""
    return Shows([event_id, 21007, 21016])


HOSTS = {
    "trusted": LINKED,
    "root_missing": UNTRUSTED,
    "root_by_policy_only": LINKED,
    "root_disallowed": UNTRUSTED,
    "root_restricted": UNTRUSTED,
    "old_root_same_key": LINKED,
    "root_same_name_other_key": UNTRUSTED,
    "leaf_in_root": LINKED,
    "certificate_unregistered": own_certificate(21022),
    "serial_without_certificate": own_certificate(20066),
    "private_key_missing": own_certificate(20068),
    "private_key_of_user": own_certificate(20077),
    "cng_key": own_certificate(21036),
    "key_spec_signature": own_certificate(20069),
    "certificate_expired": own_certificate(20051),
    "certificate_not_yet_valid": own_certificate(20051),
    "purposes_missing": own_certificate(20050),
    "other_common_name": own_certificate(20052),
    "certificate_in_agent_store": own_certificate(20066),
    "two_with_one_serial": LINKED,
    "certificate_registered_after_start": own_certificate(21022),
    "latent_renewal": LINKED,
    "latent_expiry": LINKED,
    "agent_root_unknown_to_gateway": Shows([20053, 20071, 21016], [20072]),
    "agent_issuer_unknown_to_gateway": Shows([20053, 20071, 21016], [20072]),
    "pending_approval": Shows([20053, 20070, 21016], [20000]),
    "manual_agents_rejected": Shows([20053, 20070, 21016], [20001]),
    "unknown_management_group": Shows([20053, 20070, 21016], [20000]),
    "configuration_pending": Shows([20053, 21023, 21024], [20020], ("CORP",)),
    "wrong_authentication_name": Shows([20053, 21001, 21016]),
    "name_unresolved": Shows([20053, 21005, 21016]),
    "port_filtered": Shows([20053, 21006, 21016]),
    "not_listening": Shows([20053, 21006, 21016]),
    "tls_mismatch": Shows([20053, 20057, 21016]),
    "pointed_elsewhere": Shows([20053, 21024, 21025, 1210], links=("PARTNER",)),
    "failover": Shows([20053, 21006, 21015, 21024, 21025, 1210], [20020], ("CORP",)),
    "multi_homed_one_down": Shows([20053, 20070, 21016, 21024, 21025, 1210], [20000], ("PARTNER",)),
    "ad_integration": Shows([20053, 2010, 2003, 20012]),
    "no_management_group": Shows([20053, 2003]),
    "service_stopped": Shows([20053, 21024, 21025, 1210], [20020]),
    "service_disabled": SILENT,
    "setup_without_service": SILENT,
    "service_without_setup": LINKED,
    "log_analytics_only": Shows([21022]),
    "management_server": Shows([21022]),
    "service_manager": Shows([21022]),
    "no_agent": Shows(None),
}

SITES = {
    "issuing_ca_missing": UNTRUSTED,
    "issuing_ca_sent": LINKED,
    "gateway_certificate_expired": Shows([20053, 21007, 21016]),
    "gateway_root_expired": UNTRUSTED,
    "gateway_stopped": Shows([20053, 21006, 21016]),
    "gateway_cut_off": Shows([20053, 21023, 21024], [20020], ("CORP",)),
    "gateway_without_certificate": Shows([20053, 21007, 21016]),
    "leaf_in_gateway_root": Shows([20053, 20071, 21016], [20072]),
    "gateway_renewed_root": UNTRUSTED,
    "gateway_behind_nat": LINKED,
}

GATEWAY_STARTS = {
    "gateway_certificate_expired": [20051, 21024, 21025, 1210],
    "gateway_stopped": [],
    "gateway_cut_off": [20053, 21006, 21016],
    "gateway_without_certificate": [21022, 21024, 21025, 1210],
}


def shown(dmz: Dmz, name: str, start: list[int]) -> Shows:
    log, agent = dmz.machines[name].event_logs.get("operations manager"), dmz.agents.get(name)
    served = dmz.gateways[GATEWAY].log.ids()
    assert served[: len(start)] == start
    return Shows(None if log is None else log.ids(), served[len(start) :] or None, tuple(agent.links) if agent else ())


def restart(machine: Machine) -> list[int]:
    log = machine.event_logs["operations manager"]
    before = len(log)
    for method in ("StopService", "StartService"):
        service = machine.cim_class("Win32_Service")
        service.invoke(method, {"Name": "HealthService"}, {})
        list(service.instances())
    return log.ids()[before:]


def established(machine: Machine) -> list[tuple[str, int]]:
    return [(row.remote_address, row.remote_port) for row in machine.connections if row.state == 5]


@pytest.mark.parametrize("name", HOST_SCENARIOS)
def test_a_host_scenario_shows_its_documented_events_and_links(name: str, clock: Clock) -> None:
    assert shown(build(name, clock=clock), AGENT, SERVED) == HOSTS[name]


@pytest.mark.parametrize("name", SITE_SCENARIOS)
def test_a_site_scenario_shows_its_documented_events_and_links(name: str, clock: Clock) -> None:
    assert shown(build(name, clock=clock), AGENT, GATEWAY_STARTS.get(name, SERVED)) == SITES[name]


def test_each_machine_of_a_fleet_shows_what_it_shows_alone(clock: Clock) -> None:
    dmz = fleet(len(HOST_SCENARIOS), clock=clock)
    for name, alone in HOSTS.items():
        together = shown(dmz, machine_name(name), SERVED)
        assert (name, together.agent, together.links) == (name, alone.agent, alone.links)


def test_a_fleet_has_as_many_agents_as_asked_for_beside_its_gateways(clock: Clock) -> None:
    dmz = fleet(len(HOST_SCENARIOS) + 2, clock=clock)
    assert len(dmz.machines) - len(dmz.gateways) == len(HOST_SCENARIOS) + 2
    assert {machine_name("root_missing"), machine_name("root_missing", 2)} <= set(dmz.machines)
    assert machine_name("root_missing", 2) == "root-missing-02.dmz.example"


def test_a_connection_is_there_exactly_when_a_management_group_is_linked(clock: Clock) -> None:
    dmz = fleet(len(HOST_SCENARIOS), clock=clock)
    for agent in dmz.agents.values():
        assert len(established(agent.machine)) == len(agent.links)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        build("nothing")


@pytest.mark.parametrize(
    ("name", "events"),
    [
        ("certificate_registered_after_start", [20053, 21024, 21025, 1210]),
        ("latent_renewal", [20066, 21007, 21016]),
        ("latent_expiry", [20051, 21007, 21016]),
    ],
)
def test_a_restart_shows_what_the_running_service_hid(name: str, events: list[int], clock: Clock) -> None:
    assert restart(build(name, clock=clock).machines[AGENT]) == events


def test_agents_behind_a_translation_see_another_address_than_the_gateways_own(clock: Clock) -> None:
    dmz = build("gateway_behind_nat", clock=clock)
    gateway = dmz.machines[GATEWAY]
    assert established(dmz.machines[AGENT]) == [("203.0.113.10", 5723)]
    [accepted] = [row for row in gateway.connections if row.state == 5 and row.local_port == 5723]
    assert (accepted.local_address, accepted.remote_address) == (gateway.address, dmz.machines[AGENT].address)


def test_the_pair_with_one_serial_has_two_issuers(clock: Clock) -> None:
    machine = build("two_with_one_serial", clock=clock).machines[AGENT]
    pair = machine.stores.certificates("My")
    registered = machine.registry.get(MACHINE_SETTINGS, "ChannelCertificateSerialNumber").data
    assert [reversed_serial(certificate) for certificate in pair] == [registered, registered]
    assert pair[0].issuer != pair[1].issuer


@pytest.mark.parametrize(
    ("name", "product", "servers", "agents"),
    [
        ("management_server", "System Center Operations Manager Management Server", ["CORP"], None),
        ("service_manager", None, ["ServiceManager"], None),
        ("service_without_setup", None, None, ["CORP"]),
        ("setup_without_service", "Microsoft Monitoring Agent", None, ["CORP"]),
        ("no_agent", None, None, None),
    ],
)
def test_an_installation_has_the_keys_of_its_kind(
    name: str, product: str | None, servers: Events, agents: Events, clock: Clock
) -> None:
    registry = build(name, clock=clock).machines[AGENT].registry
    groups = [registry.subkeys(key) if registry.exists(key) else None for key in (SERVER_GROUPS, AGENT_GROUPS)]
    assert (registry.data(SETUP, "Product"), groups) == (product, [servers, agents])


@pytest.mark.parametrize(("name", "enabled"), [("ad_integration", 1), ("trusted", 0)])
def test_active_directory_integration_is_read_without_a_look_at_secrets(name: str, enabled: int, clock: Clock) -> None:
    machine = build(name, clock=clock).machines[AGENT]
    key = {"sSubKeyName": [CONNECTOR_MANAGER.removeprefix("HKLM\\")], "sValueName": ["EnableADIntegration"]}
    answer = machine.cim_class("StdRegProv").invoke("GetDWORDValue", {}, key)
    assert (answer, machine.leaks) == ({"uValue": enabled, "ReturnValue": 0}, [])


def test_a_gateway_has_a_parent_of_its_own_in_the_registry(clock: Clock) -> None:
    registry = build("trusted", clock=clock).machines[GATEWAY].registry
    assert registry.data(rf"{SERVER_GROUPS}\CORP\Parent Health Services\0", "NetworkName") == "ms01.corp.example"
