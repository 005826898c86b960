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

from collections.abc import Iterable
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.order import LAST_RULES, VERDICT_RULES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult, VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import TRUSTED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState

_HAVE_CONFIRMED = (
    "Nothing is imported because of a certificate that is not registered. If it is the one to be registered, have its root "
    "confirmed by those who run the CA, give it in gateway_trust_root_file or gateway_trust_root_sha256, and run onboard before "
    "the gateway registers it; else register the right one and check again."
)


@dataclass(frozen=True)
class Diagnosis:
    """The verdict of a host, how sure it is, the state of the link, and every finding, the deciding one first."""

    verdict: Verdict
    confidence: Confidence
    link: LinkState
    findings: tuple[Finding, ...]


def diagnose(evidence: Evidence) -> Diagnosis:
    """Apply the rules in their order."""
    results = _judge(evidence)
    notes = [finding for note in NOTES for finding in note(evidence)]
    findings = (*(result.finding for result in results), *notes)
    if not results:
        return Diagnosis(TRUSTED, _confidence_of_trust(evidence), evidence.link_state, findings)
    first = results[0]
    return Diagnosis(first.finding.kind, _confidence(first, evidence), evidence.link_state, findings)


def _judge(evidence: Evidence) -> list[RuleResult]:
    """The deciding result first."""
    results = _apply(VERDICT_RULES, evidence)
    deciding = [result for result in results if result.confidence != Confidence.PROBABLE]
    probable = [result for result in results if result.confidence == Confidence.PROBABLE]
    if deciding:
        return [*deciding, *probable]
    explanations = _apply(LAST_RULES, evidence)
    certain = [explanation for explanation in explanations if _is_certain(explanation, probable)]
    return _first_of_each_kind([*certain[:1], *probable, *explanations[:1]])


def _is_certain(explanation: RuleResult, suspicions: list[RuleResult]) -> bool:
    """Confirmed, and beside no suspicion that may have the same events."""
    doubts = explanation.finding.kind.doubtful_beside
    in_doubt = any(suspicion.finding.kind in doubts for suspicion in suspicions)
    return explanation.confidence == Confidence.CONFIRMED and not in_doubt


def _apply(rules: tuple[VerdictRule, ...], evidence: Evidence) -> list[RuleResult]:
    """What the rules say that the link does not contradict, each kind of finding once."""
    results = (_weigh_guess(result, evidence) for rule in rules if (result := rule(evidence)) is not None)
    held = (result for each in results if (result := _hold_against_link(each, evidence)) is not None)
    return _first_of_each_kind(held)


def _first_of_each_kind(results: Iterable[RuleResult]) -> list[RuleResult]:
    first_of_kind: dict[str, RuleResult] = {}
    for result in results:
        first_of_kind.setdefault(result.finding.id, result)
    return list(first_of_kind.values())


def _hold_against_link(result: RuleResult, evidence: Evidence) -> RuleResult | None:
    """A link that is up disproves what was only probable, and makes probable what was thought to be certain."""
    if not evidence.linked or result.finding.kind.survives_link:
        return result
    return RuleResult(result.finding, Confidence.PROBABLE) if result.confidence == Confidence.CONFIRMED else None


def _weigh_guess(result: RuleResult, evidence: Evidence) -> RuleResult:
    """What a certificate shows that the gateway has not registered is only probable. The finding says so, and that nothing comes of it."""
    kind, gateway = result.finding.kind, evidence.gateway
    if not (gateway.guessed and gateway.certificate and kind.refuses_gateway_certificate):
        return result
    judged = f"{gateway.certificate.subject} (thumbprint {gateway.certificate.thumbprint})"
    sentence = (
        f"{result.finding.evidence}; this was judged by {judged}, which lies in My of the gateway and is not registered"
    )
    return RuleResult(kind(sentence, _HAVE_CONFIRMED if kind.remedy else result.finding.own_fix), Confidence.PROBABLE)


def _confidence(result: RuleResult, evidence: Evidence) -> Confidence:
    guessed = result.finding.kind.needs_gateway_certificate and evidence.gateway.certificate is None
    return Confidence.PROBABLE if guessed and result.confidence == Confidence.CONFIRMED else result.confidence


def _confidence_of_trust(evidence: Evidence) -> Confidence:
    if evidence.by_kerberos:
        return Confidence.CONFIRMED if evidence.authentication.certain else Confidence.PROBABLE
    doubts = evidence.chain.doubts if evidence.chain else ()
    known = evidence.gateway.certificate is not None and not evidence.gateway.guessed
    return Confidence.CONFIRMED if known and not doubts else Confidence.PROBABLE
