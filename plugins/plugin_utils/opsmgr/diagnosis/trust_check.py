# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole check of one host: everything is read, held against each of its gateways, and diagnosed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import agent as agents
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    LEAD_DAYS,
    find_channel_certificate,
    trust_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Situation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.verdict import Diagnosis, diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import agent_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import TRUSTED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence, lines_about
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, parent_on
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import states as link_states
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.health_service import (
    Reading,
    read_connections,
    read_health_service,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import read_import_note
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain


@dataclass(frozen=True)
class Counterpart:
    """A gateway that a host may be pointed at.

    ``evidence`` is what the gateway itself tells, None when it was not asked. ``addresses`` are those under which the
    DMZ reaches the gateway, beside the ones that it knows of itself.
    """

    gateway: Gateway
    evidence: GatewayEvidence | None = None
    addresses: tuple[str, ...] = ()

    def parent_on(self, agent: Agent) -> Parent | None:
        return parent_on(agent, self.gateway, self.evidence.management_groups if self.evidence else ())

    @property
    def known_addresses(self) -> frozenset[str]:
        return frozenset((*self.addresses, *(self.evidence.addresses if self.evidence else ())))


@dataclass(frozen=True)
class Question:
    """What a check is about. Only events newer than ``after_record_id`` and not older than ``since`` (UTC) count.

    ``restarted`` says that these are all that the agent has logged since a restart. Fewer than ``lead_days`` of validity left are worth a warning.
    """

    counterparts: tuple[Counterpart, ...]
    now: datetime
    after_record_id: int = 0
    since: datetime | None = None
    lead_days: int = LEAD_DAYS
    restarted: bool = False


@dataclass(frozen=True)
class TrustCheck:
    """What was found on a host with regard to one gateway, and what it means."""

    situation: Situation
    diagnosis: Diagnosis


@dataclass(frozen=True)
class HostCheck:
    """What was read of a host, and the check of each gateway that it is about."""

    reading: Reading
    gateways: tuple[TrustCheck, ...]

    @property
    def most_urgent(self) -> TrustCheck:
        """Of those that are not trusted, or else of all, the one whose link is worst."""
        return min(self.gateways, key=_urgency)

    @property
    def links(self) -> tuple[str, ...]:
        """The state of each link."""
        return tuple(each.diagnosis.link for each in self.gateways)

    @property
    def last_event_record_id(self) -> int | None:
        """That of the newest event of the agent's link."""
        return max((event.record_id for event in self.reading.events or ()), default=None)


def check_trust(session: Session, question: Question) -> HostCheck:
    """Check why the agent on a host does or doesn't talk to its gateways: a check for each that it is pointed at.

    When it is pointed at none of them, or nobody can tell, the only check is that of the first one.
    Raises :class:`HostUnreachable` and other errors of the conversation; what cannot be read is a verdict.
    """
    reading = read_health_service(session, agent_events(question.after_record_id, question.since))
    pointed_at = [each for each in question.counterparts if each.parent_on(reading.agent)]
    host = _Host(session, reading, question)
    situations = [host.situation(counterpart) for counterpart in pointed_at or question.counterparts[:1]]
    return HostCheck(reading, tuple(TrustCheck(situation, diagnose(situation)) for situation in situations))


def _urgency(check: TrustCheck) -> tuple[bool, int]:
    return check.diagnosis.verdict == TRUSTED, link_states.RANKS.index(check.diagnosis.link)


class _Host:
    """A host that was read, looked at with regard to one gateway after the other."""

    def __init__(self, session: Session, reading: Reading, question: Question) -> None:
        self._session = session
        self._reading = reading
        self._question = question
        self._connections: dict[int, Sequence[Connection] | None] = {}

    def situation(self, counterpart: Counterpart) -> Situation:
        reading, parent = self._reading, counterpart.parent_on(self._reading.agent)
        situation = Situation(
            agent=reading.agent,
            gateway=counterpart.gateway,
            now=self._question.now,
            service=reading.service,
            unreadable=reading.unreadable,
            parent=parent,
            evidence=counterpart.evidence,
        )
        if reading.unreadable is not None or reading.agent.role != agents.AGENT or parent is None:
            return situation
        if isinstance(reading.stores, ScomDmzError):
            return replace(situation, unreadable=reading.stores)
        lines = lines_about(reading.agent, reading.addresses, counterpart.evidence)
        link = self._link(parent, counterpart)
        situation = replace(situation, link=link, schannel=reading.schannel, gateway_lines=lines)
        return _build_chains(self._with_stores(situation, reading.stores))

    def _link(self, parent: Parent, counterpart: Counterpart) -> LinkEvidence:
        return LinkEvidence(
            parent=parent,
            service=self._reading.service,
            events=self._reading.events,
            connections=self._connections_to(parent.port),
            others=tuple(other for other in self._reading.agent.parents if other != parent),
            addresses=counterpart.known_addresses,
            restarted=self._question.restarted or self._question.after_record_id > 0,
        )

    def _connections_to(self, port: int) -> Sequence[Connection] | None:
        if port not in self._connections:
            self._connections[port] = read_connections(self._session, self._reading.service, port)
        return self._connections[port]

    def _with_stores(self, situation: Situation, stores: Mapping[str, Store]) -> Situation:
        root_entry = stores["Root"].entry(situation.gateway.root.thumbprint)
        return replace(
            situation,
            trust=trust_of(stores),
            root_entry=root_entry,
            imported=read_import_note(root_entry),
            own=find_channel_certificate(situation.agent, stores, situation.now, self._question.lead_days),
        )


def _build_chains(situation: Situation) -> Situation:
    """Both directions, each with and without what the other side may send along."""
    gateway, own, now = situation.gateway, situation.own, situation.now
    if situation.trust is not None:
        situation = replace(
            situation,
            chain=build_chain(gateway.first, situation.trust, gateway.issuers, now=now),
            unaided_chain=build_chain(gateway.first, situation.trust, now=now),
        )
    if own is None or own.certificate is None or situation.evidence is None:
        return situation
    sent, trust = own.chain.certificates[1:] if own.chain else (), situation.evidence.trust
    return replace(
        situation,
        agent_chain=build_chain(own.certificate, trust, sent, now=now),
        agent_unaided_chain=build_chain(own.certificate, trust, now=now),
    )
