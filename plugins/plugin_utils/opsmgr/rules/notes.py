# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is worth knowing beside the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import agent as agents
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import link as links
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import notes as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.kind import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.situation import Situation

_CONSOLE_DELAY = timedelta(minutes=5)
"""A heartbeat every 60 seconds, and four until the console changes its mind (Microsoft, heartbeats)."""

_GROUP_POLICY = (".GroupPolicy",)

Note = Callable[[Situation], Iterator[Finding]]


def own_certificate(situation: Situation) -> Iterator[Finding]:
    yield from situation.own.findings if situation.own else ()


def parent_names(situation: Situation) -> Iterator[Finding]:
    parent = situation.parent
    if parent is not None and parent.names_differ:
        yield kinds.PARENT_NAMES_DIFFER(
            f"NetworkName is {parent.network_name}, AuthenticationName is {parent.authentication_name}"
        )


def root_from_policy(situation: Situation) -> Iterator[Finding]:
    entry = situation.root_entry
    if entry is not None and entry.physical_stores == _GROUP_POLICY:
        yield kinds.ROOT_FROM_POLICY_ONLY(f"{entry.certificate.subject} is in Root by group policy only")


def misplaced_roots(situation: Situation) -> Iterator[Finding]:
    for found in situation.trust.misplaced_roots if situation.trust else ():
        yield kinds.NOT_SELF_SIGNED_IN_ROOT(f"{found.subject} (SHA-1 {found.thumbprint}), issued by {found.issuer}")
    for found in situation.evidence.misplaced_roots if situation.evidence else ():
        yield kinds.NOT_SELF_SIGNED_IN_GATEWAY_ROOT(
            f"{found.subject} (SHA-1 {found.thumbprint}), issued by {found.issuer}"
        )


def server_is_agent(situation: Situation) -> Iterator[Finding]:
    agent = situation.agent
    if agent.role in (agents.GATEWAY, agents.MANAGEMENT_SERVER) and agent.management_groups:
        yield kinds.SERVER_IS_AGENT(f"agent management groups: {', '.join(agent.management_groups)}")


def gateway_link(situation: Situation) -> Iterator[Finding]:
    evidence = situation.evidence
    if situation.linked and evidence is not None and evidence.link == links.DOWN:
        yield kinds.GATEWAY_LINK_DOWN(evidence.link_failure or "the gateway's own link is down")


def active_directory(situation: Situation) -> Iterator[Finding]:
    if situation.parent is not None and situation.agent.ad_integration:
        yield kinds.ACTIVE_DIRECTORY_ON("EnableADIntegration is 1")


def link_failure(situation: Situation) -> Iterator[Finding]:
    if situation.failure is not None:
        yield kinds.LINK_FAILURE_LOGGED(opsmgr_events.describe(situation.failure))


def gateway_refusal(situation: Situation) -> Iterator[Finding]:
    if situation.refusal is not None and not situation.linked:
        yield kinds.GATEWAY_REFUSED_AGENT(opsmgr_events.describe(situation.refusal))


def configuration(situation: Situation) -> Iterator[Finding]:
    outcome = situation.link.outcome if situation.link else None
    if outcome is not None and outcome.nature == opsmgr_events.PROGRESS:
        yield kinds.CONFIGURATION_PENDING(opsmgr_events.describe(outcome))


def console_delay(situation: Situation) -> Iterator[Finding]:
    outcome = situation.link.outcome if situation.link else None
    if outcome is not None and situation.linked and abs(situation.now - outcome.time) < _CONSOLE_DELAY:
        yield kinds.CONSOLE_DELAY(opsmgr_events.describe(outcome))


def log(situation: Situation) -> Iterator[Finding]:
    if situation.link is not None and situation.link.events is None:
        yield kinds.LOG_UNREADABLE("wevtutil could not read the log Operations Manager")


NOTES: tuple[Note, ...] = (
    own_certificate,
    parent_names,
    root_from_policy,
    misplaced_roots,
    server_is_agent,
    gateway_link,
    active_directory,
    link_failure,
    gateway_refusal,
    configuration,
    console_delay,
    log,
)
