# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a host: what was read of it, held against each of its gateways, and diagnosed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence, collect_evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.former_roots import find_former_roots, tell
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
class AnotherRoot:
    """What shows on a host that a gateway, by its name, has had another root than it presents now, as a sentence."""

    gateway: str
    sentence: str


@dataclass(frozen=True)
class HostCheck:
    """What was read of a host, and the check of each gateway that it is about.

    ``another_roots`` are of all gateways that were asked about, also of those that the agent is not pointed at any more.
    """

    facts: HostFacts
    gateways: tuple[TrustCheck, ...]
    another_roots: tuple[AnotherRoot, ...] = ()

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
    pointed_at = [target for target in request.targets if request.parent_of(facts.agent, target)]
    collected = [collect_evidence(facts, target, request) for target in pointed_at or request.targets[:1]]
    checks = tuple(TrustCheck(evidence, diagnose(evidence)) for evidence in collected)
    return HostCheck(facts, checks, tuple(_another_roots(facts, request, checks)))


def _another_roots(facts: HostFacts, request: CheckRequest, checks: Sequence[TrustCheck]) -> Iterator[AnotherRoot]:
    evidence = {check.evidence.gateway.name: check.evidence for check in checks if check.evidence.trust is not None}
    for target in request.targets:
        name = target.gateway.name
        if name in evidence:
            shown = evidence[name].another_root
        elif isinstance(facts.stores, ScomDmzError):
            shown = None
        else:
            former = find_former_roots(target, request, facts.stores, pointed_at=False)
            shown = tell(former[0], name) if former else None
        if shown:
            yield AnotherRoot(name, shown)


def _urgency(check: TrustCheck) -> tuple[bool, int]:
    return check.diagnosis.verdict == TRUSTED, check.diagnosis.link.rank
