# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of two findings counts that advise the opposite for one root."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding


def settle(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """The concerns without those that a stronger one about the same root contradicts; its evidence has theirs then."""
    by_root: dict[str | None, list[Concern]] = defaultdict(list)
    for concern in concerns:
        by_root[concern.root.thumbprint if concern.root else None].append(concern)
    return tuple(each for key, group in by_root.items() for each in (_settled(group) if key else group))


def _settled(group: Sequence[Concern]) -> list[Concern]:
    strongest = max(group, key=lambda concern: concern.finding.kind.advises.rank)
    dropped = [each for each in group if _contradict(each, strongest)]
    evidence = "; ".join(each.finding.evidence for each in (strongest, *dropped))
    winner = replace(strongest, finding=Finding(strongest.finding.kind, evidence))
    return [winner if each is strongest else each for each in group if each not in dropped]


def _contradict(one: Concern, other: Concern) -> bool:
    return one.finding.kind.advises.contradicts(other.finding.kind.advises)
