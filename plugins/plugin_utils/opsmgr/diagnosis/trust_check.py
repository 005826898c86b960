# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a host: what was read of it, held against each of its gateways, and diagnosed."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence, collect_evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.verdict import Diagnosis, diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import TRUSTED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState


@dataclass(frozen=True)
class TrustCheck:
    """What was found on a host with regard to one gateway, and what it means."""

    evidence: Evidence
    diagnosis: Diagnosis


@dataclass(frozen=True)
class HostCheck:
    """What was read of a host, and the check of each gateway that it is about."""

    facts: HostFacts
    gateways: tuple[TrustCheck, ...]

    @property
    def most_urgent(self) -> TrustCheck:
        """Of those that are not trusted, or else of all, the one whose link is worst."""
        return min(self.gateways, key=_urgency)

    @property
    def links(self) -> tuple[LinkState, ...]:
        """The state of each link."""
        return tuple(each.diagnosis.link for each in self.gateways)


def judge_host(facts: HostFacts, request: CheckRequest) -> HostCheck:
    """Why the agent on a host does or doesn't talk to its gateways: a check for each that it is pointed at.

    When it is pointed at none of them, or nobody can tell, the only check is that of the first one.
    """
    pointed_at = [target for target in request.targets if target.parent_on(facts.agent)]
    collected = [collect_evidence(facts, target, request) for target in pointed_at or request.targets[:1]]
    return HostCheck(facts, tuple(TrustCheck(evidence, diagnose(evidence)) for evidence in collected))


def _urgency(check: TrustCheck) -> tuple[bool, int]:
    return check.diagnosis.verdict == TRUSTED, check.diagnosis.link.rank
