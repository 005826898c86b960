# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn states are the same for the same seed, can be built, and tell what their logs hold."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.lab.states import Document, build, read_documents
from tests.lab.states.drawing.__main__ import drawn_states, write
from tests.lab.states.drawing.faults import catalogue, draw
from tests.lab.windows.clock import Clock

NOON = 1_800_000_000.0
FAULTS = [(concern, number) for concern, faults in catalogue().items() for number in range(len(faults))]


@pytest.mark.parametrize(("concern", "number"), FAULTS)
def test_every_fault_is_a_part_of_a_state(concern: str, number: int) -> None:
    assert build(Document("fault", "", catalogue()[concern][number])).dmz.machines


@pytest.mark.parametrize("seed", range(5))
def test_two_faults_leave_each_other_whole(seed: int) -> None:
    state = draw(random.Random(seed), 2)
    whole = [fault for faults in catalogue().values() for fault in faults if _holds(state, fault)]
    assert len(whole) >= 2


def _holds(state: object, part: object) -> bool:
    if isinstance(state, dict) and isinstance(part, dict):
        return all(key in state and _holds(state[key], value) for key, value in part.items())
    return state == part


def test_a_seed_draws_the_same_states_which_tell_their_logs_and_nothing_of_what_is_right() -> None:
    clock = Clock(lambda: NOON)
    states = drawn_states(7, 6, clock=clock)
    assert states == drawn_states(7, 6, clock=clock)
    assert states != drawn_states(8, 6, clock=clock)
    assert all(state[machine]["events"] is not None for state in states for machine in ("agent", "gateway"))
    assert not any("expect" in state for state in states)


def test_what_is_written_can_be_read_and_built(tmp_path: Path) -> None:
    write(drawn_states(7, 4), 7, tmp_path)
    documents = [document for path in sorted(tmp_path.iterdir()) for document in read_documents(path)]
    assert [document.name for document in documents] == [f"drawn_7_{number:02}" for number in range(1, 5)]
    assert all(build(document).dmz.machines for document in documents)
