# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From evidence to verdict.

The first rule of :data:`VERDICT_RULES` that is confirmed, or cannot judge at all, decides. When none is, :data:`LAST_RULES` are asked, which
conclude from what was logged; every fault above may be what was logged, so they are not even asked once the cause is certain. The first
of them that is confirmed decides. When none is, the first of all rules that is probable does. Of explanations that are not
confirmed only the first is told.

Whether a host trusts the gateway is decided by the gateway's chain, built against that host's stores. Events never
decide it: 20070 is logged for agents that are not approved as well as for a missing root.
"""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import (
    connection,
    gateway_side,
    gateway_trust,
    own_certificate,
    registry,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult, VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import verdicts as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState

VERDICT_RULES: tuple[VerdictRule, ...] = (
    # Is there an agent that contacts this gateway at all?
    registry.no_agent,
    registry.undetermined,
    registry.not_an_agent,
    registry.agent_incomplete,
    registry.ad_integration,
    registry.no_management_group,
    registry.not_pointed_at_gateway,
    # Nobody can trust such a gateway.
    gateway_trust.gateway_root_expired,
    gateway_trust.gateway_certificate_unusable,
    # Does this host trust it? These are proven, and the import mends them, so they come before what only the link shows.
    gateway_trust.root_distrusted,
    gateway_trust.root_missing,
    gateway_trust.root_restricted,
    gateway_trust.intermediate_missing,
    # Can the agent show a certificate, and does the gateway trust it?
    own_certificate.latent_certificate_fault,
    own_certificate.own_certificate,
    own_certificate.own_certificate_issuer,
    gateway_side.agent_distrusted_on_gateway,
    gateway_side.agent_root_missing_on_gateway,
    gateway_side.agent_intermediate_missing_on_gateway,
    # Do both mean the same names?
    gateway_trust.name_mismatch,
    registry.management_group_unknown,
    registry.ad_integration_failing,
    # Does the agent run, with what it needs?
    connection.restart_pending,
    own_certificate.restart_pending_for_certificate,
    registry.agent_stopped,
    # Does the gateway, and can it be reached?
    gateway_side.gateway_stopped,
    connection.network,
    connection.tls_mismatch,
    gateway_side.gateway_cut_off,
)

LAST_RULES: tuple[VerdictRule, ...] = (
    own_certificate.own_certificate_refused,
    connection.tls_mismatch_logged,
    gateway_side.manual_agents_rejected,
    gateway_side.not_approved,
    gateway_side.gateway_certificate_faulty,
    connection.root_store_fault_on_gateway,
    gateway_side.closed_after_authentication,
    connection.certificate_not_used,
    connection.root_store_fault,
    connection.authentication_failing,
    connection.link_down_unexplained,
)

_NO_LINK_NEEDED = frozenset(
    kind.id
    for kind in (
        kinds.NO_AGENT,
        kinds.UNDETERMINED,
        kinds.NOT_AN_AGENT,
        kinds.AGENT_INCOMPLETE,
        kinds.AD_INTEGRATION,
        kinds.NO_MANAGEMENT_GROUP,
        kinds.NOT_POINTED_AT_GATEWAY,
        kinds.LATENT_CERTIFICATE_FAULT,
        kinds.GATEWAY_CUT_OFF,
    )
)
"""Facts that a link that is up does not contradict."""

_NEEDS_GATEWAY_CERTIFICATE = frozenset(
    kind.id
    for kind in (
        kinds.GATEWAY_ROOT_EXPIRED,
        kinds.GATEWAY_CERTIFICATE_UNUSABLE,
        kinds.ROOT_DISTRUSTED,
        kinds.ROOT_MISSING,
        kinds.INTERMEDIATE_MISSING,
    )
)
"""What is certain only when the gateway's certificate is known, and not just a root that is said to be behind it."""


@dataclass(frozen=True)
class Diagnosis:
    """The verdict of a host, how sure it is, the state of the link, and every finding, the deciding one first."""

    verdict: str
    confidence: Confidence
    link: LinkState
    findings: tuple[Finding, ...]


def diagnose(evidence: Evidence) -> Diagnosis:
    """Apply the rules in their order."""
    results = _judge(evidence)
    notes = [finding for note in NOTES for finding in note(evidence)]
    findings = (*(result.finding for result in results), *notes)
    if not results:
        return Diagnosis(kinds.TRUSTED, _confidence_of_trust(evidence), evidence.link_state, findings)
    first = results[0]
    return Diagnosis(first.finding.id, _confidence(first, evidence), evidence.link_state, findings)


def _judge(evidence: Evidence) -> list[RuleResult]:
    """The deciding result first."""
    results = _apply(VERDICT_RULES, evidence)
    deciding = [result for result in results if result.confidence != Confidence.PROBABLE]
    probable = [result for result in results if result.confidence == Confidence.PROBABLE]
    if deciding:
        return [*deciding, *probable]
    explanations = _apply(LAST_RULES, evidence)
    certain = [explanation for explanation in explanations if _is_certain(explanation, probable)]
    return list(dict.fromkeys([*certain[:1], *probable, *explanations[:1]]))


def _is_certain(explanation: RuleResult, suspicions: list[RuleResult]) -> bool:
    """Confirmed, and no missing approval while the root may be restricted.

    A host that does not trust its gateway may have the same events, 20070 and 20000: no document tells. 20001 names its cause itself.
    """
    in_doubt = any(suspicion.finding.id == kinds.ROOT_RESTRICTED.id for suspicion in suspicions)
    return explanation.confidence == Confidence.CONFIRMED and not (
        in_doubt and explanation.finding.id == kinds.NOT_APPROVED.id
    )


def _apply(rules: tuple[VerdictRule, ...], evidence: Evidence) -> list[RuleResult]:
    """What the rules say that the link does not contradict, each kind of finding once."""
    results = (result for rule in rules if (result := rule(evidence)) is not None)
    held = (result for each in results if (result := _hold_against_link(each, evidence)) is not None)
    first_of_kind: dict[str, RuleResult] = {}
    for result in held:
        first_of_kind.setdefault(result.finding.id, result)
    return list(first_of_kind.values())


def _hold_against_link(result: RuleResult, evidence: Evidence) -> RuleResult | None:
    """A link that is up disproves what was only probable, and makes probable what was thought to be certain."""
    if not evidence.linked or result.finding.id in _NO_LINK_NEEDED:
        return result
    return RuleResult(result.finding, Confidence.PROBABLE) if result.confidence == Confidence.CONFIRMED else None


def _confidence(result: RuleResult, evidence: Evidence) -> Confidence:
    guessed = result.finding.id in _NEEDS_GATEWAY_CERTIFICATE and evidence.gateway.certificate is None
    return Confidence.PROBABLE if guessed and result.confidence == Confidence.CONFIRMED else result.confidence


def _confidence_of_trust(evidence: Evidence) -> Confidence:
    return Confidence.PROBABLE if evidence.gateway.certificate is None else Confidence.CONFIRMED
