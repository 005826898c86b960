# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest

from tests.bench.measuring import Cost
from tests.bench.memory import Peak
from tests.bench.results import Figure, Measured, Recap, Result, Sample, one_after_the_other, ratio, recaps, sample
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
    traffic = {"a": Traffic(10, 3, 1000, 2000), "b": Traffic(12, 5, 3000, 6000), "gateway": Traffic(20, 9, 9, 9)}
    cost = Cost(2.5, 3.0, 70, Peak(50, 90))
    found = sample(
        cost, Cost(0.5, 1.0, 60, Peak(40, 40)), {"a": SERVED, "b": SERVED}, Measured(4.0, traffic), "gateway"
    )
    assert (found.cpu, found.wall, found.served, found.grown) == (1.0, 1.0, 2.0, 5.0)
    assert (found.exchanges, found.receives, found.sent, found.received) == (11, 4, 2000, 4000)
    assert found.tasks == 2
    # What is the whole run's.
    assert (found.memory, found.peak, found.hosts, found.lasted, found.gateway_exchanges) == (
        70,
        Peak(50, 90),
        2,
        3,
        20,
    )


FIRST = Sample(1, 2, 3, 4, 5, 6, 7, 8, 9, memory=90, peak=Peak(10, 40), hosts=2, lasted=9, gateway_exchanges=10)
SECOND = Sample(2, 2, 3, 4, 5, 6, 7, 8, 5, memory=80, peak=Peak(20, 30), hosts=2, lasted=9, gateway_exchanges=10)


def test_two_jobs_one_after_the_other_take_the_sum_and_the_memory_of_the_larger_one() -> None:
    before, after = Result("a", "Check", (FIRST, SECOND)), Result("b", "Onboarding", (SECOND, SECOND))
    both = one_after_the_other("both", "Whole job", before, after)
    peak = Peak(20, 40)
    assert (both.label, both.group, len(both.samples)) == ("both", "Whole job", 2)
    assert both.samples[0] == Sample(3, 4, 6, 8, 10, 12, 14, 16, 9, 90, peak, hosts=2, lasted=18, gateway_exchanges=20)


def test_a_ratio_is_taken_in_each_round_for_itself() -> None:
    over, under = Result("a", "Check", (FIRST, SECOND, SECOND)), Result("b", "Check", (SECOND, FIRST, SECOND))
    assert ratio(over, under, lambda sample: sample.cpu) == Figure(1.0, 0.5, 2.0)


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
    runs = tuple(sample(Cost(each, each, 1), nothing, {"a": SERVED}, Measured(0.0, {})) for each in cpu)
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
