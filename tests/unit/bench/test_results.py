# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest

from tests.bench.measuring import Cost
from tests.bench.results import Figure, Recap, Result, recaps, sample
from tests.bench.site import Traffic, by_host

OUTPUT = """\
PLAY RECAP *********************************************************************
agent01.dmz.example        : ok=7    changed=1    unreachable=0    failed=0    skipped=2    rescued=0    ignored=0
agent02.dmz.example        : ok=3    changed=0    unreachable=0    failed=0    skipped=0    rescued=0    ignored=1
agent03.dmz.example        : ok=0    changed=0    unreachable=1    failed=0    skipped=0    rescued=0    ignored=0
agent04.dmz.example        : ok=1    changed=0    unreachable=0    failed=1    skipped=0    rescued=0    ignored=0
"""
SERVED = Recap(tasks=2, is_changed=False, is_served=True)


def test_a_recap_counts_skipped_tasks_and_tells_who_was_served() -> None:
    assert recaps(OUTPUT) == {
        "agent01.dmz.example": Recap(9, True, True),
        "agent02.dmz.example": Recap(3, False, False),
        "agent03.dmz.example": Recap(0, False, False),
        "agent04.dmz.example": Recap(1, False, False),
    }


def test_a_sample_is_the_cost_of_one_host_without_that_of_the_start() -> None:
    traffic = [Traffic(10, 3, 1000, 2000), Traffic(12, 5, 3000, 6000)]
    found = sample(Cost(2.5, 3.0, 70), Cost(0.5, 1.0, 60), [SERVED, SERVED], traffic)
    assert (found.cpu, found.wall, found.memory) == (1.0, 1.0, 70)
    assert (found.exchanges, found.receives, found.sent, found.received) == (11, 4, 2000, 4000)
    assert found.tasks == 2


@pytest.mark.parametrize(
    ("cpu", "expected", "spread"),
    [
        ((3.0, 1.0, 2.0), Figure(2.0, 1.0, 3.0), 0.5),
        ((1.0, 2.0), Figure(1.5, 1.0, 2.0), 1 / 3),
        ((0.0,), Figure(0.0, 0.0, 0.0), 0.0),
        ((-1.0, -3.0), Figure(-2.0, -3.0, -1.0), 0.5),
    ],
)
def test_a_figure_is_the_median_with_the_extremes(cpu: tuple[float, ...], expected: Figure, spread: float) -> None:
    nothing = Cost(0, 0, 0)
    runs = tuple(sample(Cost(each, each, 1), nothing, [SERVED], [Traffic()]) for each in cpu)
    figure = Result("job", "Check", runs).cpu
    assert figure == expected
    assert figure.spread == pytest.approx(spread)


def test_traffic_is_added_up_for_each_host() -> None:
    entries = [
        {"machine": "a", "action": "Create", "request_bytes": 5, "answer_bytes": 7},
        {"machine": "b", "action": "", "request_bytes": 1, "answer_bytes": 1},
        {"machine": "a", "action": "Receive", "request_bytes": 10, "answer_bytes": 20},
    ]
    assert by_host([json.dumps(entry) for entry in entries]) == {"a": Traffic(2, 1, 15, 27), "b": Traffic(1, 0, 1, 1)}
