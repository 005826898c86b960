# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole check of one host: one command line, one service, one query of connections, then the diagnosis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ScomDmzError, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import agent as roles
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Agent, AgentReader, Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import (
    find_channel_certificate,
    trust_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis import Diagnosis, Situation, diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway import Gateway, parent_on
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import tcp
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Tolerant, read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.managed_stores import OWNER
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Services
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain

_IMPORT_NOTE = re.compile(rf"{re.escape(OWNER)} \S+ HealthService process (?P<process>\d{{1,10}})")
"""The description of a root that the role imported (roles/gateway_trust/tasks/repair.yml)."""

STORES = ("Root", "CA", "My", "Disallowed")


@dataclass(frozen=True)
class TrustCheck:
    """What was found on a host and what it means. ``root_origins`` are the physical stores that hold the root."""

    situation: Situation
    diagnosis: Diagnosis
    root_origins: tuple[str, ...]


def check_trust(session: Session, gateway: Gateway, now: datetime, after_record_id: int = 0) -> TrustCheck:
    """Check whether the agent on a host trusts the gateway. Only events newer than ``after_record_id`` count.

    Raises :class:`HostUnreachable` and other errors of the conversation; a registry that cannot be read is a verdict.
    """
    registry = Registry(session)
    agent, stores, events = read_all(
        session,
        registry,
        Tolerant(AgentReader()),
        Tolerant(StoreReader(STORES)),
        Tolerant(link_events(after_record_id)),
    )
    if isinstance(agent, ScomDmzError):
        return _conclude(Situation(Agent(), gateway, unreadable=agent), None)
    parent = parent_on(agent, gateway)
    situation = Situation(agent, gateway, parent=parent)
    if agent.role != roles.AGENT or parent is None:
        return _conclude(situation, None)
    if isinstance(stores, ScomDmzError):
        return _conclude(replace(situation, unreadable=stores), None)
    link = _look_at_link(session, agent, parent, None if isinstance(events, ScomDmzError) else events)
    return _conclude(_examine(situation, stores, link, now), stores)


def _look_at_link(session: Session, agent: Agent, parent: Parent, events: Sequence[Event] | None) -> LinkEvidence:
    service = Services(session).get(roles.HEALTH_SERVICE)
    running = service is not None and service.state == "Running"
    others = tuple(other for other in agent.parents if other != parent)
    return LinkEvidence(parent, service, events, _connections(session, parent) if running else (), others)


def _connections(session: Session, parent: Parent) -> Sequence[Connection] | None:
    try:
        return tcp.established(session, parent.port)
    except WsmanFault:
        return None  # Windows Server 2008 R2 has no MSFT_NetTCPConnection: one witness less


def _examine(situation: Situation, stores: dict[str, Store], link: LinkEvidence, now: datetime) -> Situation:
    gateway, trust = situation.gateway, trust_of(stores)
    return replace(
        situation,
        chain=build_chain(gateway.first, trust, gateway.issuers, now=now),
        own_chain=build_chain(gateway.first, trust, now=now),
        own=find_channel_certificate(situation.agent, stores, now),
        link=link,
        import_process=_import_process(stores, gateway),
    )


def _import_process(stores: dict[str, Store], gateway: Gateway) -> int | None:
    """The note that the role gateway_trust leaves with a root that it imports."""
    entry = stores["Root"].entry(gateway.root.thumbprint)
    blob = entry.blobs.get(".Default") if entry else None
    match = _IMPORT_NOTE.fullmatch((blob.text(DESCRIPTION) or "") if blob else "")
    return int(match["process"]) if match else None


def _conclude(situation: Situation, stores: dict[str, Store] | None) -> TrustCheck:
    entry = stores["Root"].entry(situation.gateway.root.thumbprint) if stores else None
    return TrustCheck(situation, diagnose(situation), entry.physical_stores if entry else ())
