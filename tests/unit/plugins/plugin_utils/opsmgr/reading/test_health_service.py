# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host tells is read at once; what only adds to it may be missing, and a lost host is never an answer."""

from __future__ import annotations

from typing import Any, cast

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    HostUnreachable,
    ResponseRefused,
    ScomDmzError,
    Unreadable,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import agent_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.health_service import (
    HostFacts,
    read_connections,
    read_health_service,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.lab.opsmgr.installation import CONNECTOR_MANAGER, OPERATIONS_MANAGER
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.unit.plugins.plugin_utils.opsmgr.hosts import parent
from tests.unit.plugins.plugin_utils.opsmgr.scripted_site import (
    ACCESS_DENIED,
    GATEWAY,
    NOT_FOUND,
    REFUSED,
    ScriptedSession,
    Site,
)
from tests.unit.plugins.plugin_utils.opsmgr.situations import DISABLED, RUNNING, STOPPED

INTERFACES = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces"
SCHANNEL = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
STORE = r"HKLM\SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates"
LOST = HostUnreachable("the host did not answer in time")


@pytest.fixture
def site() -> Site:
    return Site()


def read(session: ScriptedSession) -> HostFacts:
    return read_health_service(cast(Session, session), agent_events())


def without_integration(site: Site) -> Machine:
    machine = site.agent(GATEWAY).machine
    machine.registry.delete_value(CONNECTOR_MANAGER, "EnableADIntegration")
    return machine


def connections(session: ScriptedSession, service: Service | None) -> Any:
    return read_connections(cast(Session, session), service, parent().port)


def test_a_host_is_read_completely(site: Site) -> None:
    agent = site.agent(GATEWAY)
    reading = read(ScriptedSession(agent.machine))
    assert (reading.agent.role, reading.unreadable) == ("agent", None)
    assert reading.service == Service("HealthService", "Running", "Auto", agent.service.process_id)
    assert isinstance(reading.stores, dict) and set(reading.stores) == {"Root", "CA", "My", "Disallowed"}
    assert reading.addresses == (agent.machine.address,)


def test_events_are_decoded_and_what_says_nothing_of_a_link_is_left_out(site: Site) -> None:
    agent = site.agent(GATEWAY)
    agent.write(20070, GATEWAY)
    agent.log.write(21031, 4, "OpsMgr Connector")
    events = read(ScriptedSession(agent.machine)).events
    assert events is not None
    assert (events[-1].event_id, events[-1].about) == (20070, GATEWAY)


def test_a_log_that_does_not_exist_is_none(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.event_logs.clear()
    assert read(ScriptedSession(machine)).events is None


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
    reading = read(ScriptedSession(machine, registry=ACCESS_DENIED))
    assert (reading.schannel, reading.unreadable) == (Schannel(), None)


def test_stores_that_cannot_be_read_are_an_error_of_their_own(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.deny(STORE, "read")
    reading = read(ScriptedSession(machine, registry=ACCESS_DENIED))
    assert isinstance(reading.stores, ScomDmzError)
    assert (reading.agent.role, reading.unreadable) == ("agent", None)


def test_a_configuration_that_cannot_be_read_ends_the_reading(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.deny(rf"{OPERATIONS_MANAGER}\Setup", "read")
    session = ScriptedSession(machine, registry=ACCESS_DENIED)
    reading = read(session)
    assert isinstance(reading.unreadable, Unreadable)
    assert (reading.agent.role, reading.service, "service" in session.requests) == ("none", None, False)


def test_a_service_that_cannot_be_read_is_said(site: Site) -> None:
    reading = read(ScriptedSession(site.agent(GATEWAY).machine, service=REFUSED))
    assert str(reading.unreadable).startswith("cannot read the service HealthService of web01: ")
    assert (reading.agent.role, reading.service) == ("agent", None)


def test_a_service_that_is_not_installed_is_none(site: Site) -> None:
    reading = read(ScriptedSession(site.agent(GATEWAY).machine, service=NOT_FOUND))
    assert (reading.service, reading.unreadable) == (None, None)


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
    reading = read(ScriptedSession(without_integration(site), registry=answer))
    assert reading.agent.ad_integration is integration


def test_ad_integration_is_not_read_of_a_gateway(site: Site) -> None:
    session = ScriptedSession(site.gateway.machine)
    assert read(session).agent.ad_integration is None
    assert "registry" not in session.requests


@pytest.mark.parametrize("request_", ["console", "service", "registry"])
def test_a_lost_host_is_no_reading(site: Site, request_: str) -> None:
    session = ScriptedSession(without_integration(site), **{request_: LOST})
    with pytest.raises(HostUnreachable):
        read(session)


def test_the_connections_to_the_parents_port_are_read(site: Site) -> None:
    agent = site.agent(GATEWAY)
    (connection,) = connections(ScriptedSession(agent.machine), RUNNING)
    assert (connection.remote_address, connection.process_id) == (
        site.gateway.machine.address,
        agent.service.process_id,
    )


@pytest.mark.parametrize("service", [None, STOPPED, DISABLED], ids=["not installed", "stopped", "disabled"])
def test_a_service_that_does_not_run_has_no_connections_to_ask_for(site: Site, service: Service | None) -> None:
    session = ScriptedSession(site.agent(GATEWAY).machine)
    assert (connections(session, service), session.requests) == ((), [])


@pytest.mark.parametrize("fault", [NOT_FOUND, REFUSED], ids=["no such class", "access denied"])
def test_a_host_that_does_not_tell_its_connections_cannot_tell(site: Site, fault: WsmanFault) -> None:
    assert connections(ScriptedSession(site.agent(GATEWAY).machine, connections=fault), RUNNING) is None


@pytest.mark.parametrize("error", [LOST, ResponseRefused("the answer is too large")], ids=["lost", "refused"])
def test_other_errors_of_the_conversation_are_not_taken_for_that(site: Site, error: ScomDmzError) -> None:
    with pytest.raises(type(error)):
        connections(ScriptedSession(site.agent(GATEWAY).machine, connections=error), RUNNING)
