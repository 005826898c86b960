# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is worth knowing beside the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso_or_none
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.authentication import Relation, relation_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import TOLERANCE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.handshakes import on_gateway, on_host
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.revocation_servers import revocation_servers_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import clock
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.fixes import how_to_clear_root
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import notes as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.gateway import GATEWAY_PRESENTS_OLDER_CERTIFICATE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import Connected
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import schannel_events as schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import real_issuer

_CONSOLE_DELAY = timedelta(minutes=5)
"""A heartbeat every 60 seconds, and four until the console changes its mind (Microsoft, heartbeats)."""

_LONGEST_WAIT = timedelta(days=1)
"""For a configuration. Microsoft asks for patience of minutes, and of an hour for an agent that was installed by hand; a day is ours."""

_AFTER_A_DAY = "Restart HealthService once and read what it logs then: after more than a day, waiting does not help."

_CONNECTIONS = {
    Connected.NOWHERE: "HealthService holds no connection",
    Connected.UNKNOWN: "whether HealthService holds its connection cannot be seen",
    Connected.FAILOVER: "HealthService holds a connection to another parent",
    Connected.OTHER_ADDRESS: "HealthService holds a connection",
    Connected.PARENT_ADDRESS: "HealthService holds a connection",
}

_MOST_TOLD = 3
"""Kinds of Schannel's events, of one side."""

_GROUP_POLICY = (PhysicalName.GROUP_POLICY,)

Note = Callable[[Evidence], Iterator[Finding]]


def own_certificate(evidence: Evidence) -> Iterator[Finding]:
    yield from evidence.own.findings if evidence.own else ()


def by_kerberos(evidence: Evidence) -> Iterator[Finding]:
    if evidence.by_kerberos:
        yield kinds.BY_KERBEROS(evidence.authentication.reason)


def member_with_certificate(evidence: Evidence) -> Iterator[Finding]:
    """Where Kerberos would do as well, as far as the names of the domains tell."""
    host, gateway = evidence.computer, evidence.gateway_evidence.computer if evidence.gateway_evidence else None
    if evidence.own is None or evidence.agent.channel_serial is None or host is None or gateway is None:
        return
    if relation_of(host, gateway) in (Relation.SAME_DOMAIN, Relation.ONE_TREE):
        sentence = f"the host is a member of {host.domain}, the gateway of {gateway.domain}"
        yield kinds.MEMBER_WITH_CERTIFICATE(f"{sentence}, and a channel certificate is registered")


def parent_names(evidence: Evidence) -> Iterator[Finding]:
    parent = evidence.parent
    if parent is not None and parent.names_differ:
        yield kinds.PARENT_NAMES_DIFFER(
            f"NetworkName is {parent.network_name}, AuthenticationName is {parent.authentication_name}"
        )


def root_from_policy(evidence: Evidence) -> Iterator[Finding]:
    entry = evidence.root_entry
    if entry is not None and entry.physical_stores == _GROUP_POLICY:
        yield kinds.ROOT_FROM_POLICY_ONLY(f"{entry.certificate.subject} is in Root by group policy only")


def chain_in_doubt(evidence: Evidence) -> Iterator[Finding]:
    for doubt in evidence.chain.doubts if evidence.chain else ():
        yield kinds.CHAIN_IN_DOUBT(doubt)


def misplaced_roots(evidence: Evidence) -> Iterator[Finding]:
    for found in evidence.trust.misplaced_roots if evidence.trust else ():
        yield kinds.NOT_SELF_SIGNED_IN_ROOT(
            f"{found.subject} (SHA-1 {found.thumbprint}), issued by {real_issuer(found)}",
            how_to_clear_root([found], "of the host"),
        )
    if evidence.gateway_evidence is None or evidence.by_kerberos:
        return
    for found in evidence.gateway_evidence.trust.misplaced_roots:
        yield kinds.NOT_SELF_SIGNED_IN_GATEWAY_ROOT(
            f"{found.subject} (SHA-1 {found.thumbprint}), issued by {real_issuer(found)}",
            how_to_clear_root([found], "of the gateway"),
        )


def server_is_agent(evidence: Evidence) -> Iterator[Finding]:
    agent = evidence.agent
    if agent.role in (Role.GATEWAY, Role.MANAGEMENT_SERVER) and agent.management_groups:
        yield kinds.SERVER_IS_AGENT(f"agent management groups: {', '.join(agent.management_groups)}")


def gateway_link(evidence: Evidence) -> Iterator[Finding]:
    gateway_evidence = evidence.gateway_evidence
    if evidence.link_state == LinkState.UP and gateway_evidence is not None and gateway_evidence.link == LinkState.DOWN:
        sentence = gateway_evidence.link_event or "the gateway's own link is down"
        yield kinds.GATEWAY_LINK_DOWN(sentence, gateway_evidence.link_fix)


def other_management_groups(evidence: Evidence) -> Iterator[Finding]:
    """What a restart would touch besides, where one may come."""
    agent, parent = evidence.agent, evidence.parent
    if parent is None or evidence.linked or evidence.link is None:
        return
    others = [each for each in (*agent.management_groups, *agent.workspaces) if each != parent.management_group]
    if others:
        yield kinds.OTHER_MANAGEMENT_GROUPS(f"besides {parent.management_group}, the agent has {', '.join(others)}")


def clocks(evidence: Evidence) -> Iterator[Finding]:
    """A difference that a verdict does not tell."""
    known = evidence.clocks
    if known.controller_is_wrong:
        yield kinds.CONTROLLER_CLOCK_DIFFERS(clock.tell_clocks(evidence))
        return
    differ = any(each.exceeds(TOLERANCE) for each in (known.host, known.gateway, known.apart) if each)
    if differ and not any(rule(evidence) for rule in clock.RULES):
        yield kinds.CLOCK_DIFFERS(clock.tell_clocks(evidence))


def active_directory(evidence: Evidence) -> Iterator[Finding]:
    if evidence.parent is not None and evidence.agent.ad_integration and not evidence.is_member:
        yield kinds.ACTIVE_DIRECTORY_ON("EnableADIntegration is 1")


def link_failure(evidence: Evidence) -> Iterator[Finding]:
    if evidence.failure is not None:
        yield kinds.LINK_FAILURE_LOGGED(opsmgr_events.describe(evidence.failure))


def link_not_seen(evidence: Evidence) -> Iterator[Finding]:
    link = evidence.link
    if (
        link is None
        or evidence.link_state not in (LinkState.PENDING, LinkState.UNKNOWN)
        or evidence.failure is not None
    ):
        return
    seen = (
        f"the newest event about the link is: {opsmgr_events.describe(link.outcome)}"
        if link.outcome
        else "no event tells the state of the link"
    )
    waits_in_vain = link.outcome is not None and _age(link.outcome, evidence) >= _LONGEST_WAIT
    yield kinds.LINK_NOT_SEEN(
        f"{seen}; {_CONNECTIONS[link.connected]} to port {link.parent.port}", _AFTER_A_DAY if waits_in_vain else ""
    )


def linked_elsewhere(evidence: Evidence) -> Iterator[Finding]:
    link = evidence.link
    if link is not None and link.running and link.connected == Connected.FAILOVER:
        addresses = ", ".join(sorted(set(link.held_addresses)))
        yield kinds.LINKED_ELSEWHERE(f"HealthService is connected to {addresses}, which is no address of this gateway")


def gateway_certificate(evidence: Evidence) -> Iterator[Finding]:
    gateway_evidence = evidence.gateway_evidence
    loaded = gateway_evidence.loaded if gateway_evidence else None
    certificate = evidence.gateway.certificate
    if gateway_evidence is None or loaded is None or certificate is None or evidence.by_kerberos:
        return
    if evidence.gateway.guessed:  # a restart is the last that such a gateway needs
        return
    if gateway_evidence.has_loaded(certificate) is False and gateway_evidence.load_failure is None:
        yield GATEWAY_PRESENTS_OLDER_CERTIFICATE(
            f"it is valid from {iso_or_none(certificate.not_before)}, and on the gateway, {opsmgr_events.describe(loaded)}"
        )


def gateway_refusal(evidence: Evidence) -> Iterator[Finding]:
    if evidence.refusal is not None and not evidence.linked:
        yield kinds.GATEWAY_REFUSED_AGENT(opsmgr_events.describe(evidence.refusal))


def configuration(evidence: Evidence) -> Iterator[Finding]:
    link = evidence.link
    outcome, since = (link.outcome, link.waiting_since) if link else (None, None)
    if outcome is None or since is None:
        return
    age = _age(since, evidence)
    if age < _LONGEST_WAIT:
        yield kinds.CONFIGURATION_PENDING(opsmgr_events.describe(outcome))
    else:
        yield kinds.CONFIGURATION_OVERDUE(
            f"{opsmgr_events.describe(since)}, and no configuration came in {age.days} days"
        )


def _age(event: LinkEvent, evidence: Evidence) -> timedelta:
    """By the host's own clock, which wrote the event."""
    clock = evidence.clocks.of_host
    return (clock.shown_at(evidence.now) if clock else evidence.now) - event.time


def refused_configuration(evidence: Evidence) -> Iterator[Finding]:
    refused = evidence.link.refused_configuration if evidence.link else None
    if refused is not None:
        yield kinds.CONFIGURATION_REFUSED(opsmgr_events.describe(refused))


def console_delay(evidence: Evidence) -> Iterator[Finding]:
    outcome = evidence.link.outcome if evidence.link else None
    if (
        outcome is not None
        and evidence.link_state == LinkState.UP
        and abs(evidence.host_now - outcome.time) < _CONSOLE_DELAY
    ):
        yield kinds.CONSOLE_DELAY(opsmgr_events.describe(outcome))


def revocation_servers(evidence: Evidence) -> Iterator[Finding]:
    """Where there is no link: what a firewall may keep from being asked."""
    servers = revocation_servers_of(
        evidence.chain, evidence.agent_chain or (evidence.own.chain if evidence.own else None)
    )
    if servers and not evidence.linked:
        yield kinds.REVOCATION_SERVERS(", ".join(servers))


def log(evidence: Evidence) -> Iterator[Finding]:
    if evidence.link is not None and evidence.link.events is None:
        yield kinds.LOG_UNREADABLE(evidence.link.log_fault)


def schannel_events(evidence: Evidence) -> Iterator[Finding]:
    """Of the gateway only those that fit the failures of this agent: it has events for all of its agents."""
    here, there = on_host(evidence), on_gateway(evidence)
    for side, events in (("agent", (*here.others, *here.ours)), ("gateway", there.ours)):
        newest = {(event.event_id, event.alert, event.caller): event for event in events}
        if newest:
            told = [schannel.describe(event) for event in list(newest.values())[-_MOST_TOLD:]]
            yield kinds.SCHANNEL_LOGGED(f"on the {side}, {'; '.join(told)}")


def system_log(evidence: Evidence) -> Iterator[Finding]:
    if evidence.link is None or evidence.linked:
        return
    if evidence.schannel_events is None:
        yield kinds.SYSTEM_LOG_UNREADABLE(evidence.system_log_fault)
    gateway_evidence = evidence.gateway_evidence
    if gateway_evidence is not None and gateway_evidence.schannel_events is None:
        yield kinds.SYSTEM_LOG_UNREADABLE(f"on the gateway, {gateway_evidence.system_log_fault}")


NOTES: tuple[Note, ...] = (
    # What tells about the link comes first: it is what a host without a verdict is asked about.
    link_failure,
    gateway_refusal,
    link_not_seen,
    schannel_events,
    configuration,
    refused_configuration,
    log,
    system_log,
    linked_elsewhere,
    gateway_link,
    gateway_certificate,
    own_certificate,
    by_kerberos,
    member_with_certificate,
    parent_names,
    root_from_policy,
    chain_in_doubt,
    misplaced_roots,
    server_is_agent,
    other_management_groups,
    clocks,
    active_directory,
    console_delay,
    revocation_servers,
)
