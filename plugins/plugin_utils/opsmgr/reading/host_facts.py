# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All exchanges with a host that is to be judged. Whatever may fail beside the host's own loss is a fact as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, ScomDmzError, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import HEALTH_SERVICE, Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import (
    CLOSED_AFTER_AUTHENTICATION,
    CONFIGURED,
    Nature,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent, decode
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.agent import (
    AdIntegrationReader,
    AgentReader,
    ask_for_ad_integration,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.link_events import (
    MOST_AGENT_EVENTS,
    agent_events,
    configurations,
    gateway_events,
    loads,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Apart, Reader, Tolerant, read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.addresses import AddressReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.clock import read_clock
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.computer import read_computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.ipv6_addresses import read_ipv6_addresses
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.schannel import SchannelReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.schannel_events import SchannelEventReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.signatures import SignatureReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.tcp import read_connections
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.winrm_listener import HttpsListenerReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection

_TROUBLES = frozenset({Nature.FAILURE, Nature.CONSEQUENCE})
_OUTCOMES = frozenset({Nature.SUCCESS, Nature.PROGRESS, *_TROUBLES})

Value = TypeVar("Value")
ParentsOf = Callable[[Agent], Iterable[Parent]]
"""Those parents of an agent whose connections matter."""

_ROLES_THAT_AUTHENTICATE = (Role.AGENT, Role.GATEWAY, Role.MANAGEMENT_SERVER)


def read_agent(
    host: Host,
    contacted: ParentsOf,
    after_record_id: int = 0,
    since: datetime | None = None,
    *,
    over_ipv6: bool = False,
) -> HostFacts:
    """What the check of an agent needs: its events after a record id and a moment (UTC), its connections to ``contacted`` parents.

    Raises :class:`HostUnreachable` and errors of the session, as the others do. Some gateway may have met it ``over_ipv6``.
    """
    facts = _with_more(host, _read(host, agent_events(after_record_id, since), contacted), since)
    if over_ipv6 and facts.agent.role == Role.AGENT:
        facts = replace(facts, addresses=(*facts.addresses, *_ipv6_addresses(host)))
    is_bounded = after_record_id > 0 or since is not None
    if _lost_sight_of_its_configuration(facts, is_bounded):
        (found,) = read_all(host, Apart(configurations()))
        facts = replace(facts, former_configurations=_decode(_or_else(found, ())) or ())
    if after_record_id == 0 and _lost_sight_of_the_start_before(facts, is_bounded):
        (found,) = read_all(host, Apart(loads()))
        facts = replace(facts, former_loads=_older(_decode(_or_else(found, ())) or (), facts.events or ()))
    return facts


def _ipv6_addresses(host: Host) -> tuple[str, ...]:
    try:
        return read_ipv6_addresses(host)
    except HostUnreachable:
        raise
    except ScomDmzError:
        return ()


def _lost_sight_of_its_configuration(facts: HostFacts, is_bounded: bool) -> bool:
    """Refused, without a sign that it ever was configured in what was read; and there may be older events."""
    events = facts.events or ()
    numbers = {event.event_id for event in events}
    older = is_bounded or len(events) >= MOST_AGENT_EVENTS
    return older and CLOSED_AFTER_AUTHENTICATION in numbers and CONFIGURED not in numbers


def _lost_sight_of_the_start_before(facts: HostFacts, is_bounded: bool) -> bool:
    """Whether a restart has helped before is asked where the certificate could not be loaded."""
    events = facts.events or ()
    found = [event for event in events if event.nature == Nature.OWN_CERTIFICATE]
    older = is_bounded or len(events) >= MOST_AGENT_EVENTS
    return older and len(found) == 1 and facts.certificate_loaded is False


def _older(events: Iterable[LinkEvent], known: Iterable[LinkEvent]) -> tuple[LinkEvent, ...]:
    numbers = {event.record_id for event in known}
    return tuple(event for event in events if event.record_id not in numbers)


def read_gateway(host: Host, since: datetime | None = None) -> HostFacts:
    """What the check of a gateway needs, or of a management server; its connections are those to its own server."""
    return _with_more(host, _read(host, gateway_events(since=since), _own_server), since)


def read_for_rotation(host: Host, listeners: bool) -> HostFacts:
    """What the rotation of a root needs, on request with the WinRM listeners; no connection is of interest."""
    return _read(host, agent_events(), _no_parents, *([HttpsListenerReader()] if listeners else []))


def _with_more(host: Host, facts: HostFacts, since: datetime | None) -> HostFacts:
    """The clock and the log System are no witnesses where there is nothing to judge, and the latter none where nothing fails."""
    known = facts.unreadable is None and not isinstance(facts.stores, ScomDmzError)
    if not known or facts.agent.role not in _ROLES_THAT_AUTHENTICATE:
        return facts
    told = replace(facts, clock=read_clock(host))
    return told if _gets_along(facts) else _with_schannel_events(host, told, since)


def _gets_along(facts: HostFacts) -> bool:
    """An agent that holds a connection and whose log ends in a success. A gateway's log System is about all of its agents.

    Of several management groups one may fail while another one has the last word.
    """
    outcomes = [event.nature for event in facts.events or () if event.nature in _OUTCOMES]
    held = any(facts.connections.values())
    may_fail = len(facts.agent.management_groups) > 1 and not _TROUBLES.isdisjoint(outcomes)
    return facts.agent.role == Role.AGENT and held and outcomes[-1:] == [Nature.SUCCESS] and not may_fail


def _with_schannel_events(host: Host, facts: HostFacts, since: datetime | None) -> HostFacts:
    [read] = read_all(host, Apart(SchannelEventReader(since)))
    fault = str(read) if isinstance(read, ScomDmzError) else ""
    return replace(facts, schannel_events=_or_else(read, None), system_log_fault=fault)


def _own_server(agent: Agent) -> Iterable[Parent]:
    return [agent.server] if agent.server else []


def _no_parents(_agent: Agent) -> Iterable[Parent]:
    return ()


def _read(host: Host, events: Reader, contacted: ParentsOf, *listeners: Reader) -> HostFacts:
    readers: tuple[Reader, ...] = (
        AgentReader(),
        AdIntegrationReader(),
        StoreReader(STORES),
        AddressReader(),
        SchannelReader(),
        SignatureReader(),
        *listeners,
    )
    logged, *answers = read_all(host, Apart(events), *map(Tolerant, readers))
    configured, integration, stores, addresses, schannel, signatures, *found = answers
    agent, service, unreadable = _with_service(host, configured, integration)
    known = unreadable is None and not isinstance(stores, ScomDmzError)
    ports = [parent.port for parent in contacted(agent)] if known else []
    return HostFacts(
        host=host.name,
        agent=agent,
        service=service,
        stores=stores,
        events=_decode(_or_else(logged, None)),
        log_fault=str(logged) if isinstance(logged, ScomDmzError) else "",
        addresses=_or_else(addresses, ()),
        schannel=_or_else(schannel, Schannel()),
        signatures=_or_else(signatures, None),
        connections={port: _connections(host, service, port) for port in dict.fromkeys(ports)},
        listeners=found[0] if found else (),
        computer=_computer(host) if known and agent.role in _ROLES_THAT_AUTHENTICATE else None,
        unreadable=unreadable,
    )


def _with_service(
    host: Host, configured: Agent | ScomDmzError, integration: bool | ScomDmzError | None
) -> tuple[Agent, Service | None, ScomDmzError | None]:
    """The agent and its service, and why one of them is not known."""
    if isinstance(configured, ScomDmzError):
        return Agent(), None, configured
    try:
        service = host.services.get(HEALTH_SERVICE)
    except HostUnreachable:
        raise
    except ScomDmzError as error:
        return configured, None, error
    if configured.role != Role.AGENT:
        return configured, service, None
    known = _ask_again(host) if integration is None else integration
    if isinstance(known, ScomDmzError):
        return configured, service, known
    return replace(configured, ad_integration=known), service, None


def _ask_again(host: Host) -> bool | ScomDmzError | None:
    try:
        return ask_for_ad_integration(host)
    except HostUnreachable:
        raise
    except ScomDmzError as error:
        return error


def _computer(host: Host) -> Computer | None:
    try:
        return read_computer(host)
    except HostUnreachable:
        raise
    except ScomDmzError:
        return None


def _connections(host: Host, service: Service | None, port: int) -> tuple[Connection, ...] | None:
    """None of a service that does not run."""
    if service is None or not service.running:
        return ()
    try:
        return read_connections(host, port)
    except WsmanFault:
        return None  # Windows Server 2008 R2 has no MSFT_NetTCPConnection: one witness less


def _decode(events: Sequence[Event] | None) -> tuple[LinkEvent, ...] | None:
    if events is None:
        return None
    decoded = (decode(event) for event in events)
    return tuple(event for event in decoded if event is not None)


def _or_else(answer: Value | ScomDmzError, otherwise: Value) -> Value:
    return otherwise if isinstance(answer, ScomDmzError) else answer
