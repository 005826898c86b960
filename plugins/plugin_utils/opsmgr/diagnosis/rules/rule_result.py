# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule says: a finding, and how sure it is. And the rules that name one problem of a chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import ChainProblem, Problem


@dataclass(frozen=True)
class RuleResult:
    """A finding and its confidence."""

    finding: Finding[Verdict]
    confidence: Confidence = Confidence.CONFIRMED


VerdictRule = Callable[[Evidence], RuleResult | None]


def by_certificate(rule: VerdictRule) -> VerdictRule:
    """A rule that has nothing to say of an agent that authenticates by Kerberos."""

    @wraps(rule)
    def asked(evidence: Evidence) -> RuleResult | None:
        return None if evidence.by_kerberos else rule(evidence)

    return asked


def first_problem(chain: Chain | None, problem: Problem) -> ChainProblem | None:
    """The first problem of this kind that the chain has, if there is a chain."""
    problems = chain.problems if chain else ()
    return next((each for each in problems if each.problem is problem), None)


def chain_rule(
    kind: Verdict, problem: Problem, chain: Callable[[Evidence], Chain | None], place: str = ""
) -> VerdictRule:
    """A rule that finds a problem in one of the chains. PLACE begins its sentence."""

    def rule(evidence: Evidence) -> RuleResult | None:
        found = first_problem(chain(evidence), problem)
        return RuleResult(kind(f"{place}{found.sentence}")) if found else None

    return rule
