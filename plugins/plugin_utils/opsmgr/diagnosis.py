# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From evidence to verdict. The first rule of :data:`VERDICT_RULES` that applies decides; the rest adds findings.

The trust of a host is decided by the gateway's chain, built against that host's stores. Events never decide it: 20070
is logged for agents that are not approved as well as for a missing root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import agent as roles
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import link as links
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Agent, Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway import Gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, ChainProblem, Problem

TRUSTED = "trusted"

CONFIRMED = "confirmed"
PROBABLE = "probable"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or worth knowing. ``severity`` is ``error``, ``warning`` or ``info``."""

    id: str
    severity: str
    evidence: str
    cause: str
    fix: str


@dataclass(frozen=True)
class Situation:
    """All that was learned of a host. What comes after ``parent`` is None where the earlier facts made it pointless.

    ``chain`` may use what the gateway sends along, ``own_chain`` only what the host itself holds. ``import_process`` is the
    process that HealthService had when the role gateway_trust imported the root, None when somebody else did.
    """

    agent: Agent
    gateway: Gateway
    unreadable: ScomDmzError | None = None
    parent: Parent | None = None
    chain: Chain | None = None
    own_chain: Chain | None = None
    own: ChannelCertificate | None = None
    link: LinkEvidence | None = None
    import_process: int | None = None


@dataclass(frozen=True)
class Diagnosis:
    """The verdict of a host, how sure it is, the state of the link, and every finding, the deciding one first."""

    verdict: str
    confidence: str
    link: str
    findings: tuple[Finding, ...]


def diagnose(situation: Situation) -> Diagnosis:
    """Apply the rules in their order."""
    deciding, noted = (
        [finding for rule in rules if (finding := rule(situation)) is not None] for rules in (VERDICT_RULES, NOTES)
    )
    verdict = deciding[0].id if deciding else TRUSTED
    link = links.judge_link(situation.link) if situation.link else links.UNKNOWN
    return Diagnosis(verdict, _confidence(verdict, situation, link), link, (*deciding, *noted))


def _confidence(verdict: str, situation: Situation, link: str) -> str:
    if verdict == "undetermined":
        return UNKNOWN
    if verdict == "restart_pending" and situation.link is not None and not situation.link.running:
        return PROBABLE
    if verdict in _FACTS_OF_THE_REGISTRY:
        return CONFIRMED
    contradicted = verdict in _BREAKS_THE_LINK and link == links.UP
    sent_along = verdict == "intermediate_missing" and situation.chain is not None and situation.chain.trusted
    return PROBABLE if contradicted or sent_along or situation.gateway.certificate is None else CONFIRMED


_FACTS_OF_THE_REGISTRY = frozenset(
    {"no_agent", "not_an_agent", "not_pointed_at_gateway", "restart_pending", "agent_stopped"}
)
_BREAKS_THE_LINK = frozenset(
    {"root_missing", "root_distrusted", "intermediate_missing", "own_certificate_unusable", "name_mismatch"}
)


def _no_agent(situation: Situation) -> Finding | None:
    if situation.unreadable is not None or situation.agent.role != roles.NONE:
        return None
    return Finding(
        "no_agent",
        "info",
        "the registry holds no Operations Manager set-up",
        "The SCOM agent is not installed.",
        "Install the agent, if the host is to be monitored.",
    )


def _not_an_agent(situation: Situation) -> Finding | None:
    role = situation.agent.role
    if role not in (roles.GATEWAY, roles.MANAGEMENT_SERVER):
        return None
    return Finding(
        "not_an_agent",
        "info",
        f"the host is a {role.replace('_', ' ')} ({situation.agent.product})",
        "Only agents are checked for their trust in a gateway.",
        "Take the host out of the play.",
    )


def _not_pointed_at_gateway(situation: Situation) -> Finding | None:
    if situation.agent.role != roles.AGENT or situation.parent is not None:
        return None
    parents = ", ".join(sorted({parent.network_name for parent in situation.agent.parents})) or "none"
    return Finding(
        "not_pointed_at_gateway",
        "info",
        f"its parents: {parents}",
        "No management group of the agent has this gateway as a parent.",
        "Nothing is to be done here, or point the agent at the gateway.",
    )


def _undetermined(situation: Situation) -> Finding | None:
    if situation.unreadable is None:
        return None
    return Finding(
        "undetermined",
        "error",
        str(situation.unreadable),
        "What cannot be read cannot be judged, and nothing is changed on such a host.",
        "Give the WinRM account the right to read it, or repair it on the host.",
    )


def _chain_rule(
    verdict: str, problems: frozenset[Problem], cause: str, fix: str
) -> Callable[[Situation], Finding | None]:
    def rule(situation: Situation) -> Finding | None:
        rest = (each for each in _problems(situation) if each is not _expired_root(situation))
        found = next((each for each in rest if each.problem in problems), None)
        return Finding(verdict, "error", found.sentence, cause, fix) if found else None

    return rule


def _problems(situation: Situation) -> Iterator[ChainProblem]:
    yield from situation.chain.problems if situation.chain else ()


def _expired_root(situation: Situation) -> ChainProblem | None:
    expired = (each for each in _problems(situation) if each.problem is Problem.EXPIRED)
    return next((each for each in expired if each.certificate == situation.gateway.root), None)


def _gateway_root_expired(situation: Situation) -> Finding | None:
    expired = _expired_root(situation)
    if expired is None:
        return None
    return Finding(
        "gateway_root_expired",
        "error",
        expired.sentence,
        "The root behind the gateway's certificate has expired.",
        "Renew the root, have the gateway's certificate issued again, and import the new root.",
    )


def _intermediate_missing(situation: Situation) -> Finding | None:
    chain, own_chain, link = situation.chain, situation.own_chain, situation.link
    if chain is None or own_chain is None or not chain.trusted or own_chain.trusted:
        return None
    if link is not None and links.judge_link(link) == links.UP:
        return None
    return Finding(
        "intermediate_missing",
        "error",
        own_chain.problems[0].sentence,
        "The host trusts the root, but lacks an intermediate between it and the gateway's certificate.",
        "Import the intermediate into the store CA of LocalMachine, not into Root.",
    )


def _own_certificate_unusable(situation: Situation) -> Finding | None:
    if situation.own is None or not situation.own.faults:
        return None
    return Finding(
        "own_certificate_unusable",
        "error",
        "; ".join(situation.own.faults),
        "The agent cannot present its own channel certificate.",
        "Issue or repair the agent's certificate and register it with MOMCertImport.",
    )


def _name_mismatch(situation: Situation) -> Finding | None:
    parent, certificate = situation.parent, situation.gateway.certificate
    if parent is None or certificate is None:
        return None
    names = {name.lower() for name in (certificate.common_name, *certificate.dns_names) if name}
    if parent.authentication_name.lower() in names:
        return None
    return Finding(
        "name_mismatch",
        "error",
        f"the agent authenticates {parent.authentication_name}, the gateway's certificate names {', '.join(sorted(names))}",
        "The name in the agent's configuration is not the one in the gateway's certificate.",
        "Point the agent at the name that the certificate holds, or issue the gateway's certificate for that name.",
    )


def _restart_pending(situation: Situation) -> Finding | None:
    """The root came while this process ran, or the agent was stopped after it came: our own restart did not succeed."""
    service = situation.link.service if situation.link else None
    if situation.link is None or service is None or situation.import_process is None:
        return None
    stopped = not situation.link.running and service.start_mode == "Auto"
    outlived = situation.link.running and service.process_id == situation.import_process
    if not (stopped or outlived) or links.judge_link(situation.link) == links.UP:
        return None
    return Finding(
        "restart_pending",
        "error",
        f"the root was imported while HealthService ran as process {situation.import_process}, and it is "
        + (f"{service.state} now" if stopped else "still that process"),
        "The agent was not restarted after the import, or was stopped since.",
        "Restart HealthService, as an onboarding does.",
    )


def _agent_stopped(situation: Situation) -> Finding | None:
    if situation.link is None or situation.link.running:
        return None
    service = situation.link.service
    return Finding(
        "agent_stopped",
        "error",
        f"HealthService is {service.state}, start mode {service.start_mode}"
        if service
        else "HealthService is not installed",
        "The agent does not run.",
        "Start the service HealthService, or repair the agent.",
    )


def _hash_differs(situation: Situation) -> Finding | None:
    if situation.own is None or situation.own.hash_matches is not False:
        return None
    return Finding(
        "channel_certificate_hash_differs",
        "warning",
        f"ChannelCertificateHash is {situation.agent.channel_hash}",
        "The registered hash names another certificate than the registered serial number.",
        "Register the certificate again with MOMCertImport.",
    )


def _link_failure(situation: Situation) -> Finding | None:
    last = situation.link.last_event if situation.link else None
    if last is None or last.event_id not in opsmgr_events.FAILURES:
        return None
    return Finding(
        "link_failure_logged",
        "info",
        opsmgr_events.describe(last) or "",
        "The newest event about the link is a failure; by itself it proves no cause.",
        "See the verdict; when the host is trusted, ask the gateway's log and the list of pending agents.",
    )


Rule = Callable[[Situation], Finding | None]

VERDICT_RULES: tuple[Rule, ...] = (
    _no_agent,
    _not_an_agent,
    _undetermined,
    _not_pointed_at_gateway,
    _gateway_root_expired,
    _chain_rule(
        "gateway_certificate_unusable",
        frozenset({Problem.EXPIRED, Problem.NOT_YET_VALID, Problem.NOT_A_CA, Problem.PATHLEN}),
        "The gateway's certificate or one of its issuers cannot be used by any agent.",
        "Issue the gateway's certificate again and register it on the gateway.",
    ),
    _chain_rule(
        "root_distrusted",
        frozenset({Problem.DISALLOWED}),
        "A certificate of the gateway's chain is in the host's store Disallowed, which wins over Root.",
        "Ask why it was disallowed, and remove it from there only if that was a mistake.",
    ),
    _chain_rule(
        "root_missing",
        frozenset({Problem.UNTRUSTED_ROOT}),
        "The host does not trust the root behind the gateway's certificate.",
        "Import the gateway's root into the store Root of LocalMachine and restart the agent.",
    ),
    _chain_rule(
        "intermediate_missing",
        frozenset({Problem.PARTIAL}),
        "An issuer between the gateway's certificate and its root is missing.",
        "Import the intermediate into the store CA of LocalMachine, not into Root.",
    ),
    _intermediate_missing,
    _own_certificate_unusable,
    _name_mismatch,
    _restart_pending,
    _agent_stopped,
)

NOTES: tuple[Rule, ...] = (_hash_differs, _link_failure)
