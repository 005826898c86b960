# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from tests.bench.bench import in_turn
from tests.bench.results import Figure, Line, ratio, with_pairs
from tests.unit.bench.making import of_jobs, result


def test_every_second_round_goes_backwards() -> None:
    runs = [result("cpu", hosts=hosts).run for hosts in (1, 2, 3)]
    assert [[run.hosts for run in in_turn(runs, number)] for number in (1, 2, 3)] == [[1, 2, 3], [3, 2, 1], [1, 2, 3]]


@pytest.mark.parametrize(
    ("values", "expected", "spread"),
    [
        ((3.0, 1.0, 2.0), Figure(2.0, 1.0, 3.0), 0.5),
        ((1.0, 2.0), Figure(1.5, 1.0, 2.0), 1 / 3),
        ((0.0,), Figure(0.0, 0.0, 0.0), 0.0),
        ((-1.0, -3.0), Figure(-2.0, -3.0, -1.0), 0.5),
    ],
)
def test_a_figure_is_the_median_with_the_extremes(values: tuple[float, ...], expected: Figure, spread: float) -> None:
    figure = result("cpu", *values).figure("cpu")
    assert figure == expected
    assert figure.spread == pytest.approx(spread)


def test_a_ratio_is_taken_in_each_round_for_itself() -> None:
    assert ratio(result("cpu", 1, 2, 2), result("cpu", 2, 1, 2), "cpu") == Figure(1.0, 0.5, 2.0)


def test_a_check_and_then_an_onboarding_of_either_side_are_added_up_in_each_round() -> None:
    pairs = with_pairs(of_jobs(check=(1, 2), onboard=(4, 3), peers_check=(5, 6), peers_onboard=(7, 8)))
    assert pairs["ours"].values("cpu") == [5, 5]
    assert pairs["peers"].values("cpu") == [12, 14]


@pytest.mark.parametrize(
    ("hosts", "forks", "exchanges", "seconds"),
    [(1, 1, 36, 3.8), (10, 1, 180, 19.1), (10, 5, 52, 5.5), (10, 4, 68, 7.2), (10, 10, 36, 3.8), (10, 20, 36, 3.8)],
)
def test_a_slow_line_delays_the_gateway_and_each_round_of_the_forks(
    hosts: int, forks: int, exchanges: int, seconds: float
) -> None:
    line = Line(result("lasted", 1.0), result("lasted", 4.6, hosts=hosts, forks=forks, delay=0.1))
    assert line.exchanges == exchanges
    assert line.limit == pytest.approx(seconds)


def test_what_a_slow_line_adds_is_taken_in_each_round_for_itself() -> None:
    added = Line(result("lasted", 1.0, 1.2, 1.1), result("lasted", 4.6, 4.7, 5.0)).added
    assert (added.median, added.lowest, added.highest) == pytest.approx((3.6, 3.5, 3.9))
