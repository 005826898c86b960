# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evidence of a host with regard to one gateway: what rules conclude from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.authentication import (
    Authentication,
    Method,
    authentication_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    ChannelCertificate,
    find_channel_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import trust_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import Clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.former_roots import (
    FormerRoot,
    find_former_roots,
    tell,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import CERTIFICATE_LOADED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import (
    GatewayEvidence,
    lines_about,
    refusals_among,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import evidence as links
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.attempts import attempt_before, most_telling
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState, read_import_mark
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import SchannelEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import Problem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    SERVER_AUTHENTICATION,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust


@dataclass(frozen=True)
class Evidence:
    """The evidence of one host at ``now`` (UTC, as the clocks that are right show it).

    What comes after ``parent`` is None where the earlier facts made it pointless.

    ``chain`` is the gateway's, with what the gateway may send along; ``unaided_chain`` uses only what the host itself holds.
    ``agent_chain`` and ``agent_unaided_chain`` are the same the other way round: the agent's on the gateway; ``replacement_chain``
    is that of the certificate in My which is to be registered instead.
    ``former_roots`` are others that the gateway is known to have had. Its root is ``accepted`` when only the gateway vouches for it.
    ``imported`` is what an import of the root for this agent noted of HealthService, None when something else imported it.
    ``gateway_lines`` is what the gateway's own log says of this agent, oldest first. ``computer`` is the host's domain.
    Of an agent that authenticates by Kerberos, what has to do with certificates is None, as if it had not been read.
    ``schannel_events`` are those of the host's log System, None when it could not be read, and ``system_log_fault`` says why.
    """

    agent: Agent
    gateway: Gateway
    now: datetime
    service: Service | None = None
    unreadable: ScomDmzError | None = None
    parent: Parent | None = None
    trust: Trust | None = None
    root_entry: StoreEntry | None = None
    chain: Chain | None = None
    unaided_chain: Chain | None = None
    own: ChannelCertificate | None = None
    link: LinkEvidence | None = None
    schannel: Schannel = field(default_factory=Schannel)
    imported: HealthServiceState | None = None
    former_roots: tuple[FormerRoot, ...] = ()
    accepted: bool = False
    gateway_evidence: GatewayEvidence | None = None
    agent_chain: Chain | None = None
    agent_unaided_chain: Chain | None = None
    replacement_chain: Chain | None = None
    gateway_lines: tuple[LinkEvent, ...] = ()
    clocks: Clocks = field(default_factory=Clocks)
    computer: Computer | None = None
    schannel_events: tuple[SchannelEvent, ...] | None = ()
    system_log_fault: str = ""
    signatures: tuple[str, ...] | None = None

    @property
    def host_now(self) -> datetime:
        """What the host's clock shows now: the times of its events are told by it."""
        clock = self.clocks.of_host
        return clock.shown_at(self.now) if clock else self.now

    @property
    def suspected(self) -> bool:
        """The parent seems to be this gateway, by a name or an address that its certificate does not have."""
        return self.parent is not None and not self.gateway.is_parent(self.parent)

    @property
    def link_state(self) -> LinkState:
        return links.judge_link(self.link) if self.link else LinkState.UNKNOWN

    @property
    def linked(self) -> bool:
        """The agent talks to the gateway, or nothing that was seen speaks against it while a connection is held."""
        return self.link is not None and self.link.running and self.link.holds

    @property
    def another_root(self) -> str | None:
        """What shows that the gateway has had another root than it presents now, as a sentence."""
        name = self.gateway.name
        if self.former_roots:
            return tell(self.former_roots[0], name)
        problems = {each.problem for each in self.chain.problems} if self.chain else ()
        if self.linked and self.gateway.root and Problem.UNTRUSTED_ROOT in problems:
            return f"the agent is linked with {name} although it does not trust {self.gateway.root.subject}"
        return None

    @property
    def authentication(self) -> Authentication:
        """How the agent authenticates to the gateway."""
        return authentication_of(
            self.agent.channel_serial is not None,
            self.computer,
            self.gateway_evidence.computer if self.gateway_evidence else None,
            loaded=self.loaded.event_id == CERTIFICATE_LOADED if self.loaded else None,
            linked=self.linked,
        )

    @property
    def by_kerberos(self) -> bool:
        """The agent has no channel certificate, and needs none. What the host trusts has nothing to do with its link."""
        return self.authentication.method is Method.KERBEROS

    @property
    def is_member(self) -> bool:
        """The host is known to be a member of a domain."""
        return self.computer is not None and self.computer.part_of_domain

    @property
    def stands_by(self) -> bool:
        """The gateway is a failover parent that the agent has no need of now."""
        return self.link_state == LinkState.STANDBY

    @property
    def loaded(self) -> LinkEvent | None:
        """The newest event about loading the agent's own certificate."""
        return self.link.own_certificate if self.link and self.link.running else None

    @property
    def failure(self) -> LinkEvent | None:
        """The agent's newest failure that nothing better followed, told by what tells most of that attempt."""
        return self.link.failure if self.link else None

    @property
    def refusal(self) -> LinkEvent | None:
        """The line in which the gateway's log refuses this agent: of the newest attempt the one that tells most."""
        refusals = self.refusals
        return most_telling(attempt_before(refusals, refusals[-1])) if refusals else None

    @property
    def refusals(self) -> tuple[LinkEvent, ...]:
        """All such lines, oldest first."""
        since = self.clocks.from_host_to_gateway(self.link.last_good if self.link else None)
        return refusals_among(self.gateway_lines, since)


def collect_evidence(facts: HostFacts, target: GatewayTarget, request: CheckRequest) -> Evidence:
    """The evidence of a host with regard to one gateway. Of one that is not an agent of this gateway it is only who it is."""
    parent, stores = request.parent_of(facts.agent, target), facts.stores
    if facts.unreadable is not None or facts.agent.role != Role.AGENT or parent is None:
        return _of_host(facts, target, request, facts.unreadable)
    if isinstance(stores, ScomDmzError):
        return _of_host(facts, target, request, stores)
    return _of_agent(facts, target, request, parent, stores)


def _of_host(
    facts: HostFacts, target: GatewayTarget, request: CheckRequest, unreadable: ScomDmzError | None
) -> Evidence:
    clocks = _clocks(facts, target)
    return Evidence(
        agent=facts.agent,
        gateway=target.gateway,
        now=clocks.righted(request.now),
        clocks=clocks,
        service=facts.service,
        unreadable=unreadable,
        parent=request.parent_of(facts.agent, target),
        gateway_evidence=target.evidence,
        computer=facts.computer,
    )


def _of_agent(
    facts: HostFacts, target: GatewayTarget, request: CheckRequest, parent: Parent, stores: Mapping[str, Store]
) -> Evidence:
    """What the host trusts is looked at only where it matters, so that nothing is ever missing where it does not."""
    clocks = _clocks(facts, target)
    now = clocks.righted(request.now)
    plain = Evidence(
        agent=facts.agent,
        gateway=target.gateway,
        now=now,
        clocks=clocks,
        service=facts.service,
        parent=parent,
        link=_link(facts, target, request, parent),
        accepted=target.accepted,
        gateway_evidence=target.evidence,
        gateway_lines=lines_about(facts.agent, facts.addresses, target.evidence),
        computer=facts.computer,
    )
    if plain.by_kerberos:
        return plain
    own = find_channel_certificate(facts.agent, stores, now, request.lead_days)
    judged = replace(
        plain,
        own=own,
        schannel=facts.schannel,
        schannel_events=facts.schannel_events,
        system_log_fault=facts.system_log_fault,
        signatures=facts.signatures,
    )
    return _with_trust(judged, target, request, stores, own) if plain.authentication.uses_stores else judged


def _with_trust(
    evidence: Evidence,
    target: GatewayTarget,
    request: CheckRequest,
    stores: Mapping[str, Store],
    own: ChannelCertificate,
) -> Evidence:
    gateway, trust, now = target.gateway, trust_of(stores), evidence.now
    root_entry = stores["Root"].entry(gateway.root.thumbprint) if gateway.root else None
    mark = read_import_mark(root_entry)
    chain, unaided_chain = _chains(gateway.first, gateway.issuers, trust, SERVER_AUTHENTICATION, now)
    other = own.replacement
    agent_chain, agent_unaided_chain = _chains_on_gateway(own.certificate, own.chain, target.evidence, now)
    replacement_chain = _chains_on_gateway(other.certificate, other.chain, target.evidence, now)[0] if other else None
    return replace(
        evidence,
        trust=trust,
        root_entry=root_entry,
        chain=chain,
        unaided_chain=unaided_chain,
        imported=mark.health_service if mark else None,
        former_roots=find_former_roots(target, request, stores),
        agent_chain=agent_chain,
        agent_unaided_chain=agent_unaided_chain,
        replacement_chain=replacement_chain,
    )


def _clocks(facts: HostFacts, target: GatewayTarget) -> Clocks:
    return Clocks(facts.clock, target.evidence.clock if target.evidence else None)


def _link(facts: HostFacts, target: GatewayTarget, request: CheckRequest, parent: Parent) -> LinkEvidence:
    return LinkEvidence(
        parent=parent,
        service=facts.service,
        events=facts.events,
        log_fault=facts.log_fault,
        connections=facts.connections[parent.port],
        others=tuple(other for other in facts.agent.parents if other != parent),
        addresses=target.known_addresses,
        restarted=request.restarted or request.after_record_id > 0,
        former_configurations=facts.former_configurations,
        former_loads=facts.former_loads,
    )


def _chains_on_gateway(
    certificate: Certificate | None, chain: Chain | None, gateway: GatewayEvidence | None, now: datetime
) -> tuple[Chain, Chain] | tuple[None, None]:
    """Those of a certificate of the agent, which sends the rest of its own CHAIN along, where the gateway's stores are known."""
    if certificate is None or gateway is None:
        return None, None
    return _chains(certificate, chain.certificates[1:] if chain else (), gateway.trust, CLIENT_AUTHENTICATION, now)


def _chains(
    first: Certificate | None, sent: Sequence[Certificate], trust: Trust, purpose: str, now: datetime
) -> tuple[Chain, Chain] | tuple[None, None]:
    """With what may be sent along, and with only what the verifying side holds."""
    if first is None:
        return None, None
    helped, unaided = (build_chain(first, trust, extra, purposes=[purpose], now=now) for extra in (sent, ()))
    return helped, unaided
