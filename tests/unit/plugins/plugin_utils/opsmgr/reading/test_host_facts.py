# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All exchanges with a host are made before it is judged, and none in vain: what may fail is a fact, and a lost host never is one."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import Any, cast

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ConnectionLost,
    HostUnreachable,
    ResponseRefused,
    ScomDmzError,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.host_facts import (
    ParentsOf,
    read_agent,
    read_for_rotation,
    read_gateway,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener

from tests.lab.dmz import MANAGEMENT_SERVER
from tests.lab.opsmgr.gateway import Approval
from tests.lab.opsmgr.installation import AGENT_GROUPS, CONNECTOR_MANAGER, OPERATIONS_MANAGER, SERVER_GROUPS
from tests.lab.windows.event_log import ERROR
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.winrm_listener import write_listener
from tests.unit.plugins.plugin_utils.opsmgr.hosts import parent
from tests.unit.plugins.plugin_utils.opsmgr.scripted_site import (
    ACCESS_DENIED,
    GATEWAY,
    NOT_FOUND,
    REFUSED,
    ScriptedSession,
    Site,
)

INTERFACES = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces"
SCHANNEL = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
STORES = r"HKLM\SOFTWARE\Microsoft\SystemCertificates"
WSMAN = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN"
ELSEWHERE = "gw02.partner.example"
PORT = 5723
LOST = HostUnreachable("the host did not answer in time")

WITHOUT_CONNECTIONS = ["console", "service", "computer", "clock", "console"]
EVERYTHING = ["console", "service", "connections", "computer", "clock"]
"""The second command line is that of the log System, which an agent that gets along does not need."""


@pytest.fixture
def site() -> Site:
    return Site()


def read(session: ScriptedSession, contacted: ParentsOf = lambda agent: agent.parents, **events: Any) -> HostFacts:
    return read_agent(Host(cast(Any, session)), contacted, **events)


def exchanges(session: ScriptedSession) -> list[str]:
    """What was asked, however many command lines the console's first part took: registry, what a server has besides, and the log."""
    first = list(takewhile(lambda request: request == "console", session.requests))
    assert len(first) <= 3
    return session.requests[len(first) - 1 :]


def without_integration(site: Site) -> Machine:
    machine = site.agent(GATEWAY).machine
    machine.registry.delete_value(CONNECTOR_MANAGER, "EnableADIntegration")
    return machine


def test_a_host_is_read_completely(site: Site) -> None:
    agent = site.agent(GATEWAY)
    facts = read(ScriptedSession(agent.machine))
    assert (facts.host, facts.agent.role, facts.unreadable) == (agent.machine.name, "agent", None)
    assert facts.service == Service("HealthService", "Running", "Auto", agent.service.process_id)
    assert isinstance(facts.stores, dict) and set(facts.stores) == {"Root", "CA", "My", "Disallowed"}
    assert facts.addresses == (agent.machine.address,)
    (connection,) = facts.connections[PORT] or ()
    assert (connection.remote_address, connection.process_id) == (
        site.gateway.machine.address,
        agent.service.process_id,
    )


def test_an_agent_costs_each_question_once(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY).machine)
    read(session, site.request().contacted)
    assert exchanges(session) == EVERYTHING


def test_several_gateways_on_one_port_cost_no_more_than_one(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY, ELSEWHERE).machine)
    read(session, site.request(ELSEWHERE).contacted)
    assert exchanges(session) == EVERYTHING


def test_gateways_on_two_ports_cost_a_query_each(site: Site) -> None:
    agent = site.agent(GATEWAY)
    session = ScriptedSession(agent.machine)
    facts = read(session, lambda known: [*known.parents, parent(port=6000), *known.parents])
    assert sorted(exchanges(session)) == sorted([*EVERYTHING, "connections"])
    assert list(facts.connections) == [PORT, 6000]


@pytest.mark.parametrize("domain", ["", "dmz.example"])
def test_the_domain_of_a_host_is_read(site: Site, domain: str) -> None:
    machine = site.agent(GATEWAY).machine
    machine.computer_system.domain = domain
    assert read(ScriptedSession(machine)).computer == Computer(domain or "WORKGROUP", bool(domain))


@pytest.mark.parametrize(
    "answer", [NOT_FOUND, REFUSED, ResponseRefused("too large"), []], ids=["fault", "denied", "refused", "nothing"]
)
def test_a_host_that_does_not_tell_its_domain_is_a_witness_less(site: Site, answer: Any) -> None:
    facts = read(ScriptedSession(site.agent(GATEWAY).machine, computer=answer))
    assert (facts.computer, facts.unreadable) == (None, None)


def test_the_domain_of_a_host_without_scom_is_not_asked_for(site: Site) -> None:
    session = ScriptedSession(site.dmz.add_machine("bare01"))
    assert read(session).computer is None
    assert "computer" not in session.requests


@pytest.mark.parametrize("answer", [NOT_FOUND, REFUSED, ResponseRefused("too large"), []])
def test_a_host_that_does_not_tell_its_time_is_a_witness_less(site: Site, answer: Any) -> None:
    facts = read(ScriptedSession(site.agent(GATEWAY).machine, clock=answer))
    assert (facts.clock, facts.unreadable) == (None, None)


def test_the_time_of_a_host_without_scom_is_not_asked_for(site: Site) -> None:
    session = ScriptedSession(site.dmz.add_machine("bare01"))
    assert read(session).clock is None
    assert "clock" not in session.requests


@pytest.mark.parametrize("bare", [True, False], ids=["no agent", "a gateway"])
def test_what_is_no_agent_costs_no_query_of_connections(site: Site, bare: bool) -> None:
    session = ScriptedSession(site.dmz.add_machine("bare01") if bare else site.gateway.machine)
    facts = read(session, site.request().contacted)
    assert (facts.connections, "connections" in session.requests) == ({}, False)


def test_an_agent_of_another_gateway_costs_no_query_of_connections(site: Site) -> None:
    session = ScriptedSession(site.agent(ELSEWHERE, trusts=False).machine)
    read(session, site.request().contacted)
    assert exchanges(session) == WITHOUT_CONNECTIONS


def test_a_stopped_agent_has_no_connections_to_ask_for(site: Site) -> None:
    agent = site.agent(GATEWAY)
    agent.machine.services.stop_at_once(agent.service)
    session = ScriptedSession(agent.machine)
    assert read(session).connections == {PORT: ()}
    assert exchanges(session) == WITHOUT_CONNECTIONS


def test_a_service_that_is_not_installed_has_no_connections_to_ask_for(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY).machine, service=NOT_FOUND)
    facts = read(session)
    assert (facts.service, facts.unreadable, facts.connections) == (None, None, {PORT: ()})
    assert exchanges(session) == WITHOUT_CONNECTIONS


@pytest.mark.parametrize("fault", [NOT_FOUND, REFUSED], ids=["no such class", "access denied"])
def test_a_host_that_does_not_tell_its_connections_cannot_tell(site: Site, fault: WsmanFault) -> None:
    assert read(ScriptedSession(site.agent(GATEWAY).machine, connections=fault)).connections == {PORT: None}


def test_events_are_decoded_and_what_says_nothing_of_a_link_is_left_out(site: Site) -> None:
    agent = site.agent(GATEWAY)
    agent.write(20070, GATEWAY)
    agent.log.write(21031, 4, "OpsMgr Connector")
    events = read(ScriptedSession(agent.machine)).events
    assert events is not None
    assert (events[-1].event_id, events[-1].about) == (20070, GATEWAY)


def test_events_up_to_a_record_id_and_before_a_moment_are_not_read(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    newest = max(event.record_id for event in machine.event_logs["operations manager"])
    assert read(ScriptedSession(machine), after_record_id=newest).events == ()
    assert read(ScriptedSession(machine), since=site.dmz.clock.now() + timedelta(minutes=1)).events == ()
    facts = read(ScriptedSession(machine), after_record_id=newest - 1)
    assert facts.health_service.record_id == newest


def refused(site: Site, times: int) -> Machine:
    """Linked once, and refused ever since."""
    agent = site.agent(GATEWAY)
    for _time in range(times):
        agent.write(20070, GATEWAY)
    return agent.machine


@pytest.mark.parametrize("bound", ["number", "moment", "record"])
def test_of_a_refused_agent_the_configurations_before_what_was_read_are_read(site: Site, bound: str) -> None:
    agent = site.agent(GATEWAY)
    moment, newest = agent.machine.clock.now() + timedelta(hours=1), max(each.record_id for each in agent.log)
    for _time in range(200 if bound == "number" else 1):
        agent.log.write(20070, 1, "OpsMgr Connector", GATEWAY, at=moment)
    bounds: dict[str, Any] = {"moment": {"since": moment}, "record": {"after_record_id": newest}}
    facts = read(ScriptedSession(agent.machine), **bounds.get(bound, {}))
    assert [event.event_id for event in facts.former_configurations] == [1210]
    assert 1210 not in {event.event_id for event in facts.events or ()}


def test_an_agent_whose_whole_log_was_read_is_not_asked_for_older_configurations(site: Site) -> None:
    machine = refused(site, 150)
    session = ScriptedSession(machine)
    assert read(session).former_configurations == ()
    assert exchanges(session) == [*EVERYTHING, "console"]


@pytest.mark.parametrize("number", [20071, 21016])
def test_an_agent_that_failed_otherwise_is_not_asked_for_older_configurations(site: Site, number: int) -> None:
    agent = site.agent(GATEWAY)
    for _time in range(200):
        agent.write(number, GATEWAY)
    session = ScriptedSession(agent.machine)
    assert read(session).former_configurations == ()
    assert exchanges(session) == [*EVERYTHING, "console"]


@pytest.mark.parametrize(
    ("bound", "asked"), [("number", True), ("moment", True), ("record", False), ("nothing", False)]
)
def test_of_an_agent_that_could_not_load_its_certificate_the_start_before_is_read(
    site: Site, bound: str, asked: bool
) -> None:
    agent = site.agent(GATEWAY)
    agent.log.write(20069, 1, "OpsMgr Connector")
    moment, newest = agent.machine.clock.now() + timedelta(hours=1), max(each.record_id for each in agent.log)
    agent.log.write(20069, 1, "OpsMgr Connector", at=moment)
    for _time in range(199 if bound == "number" else 0):
        agent.log.write(21016, 1, "OpsMgr Connector", GATEWAY, at=moment)
    bounds: dict[str, Any] = {"moment": {"since": moment}, "record": {"after_record_id": newest}}
    facts = read(ScriptedSession(agent.machine), **bounds.get(bound, {}))
    assert [(event.event_id, event.record_id) for event in facts.former_loads] == [(20069, newest)][:asked]


def test_the_ipv6_addresses_of_an_agent_are_read_when_some_gateway_met_one(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.adapters.ipv6_addresses = ["2001:DB8::11", "fe80::1%4", "::1"]
    session = ScriptedSession(machine)
    assert read(session, over_ipv6=True).addresses == (machine.address, "2001:db8::11", "fe80::1")
    assert session.requests.count("adapters") == 1
    session = ScriptedSession(machine)
    assert read(session).addresses == (machine.address,)
    assert "adapters" not in session.requests


@pytest.mark.parametrize("fault", [NOT_FOUND, REFUSED], ids=["no such class", "access denied"])
def test_ipv6_addresses_that_cannot_be_read_are_none(site: Site, fault: WsmanFault) -> None:
    machine = site.agent(GATEWAY).machine
    assert read(ScriptedSession(machine, adapters=fault), over_ipv6=True).addresses == (machine.address,)


def test_a_host_that_is_lost_while_its_ipv6_addresses_are_read_is_lost(site: Site) -> None:
    with pytest.raises(HostUnreachable):
        read(ScriptedSession(site.agent(GATEWAY).machine, adapters=LOST), over_ipv6=True)


def test_a_log_that_does_not_exist_is_none(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.event_logs.clear()
    facts = read(ScriptedSession(machine))
    assert (facts.events, facts.health_service.record_id) == (None, 0)


def test_an_empty_log_is_empty(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.add_event_log("Operations Manager")
    assert read(ScriptedSession(machine)).events == ()


def test_addresses_that_cannot_be_read_are_none(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.deny(INTERFACES, "read")
    assert read(ScriptedSession(machine, registry=ACCESS_DENIED)).addresses == ()


def test_tls_settings_that_cannot_be_read_are_the_default(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.create(f"{SCHANNEL}\\Protocols")
    machine.registry.deny(SCHANNEL, "read")
    facts = read(ScriptedSession(machine, registry=ACCESS_DENIED))
    assert (facts.schannel, facts.unreadable) == (Schannel(), None)


@pytest.mark.parametrize("store", ["ROOT", "CA", "MY", "Disallowed"])
def test_stores_that_cannot_be_read_are_an_error_of_their_own_and_connections_are_not_asked_for(
    site: Site, store: str
) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.create(rf"{STORES}\{store}\Certificates")
    machine.registry.deny(rf"{STORES}\{store}\Certificates", "read")
    session = ScriptedSession(machine, registry=ACCESS_DENIED)
    facts = read(session)
    assert isinstance(facts.stores, ScomDmzError)
    assert (facts.agent.role, facts.unreadable) == ("agent", None)
    assert "connections" not in session.requests
    with pytest.raises(type(facts.stores)):
        _stores = facts.readable_stores


@pytest.mark.parametrize(
    "key",
    [AGENT_GROUPS, rf"{AGENT_GROUPS}\CORP\Parent Health Services", rf"{OPERATIONS_MANAGER}\Setup"],
    ids=["groups", "parents", "setup"],
)
def test_a_configuration_that_cannot_be_read_ends_the_reading(site: Site, key: str) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.deny(key, "read")
    session = ScriptedSession(machine, registry=ACCESS_DENIED)
    facts = read(session)
    assert isinstance(facts.unreadable, ScomDmzError)
    assert (facts.agent.role, facts.service, "service" in session.requests) == ("none", None, False)
    with pytest.raises(type(facts.unreadable)):
        _stores = facts.readable_stores


def test_access_denied_to_the_configuration_says_what_to_do(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.deny(OPERATIONS_MANAGER, "read")
    assert "LocalAccountTokenFilterPolicy" in str(read(ScriptedSession(machine, registry=ACCESS_DENIED)).unreadable)


def test_a_service_that_cannot_be_read_is_said(site: Site) -> None:
    facts = read(ScriptedSession(site.agent(GATEWAY).machine, service=REFUSED))
    assert str(facts.unreadable).startswith("cannot read the service HealthService of web01: ")
    assert (facts.agent.role, facts.service, facts.connections) == ("agent", None, {})


@pytest.mark.parametrize(("number", "integration"), [(1, True), (0, False)])
def test_ad_integration_is_read_along_with_the_rest(site: Site, number: int, integration: bool) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.set(CONNECTOR_MANAGER, "EnableADIntegration", RegistryType.REG_DWORD, number)
    session = ScriptedSession(machine)
    assert read(session).agent.ad_integration is integration
    assert "registry" not in session.requests


@pytest.mark.parametrize(
    ("answer", "integration"),
    [
        ({"ReturnValue": 0, "uValue": 1}, True),
        ({"ReturnValue": 0, "uValue": 0}, False),
        ({"ReturnValue": 2}, False),
        (ACCESS_DENIED, None),
        (REFUSED, None),
    ],
    ids=["on", "off", "not set", "access denied", "a fault"],
)
def test_ad_integration_that_is_not_printed_is_asked_for(site: Site, answer: Any, integration: bool | None) -> None:
    facts = read(ScriptedSession(without_integration(site), registry=answer))
    assert facts.agent.ad_integration is integration


def test_ad_integration_is_not_read_of_a_gateway(site: Site) -> None:
    session = ScriptedSession(site.gateway.machine)
    assert read(session).agent.ad_integration is None
    assert "registry" not in session.requests


@pytest.mark.parametrize("request_", ["console", "service", "registry", "connections", "computer", "clock"])
@pytest.mark.parametrize(
    "error", [LOST, ConnectionLost("the connection to the host broke")], ids=["unreachable", "connection lost"]
)
def test_a_host_that_is_lost_is_no_fact(site: Site, request_: str, error: ScomDmzError) -> None:
    machine = without_integration(site)
    answers = {"registry": {"ReturnValue": 2}, request_: error}
    with pytest.raises(type(error)):
        read(ScriptedSession(machine, **answers))


def test_a_lost_host_is_not_taken_for_an_unreadable_one(site: Site) -> None:
    with pytest.raises(HostUnreachable):
        read(ScriptedSession(site.dmz.add_machine("bare01"), registry=LOST))


def test_connections_whose_answer_is_refused_are_not_taken_for_those_that_the_host_cannot_tell(site: Site) -> None:
    refused = ResponseRefused("the answer is too large")
    with pytest.raises(ResponseRefused):
        read(ScriptedSession(site.agent(GATEWAY).machine, connections=refused))


def of_gateway(session: ScriptedSession, **events: Any) -> HostFacts:
    return read_gateway(Host(cast(Any, session)), **events)


def test_a_gateway_costs_each_question_once(site: Site) -> None:
    site.agent(GATEWAY)
    session = ScriptedSession(site.gateway.machine)
    facts = of_gateway(session)
    assert exchanges(session) == [*EVERYTHING, "console"]
    assert (facts.agent.role, facts.addresses) == ("gateway", (site.gateway.machine.address,))
    assert MANAGEMENT_SERVER.address in [each.remote_address for each in facts.connections[PORT] or ()]


def test_a_server_without_parents_costs_no_query_of_connections(site: Site) -> None:
    site.gateway.machine.registry.delete_tree(rf"{SERVER_GROUPS}\CORP\Parent Health Services")
    session = ScriptedSession(site.gateway.machine)
    assert of_gateway(session).connections == {}
    assert exchanges(session) == WITHOUT_CONNECTIONS


def test_what_a_gateway_has_against_an_agent_is_among_its_events(site: Site) -> None:
    site.gateway.approvals["web01"] = Approval.REJECTED
    site.agent(GATEWAY)
    events = of_gateway(ScriptedSession(site.gateway.machine)).events or ()
    assert [event.about for event in events if event.event_id == 20001] == ["web01"]


def test_events_of_a_gateway_before_a_moment_are_not_read(site: Site) -> None:
    site.agent(GATEWAY)
    later = site.dmz.clock.now() + timedelta(minutes=1)
    assert of_gateway(ScriptedSession(site.gateway.machine), since=later).events == ()


@pytest.mark.parametrize(
    "key",
    [rf"{OPERATIONS_MANAGER}\Setup", SERVER_GROUPS, rf"{STORES}\ROOT\Certificates", rf"{STORES}\MY\Certificates"],
    ids=["setup", "groups", "Root", "My"],
)
def test_a_gateway_that_hides_its_configuration_or_stores_costs_no_query_of_connections(site: Site, key: str) -> None:
    site.gateway.machine.registry.deny(key, "read")
    session = ScriptedSession(site.gateway.machine, registry=ACCESS_DENIED)
    facts = of_gateway(session)
    assert "connections" not in session.requests
    with pytest.raises(ScomDmzError, match="cannot read"):
        _stores = facts.readable_stores


def test_what_schannel_logged_is_read_of_both_sides(site: Site) -> None:
    agent = site.agent(GATEWAY, trusts=False)
    for machine in (agent.machine, site.gateway.machine):
        machine.event_logs["system"].write(36887, ERROR, "Schannel", "48", names=("AlertDesc",))
    for facts in (read(ScriptedSession(agent.machine)), of_gateway(ScriptedSession(site.gateway.machine))):
        (event,) = facts.schannel_events or ()
        assert (event.event_id, event.alert, facts.system_log_fault) == (36887, 48, "")


@pytest.mark.parametrize(("others", "read_too"), [({}, False), ({"PARTNER": ELSEWHERE}, True)])
def test_one_management_group_that_gets_along_hides_no_other_one_that_fails(
    site: Site, others: dict[str, str], read_too: bool
) -> None:
    agent = site.agent(GATEWAY, **others)
    agent.write(20071, ELSEWHERE)
    agent.write(1210, "CORP")
    agent.machine.event_logs["system"].write(36887, ERROR, "Schannel", "48", names=("AlertDesc",))
    assert bool(read(ScriptedSession(agent.machine)).schannel_events) is read_too


def test_events_of_schannel_before_a_moment_are_not_read(site: Site) -> None:
    machine = site.agent(GATEWAY, trusts=False).machine
    machine.event_logs["system"].write(36887, ERROR, "Schannel", "48", names=("AlertDesc",))
    later = site.dmz.clock.now() + timedelta(minutes=1)
    assert read(ScriptedSession(machine), since=later).schannel_events == ()


def test_a_log_system_that_cannot_be_read_is_a_witness_less(site: Site) -> None:
    machine = site.agent(GATEWAY, trusts=False).machine
    del machine.event_logs["system"]
    facts = read(ScriptedSession(machine))
    assert (facts.schannel_events, facts.unreadable, facts.log_fault) == (None, None, "")
    assert facts.system_log_fault.startswith(
        f"cannot read the log System of {machine.name}: wevtutil did not deliver it"
    )
    assert facts.clock is not None


def test_the_log_system_of_a_host_without_scom_is_not_read(site: Site) -> None:
    session = ScriptedSession(site.dmz.add_machine("bare01"))
    assert (read(session).schannel_events, session.requests.count("console")) == ((), 2)


@pytest.mark.parametrize("request_", ["console", "service", "connections", "computer", "clock"])
def test_a_gateway_that_is_lost_is_no_fact(site: Site, request_: str) -> None:
    site.agent(GATEWAY)
    with pytest.raises(HostUnreachable):
        of_gateway(ScriptedSession(site.gateway.machine, **{request_: LOST}))


def for_rotation(session: ScriptedSession, listeners: bool) -> HostFacts:
    return read_for_rotation(Host(cast(Any, session)), listeners)


@pytest.mark.parametrize("listeners", [True, False])
def test_listeners_are_read_on_request_and_along_with_the_rest(site: Site, listeners: bool) -> None:
    machine = site.agent(GATEWAY).machine
    write_listener(machine.registry, "*+HTTPS", 5986)
    session = ScriptedSession(machine)
    facts = for_rotation(session, listeners)
    assert facts.listeners == ((HttpsListener("*+HTTPS", None),) if listeners else ())
    assert exchanges(session) == ["console", "service", "computer"]


def test_listeners_that_cannot_be_read_are_an_error_of_their_own(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    write_listener(machine.registry, "*+HTTPS", 5986)
    machine.registry.deny(rf"{WSMAN}\Listener", "read")
    facts = for_rotation(ScriptedSession(machine, registry=ACCESS_DENIED), True)
    assert (isinstance(facts.listeners, ScomDmzError), facts.unreadable) == (True, None)
