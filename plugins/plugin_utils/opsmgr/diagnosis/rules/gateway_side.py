# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the gateway let the agent in? Told by the agent's chain built against the gateway's stores, and by the gateway's log."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.gateway_trust import (
    gateway_certificate_unusable,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import (
    RuleResult,
    by_certificate,
    chain_rule,
    first_problem,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import CLOSED_AFTER_AUTHENTICATION
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import gateway_side as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.gateway_trust import (
    GATEWAY_CERTIFICATE_UNUSABLE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import ServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import Problem

_NOT_PART_OF_GROUP = 20000
_REJECTED = 20001


agent_distrusted_on_gateway = chain_rule(
    kinds.AGENT_DISTRUSTED_ON_GATEWAY, Problem.DISALLOWED, attrgetter("agent_chain"), "on the gateway, "
)


def agent_root_missing_on_gateway(evidence: Evidence) -> RuleResult | None:
    """Probable when nobody knows the issuer, which then may be a root or an intermediate."""
    found = first_problem(evidence.agent_chain, Problem.UNTRUSTED_ROOT)
    if found is not None:
        return RuleResult(kinds.AGENT_ROOT_MISSING_ON_GATEWAY(f"on the gateway, {found.sentence}"))
    chain, partial = evidence.agent_chain, first_problem(evidence.agent_chain, Problem.PARTIAL)
    if chain is None or partial is None or len(chain.certificates) > 1:
        return None
    return RuleResult(kinds.AGENT_ROOT_MISSING_ON_GATEWAY(f"on the gateway, {partial.sentence}"), Confidence.PROBABLE)


def agent_intermediate_missing_on_gateway(evidence: Evidence) -> RuleResult | None:
    """Certain when nobody has the intermediate, probable when the agent might send it along."""
    unaided_chain = evidence.agent_unaided_chain
    if unaided_chain is None or agent_root_missing_on_gateway(evidence):
        return None
    missing = first_problem(unaided_chain, Problem.PARTIAL)
    if missing is None:
        return None
    finding = kinds.AGENT_INTERMEDIATE_MISSING_ON_GATEWAY(f"on the gateway, {missing.sentence}")
    return RuleResult(
        finding, Confidence.CONFIRMED if first_problem(evidence.agent_chain, Problem.PARTIAL) else Confidence.PROBABLE
    )


@by_certificate
def gateway_certificate_faulty(evidence: Evidence) -> RuleResult | None:
    """What SCOM asks of a certificate, held against the gateway's own."""
    if evidence.gateway_evidence is None or not evidence.gateway_evidence.faults:
        return None
    return RuleResult(GATEWAY_CERTIFICATE_UNUSABLE("; ".join(evidence.gateway_evidence.faults)), Confidence.PROBABLE)


def gateway_stopped(evidence: Evidence) -> RuleResult | None:
    gateway_evidence = evidence.gateway_evidence
    if gateway_evidence is None or evidence.linked or gateway_evidence.service_state == ServiceState.RUNNING:
        return None
    state = gateway_evidence.service_state
    fix = "" if state else "Repair the installation of the gateway, which lacks its service HealthService."
    return RuleResult(kinds.GATEWAY_STOPPED(f"HealthService of the gateway is {state or 'not installed'}", fix))


@by_certificate
def gateway_certificate_not_loaded(evidence: Evidence) -> RuleResult | None:
    """Probable where the gateway has authenticated this agent since, or its log does not tell what it loaded.

    What makes its certificate useless to all says more.
    """
    gateway_evidence = evidence.gateway_evidence
    failure = gateway_evidence.load_failure if gateway_evidence else None
    if (
        gateway_evidence is None
        or failure is None
        or evidence.linked
        or gateway_evidence.service_state != ServiceState.RUNNING
        or gateway_certificate_unusable(evidence)
    ):
        return None
    finding = kinds.GATEWAY_CERTIFICATE_NOT_LOADED(f"on the gateway, {failure.evidence}", failure.fix)
    load = gateway_evidence.loaded
    certain = load is not None and not _authenticated_since(load, evidence)
    return RuleResult(finding, Confidence.CONFIRMED if certain else Confidence.PROBABLE)


def _authenticated_since(load: opsmgr_events.LinkEvent, evidence: Evidence) -> bool:
    refusal, failure = evidence.refusal, evidence.failure
    if (
        refusal is not None
        and refusal.event_id in (_NOT_PART_OF_GROUP, _REJECTED)
        and refusal.record_id > load.record_id
    ):
        return True
    if failure is None or failure.event_id != CLOSED_AFTER_AUTHENTICATION:
        return False
    return _on_gateway(failure.time, evidence) >= load.time


def _on_gateway(moment: datetime, evidence: Evidence) -> datetime:
    """What the gateway's clock showed, at the earliest, when the host's showed a moment."""
    return evidence.clocks.from_host_to_gateway(moment) or moment


def gateway_cut_off(evidence: Evidence) -> RuleResult | None:
    gateway_evidence = evidence.gateway_evidence
    if (
        gateway_evidence is None
        or evidence.link_state == LinkState.UP
        or gateway_evidence.link != LinkState.DOWN
        or gateway_evidence.service_state != ServiceState.RUNNING
    ):
        return None
    sentence = gateway_evidence.link_event or "the gateway's own link is down"
    return RuleResult(kinds.GATEWAY_CUT_OFF(sentence, gateway_evidence.link_fix))


def manual_agents_rejected(evidence: Evidence) -> RuleResult | None:
    """Certain when the agent fails at the same time."""
    refusal = evidence.refusal
    if refusal is None or refusal.event_id != _REJECTED or evidence.linked:
        return None
    finding = kinds.MANUAL_AGENTS_REJECTED(f"on the gateway, {opsmgr_events.describe(refusal)}")
    return RuleResult(finding, Confidence.CONFIRMED if evidence.failure else Confidence.PROBABLE)


def not_approved(evidence: Evidence) -> RuleResult | None:
    """The gateway's log names the agent as a device that it knows nothing of.

    Certain when the agent logged the same and has the whole chain of the gateway without anybody's help, or is a member of the
    gateway's domain and needs none.
    """
    refusal, failure = evidence.refusal, evidence.failure
    if refusal is None or refusal.event_id != _NOT_PART_OF_GROUP or evidence.linked:
        return None
    sentence = f"on the gateway, {opsmgr_events.describe(refusal)}"
    if failure is None or failure.event_id != CLOSED_AFTER_AUTHENTICATION:
        return RuleResult(_unknown_agent(evidence, sentence), Confidence.PROBABLE)
    sentence += f"; on the agent, {opsmgr_events.describe(failure)}"
    return RuleResult(
        _unknown_agent(evidence, sentence), Confidence.CONFIRMED if _can_authenticate(evidence) else Confidence.PROBABLE
    )


def _can_authenticate(evidence: Evidence) -> bool:
    if evidence.by_kerberos:
        return evidence.authentication.certain
    return evidence.unaided_chain is not None and evidence.unaided_chain.trusted


def closed_after_authentication(evidence: Evidence) -> RuleResult | None:
    """Everything else is as it should be, and nothing contradicts that the gateway closed the connection after authentication."""
    failure = evidence.failure
    if failure is None or failure.event_id != CLOSED_AFTER_AUTHENTICATION or evidence.refusal is not None:
        return None
    return RuleResult(_unknown_agent(evidence, f"on the agent, {opsmgr_events.describe(failure)}"), Confidence.PROBABLE)


def _unknown_agent(evidence: Evidence, sentence: str) -> Finding[Verdict]:
    """One that the management group has configured before was approved then, so that approving it is not what is missing."""
    link = evidence.link
    configured = link.configured if link else None
    if link is None or configured is None:
        return kinds.NOT_APPROVED(sentence, f"{kinds.NOT_APPROVED.fix}{_no_root_is_missing(evidence)}")
    group = (each for each in evidence.agent.parents if each.management_group == link.parent.management_group)
    parents = ", ".join(dict.fromkeys(each.network_name for each in group))
    before = f"the agent was configured before, {opsmgr_events.describe(configured)}"
    return kinds.MOVED_OR_DELETED(f"{sentence}; {before}; the registry names the parents {parents}")


def _no_root_is_missing(evidence: Evidence) -> str:
    """Only where that was seen: of an agent that authenticates by certificate, with its own and its gateway's known."""
    on_host, on_gateway = evidence.unaided_chain, evidence.agent_chain
    if evidence.by_kerberos or evidence.gateway.certificate is None or on_host is None or not on_host.trusted:
        return ""
    both = on_gateway is not None and on_gateway.trusted
    return f" No root is missing on {'either side' if both else 'the host'}."
