# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No two findings advise the opposite for one root: the stronger one counts, and tells what the other one saw."""

from __future__ import annotations

from itertools import permutations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.advice import Advice, AuditKind
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.precedence import settle

ROOT, OTHER = (Root(letter * 64, letter * 40, f"CN={letter}", (".Default",)) for letter in "AB")
GOES = {Advice.REMOVE}
STAYS = {Advice.KEEP, Advice.NEEDED}
EXPECTED = {
    (Advice.KEEP, Advice.REMOVE): Advice.REMOVE,
    (Advice.REMOVE, Advice.NEEDED): Advice.NEEDED,
}
"""The advice that counts of two that contradict each other. All others go together."""


def told(*kinds: AuditKind) -> list[Concern]:
    return [Concern(kind(f"evidence of {kind.id}"), ROOT) for kind in kinds]


def winner(one: AuditKind, other: AuditKind) -> Advice | None:
    pair = tuple(sorted((one.advises, other.advises), key=lambda advice: advice.rank))
    return EXPECTED.get(pair)  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), [*permutations(KINDS, 2)], ids=lambda kind: kind.id)
def test_of_two_that_contradict_each_other_the_stronger_one_counts(one: AuditKind, other: AuditKind) -> None:
    settled, wins = settle(told(one, other)), winner(one, other)
    advised = {each.finding.kind.advises for each in settled}
    assert not (advised & GOES and advised & STAYS)
    assert {each.finding.kind for each in settled} == {each for each in (one, other) if wins in (None, each.advises)}
    seen = "; ".join(each.finding.evidence for each in settled)
    assert all(f"evidence of {kind.id}" in seen for kind in (one, other))


def test_of_different_roots_nothing_contradicts_itself() -> None:
    expired, kept = (next(kind for kind in KINDS if kind.id == name) for name in ("expired", "policy_only"))
    found = (Concern(expired("old"), ROOT), Concern(kept("policy"), OTHER), Concern(kept("store")))
    assert set(settle(found)) == set(found)


def test_what_is_told_once_for_all_roots_never_advises_to_remove_one() -> None:
    assert {kind.advises for kind in KINDS if kind.folded} <= STAYS
