# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a health service's host tells in one command line, one service and one registry value: an agent's or a gateway's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, ScomDmzError, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import (
    HEALTH_SERVICE,
    AdIntegrationReader,
    Agent,
    AgentReader,
    Role,
    ask_for_ad_integration,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent, decode
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import tcp
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.addresses import AddressReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Reader, Tolerant, read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel, SchannelReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service, Services, ServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class HostFacts:
    """``unreadable`` is why the configuration or the service is not known, ``stores`` may be such an error itself.

    Witnesses that only add to these are empty when they could not be read; ``events`` is None then.
    """

    agent: Agent
    service: Service | None
    stores: dict[str, Store] | ScomDmzError
    events: tuple[LinkEvent, ...] | None
    addresses: tuple[str, ...]
    schannel: Schannel
    unreadable: ScomDmzError | None = None


def read_health_service(session: Session, events: Reader) -> HostFacts:
    """Read a host with the events that a reader asks for. Raises :class:`HostUnreachable` and errors of the session."""
    registry = Registry(session)
    readers: tuple[Reader, ...] = (
        AgentReader(),
        AdIntegrationReader(),
        StoreReader(STORES),
        events,
        AddressReader(),
        SchannelReader(),
    )
    answers = read_all(session, registry, *(Tolerant(reader) for reader in readers))
    agent, integration, stores, logged, addresses, schannel = answers
    reading = HostFacts(
        agent=Agent(),
        service=None,
        stores=stores,
        events=_decode(_or_else(logged, None)),
        addresses=_or_else(addresses, ()),
        schannel=_or_else(schannel, Schannel()),
    )
    return _with_agent(session, registry, reading, agent, integration)


def read_connections(session: Session, service: Service | None, port: int) -> Sequence[Connection] | None:
    """The connections to the port of a parent; none of a service that does not run, None when the host cannot tell."""
    if service is None or service.state != ServiceState.RUNNING:
        return ()
    try:
        return tcp.established(session, port)
    except WsmanFault:
        return None  # Windows Server 2008 R2 has no MSFT_NetTCPConnection: one witness less


def _with_agent(
    session: Session, registry: Registry, reading: HostFacts, agent: Agent | ScomDmzError, integration: bool | None
) -> HostFacts:
    if isinstance(agent, ScomDmzError):
        return replace(reading, unreadable=agent)
    try:
        service = Services(session).get(HEALTH_SERVICE)
    except HostUnreachable:
        raise
    except ScomDmzError as error:
        return replace(reading, agent=agent, unreadable=error)
    if agent.role == Role.AGENT:
        known = ask_for_ad_integration(registry) if integration is None else integration
        agent = replace(agent, ad_integration=known)
    return replace(reading, agent=agent, service=service)


def _decode(events: Sequence[Event] | None) -> tuple[LinkEvent, ...] | None:
    if events is None:
        return None
    decoded = (decode(event) for event in events)
    return tuple(event for event in decoded if event is not None)


def _or_else(answer: Answer | ScomDmzError, otherwise: Answer) -> Answer:
    return otherwise if isinstance(answer, ScomDmzError) else answer
