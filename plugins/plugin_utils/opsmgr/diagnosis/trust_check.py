# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole check of one host: everything is read, held against each of its gateways, and diagnosed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    LEAD_DAYS,
    find_channel_certificate,
    trust_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.verdict import Diagnosis, diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import agent_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import TRUSTED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence, lines_about
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, parent_on
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.health_service import (
    HostFacts,
    read_connections,
    read_health_service,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import read_import_mark
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain


@dataclass(frozen=True)
class GatewayTarget:
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
class CheckRequest:
    """What a check is about. Only events newer than ``after_record_id`` and not older than ``since`` (UTC) count.

    ``restarted`` says that these are all that the agent has logged since a restart. Fewer than ``lead_days`` of validity left are worth a warning.
    """

    targets: tuple[GatewayTarget, ...]
    now: datetime
    after_record_id: int = 0
    since: datetime | None = None
    lead_days: int = LEAD_DAYS
    restarted: bool = False


@dataclass(frozen=True)
class TrustCheck:
    """What was found on a host with regard to one gateway, and what it means."""

    evidence: Evidence
    diagnosis: Diagnosis


@dataclass(frozen=True)
class HostCheck:
    """What was read of a host, and the check of each gateway that it is about."""

    reading: HostFacts
    gateways: tuple[TrustCheck, ...]

    @property
    def most_urgent(self) -> TrustCheck:
        """Of those that are not trusted, or else of all, the one whose link is worst."""
        return min(self.gateways, key=_urgency)

    @property
    def links(self) -> tuple[LinkState, ...]:
        """The state of each link."""
        return tuple(each.diagnosis.link for each in self.gateways)

    @property
    def last_event_record_id(self) -> int | None:
        """That of the newest event of the agent's link."""
        return max((event.record_id for event in self.reading.events or ()), default=None)


def check_trust(session: Session, request: CheckRequest) -> HostCheck:
    """Check why the agent on a host does or doesn't talk to its gateways: a check for each that it is pointed at.

    When it is pointed at none of them, or nobody can tell, the only check is that of the first one.
    Raises :class:`HostUnreachable` and other errors of the conversation; what cannot be read is a verdict.
    """
    reading = read_health_service(session, agent_events(request.after_record_id, request.since))
    pointed_at = [each for each in request.targets if each.parent_on(reading.agent)]
    host = _Host(session, reading, request)
    situations = [host.evidence(target) for target in pointed_at or request.targets[:1]]
    return HostCheck(reading, tuple(TrustCheck(evidence, diagnose(evidence)) for evidence in situations))


def _urgency(check: TrustCheck) -> tuple[bool, int]:
    return check.diagnosis.verdict == TRUSTED, check.diagnosis.link.rank


class _Host:
    """A host that was read, looked at with regard to one gateway after the other."""

    def __init__(self, session: Session, reading: HostFacts, request: CheckRequest) -> None:
        self._session = session
        self._reading = reading
        self._request = request
        self._connections: dict[int, Sequence[Connection] | None] = {}

    def evidence(self, target: GatewayTarget) -> Evidence:
        reading, parent = self._reading, target.parent_on(self._reading.agent)
        evidence = Evidence(
            agent=reading.agent,
            gateway=target.gateway,
            now=self._request.now,
            service=reading.service,
            unreadable=reading.unreadable,
            parent=parent,
            gateway_evidence=target.evidence,
        )
        if reading.unreadable is not None or reading.agent.role != Role.AGENT or parent is None:
            return evidence
        if isinstance(reading.stores, ScomDmzError):
            return replace(evidence, unreadable=reading.stores)
        lines = lines_about(reading.agent, reading.addresses, target.evidence)
        link = self._link(parent, target)
        evidence = replace(evidence, link=link, schannel=reading.schannel, gateway_lines=lines)
        return _build_chains(self._with_stores(evidence, reading.stores))

    def _link(self, parent: Parent, target: GatewayTarget) -> LinkEvidence:
        return LinkEvidence(
            parent=parent,
            service=self._reading.service,
            events=self._reading.events,
            connections=self._connections_to(parent.port),
            others=tuple(other for other in self._reading.agent.parents if other != parent),
            addresses=target.known_addresses,
            restarted=self._request.restarted or self._request.after_record_id > 0,
        )

    def _connections_to(self, port: int) -> Sequence[Connection] | None:
        if port not in self._connections:
            self._connections[port] = read_connections(self._session, self._reading.service, port)
        return self._connections[port]

    def _with_stores(self, evidence: Evidence, stores: Mapping[str, Store]) -> Evidence:
        root_entry = stores["Root"].entry(evidence.gateway.root.thumbprint)
        mark = read_import_mark(root_entry)
        return replace(
            evidence,
            trust=trust_of(stores),
            root_entry=root_entry,
            imported=mark.health_service if mark else None,
            own=find_channel_certificate(evidence.agent, stores, evidence.now, self._request.lead_days),
        )


def _build_chains(evidence: Evidence) -> Evidence:
    """Both directions, each with and without what the other side may send along."""
    gateway, own, now = evidence.gateway, evidence.own, evidence.now
    if evidence.trust is not None:
        evidence = replace(
            evidence,
            chain=build_chain(gateway.first, evidence.trust, gateway.issuers, now=now),
            unaided_chain=build_chain(gateway.first, evidence.trust, now=now),
        )
    if own is None or own.certificate is None or evidence.gateway_evidence is None:
        return evidence
    sent, trust = own.chain.certificates[1:] if own.chain else (), evidence.gateway_evidence.trust
    return replace(
        evidence,
        agent_chain=build_chain(own.certificate, trust, sent, now=now),
        agent_unaided_chain=build_chain(own.certificate, trust, now=now),
    )
