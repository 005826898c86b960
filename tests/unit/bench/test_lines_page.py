# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from tests.bench.goals import of_lines
from tests.bench.lines_page import Crew, Line, section
from tests.bench.results import Result, Sample


def result(hosts: int, *lasted: float) -> Result:
    whole = {"hosts": hosts, "gateway_exchanges": 20}
    samples = [Sample(0.1, 0.2, 1, 16, 6, 2e4, 3e5, lasted=each, **whole) for each in lasted]  # type: ignore[arg-type]
    return Result("hosts", "Check", tuple(samples))


def line(hosts: int, forks: int) -> Line:
    return Line(Crew(hosts, forks), 0.1, result(hosts, 1.0, 1.2, 1.1), result(hosts, 4.6, 4.7, 5.0))


@pytest.mark.parametrize(
    ("hosts", "forks", "exchanges", "seconds"),
    [(1, 1, 36, 3.8), (10, 1, 180, 19.1), (10, 5, 52, 5.5), (10, 4, 68, 7.2), (10, 10, 36, 3.8), (10, 20, 36, 3.8)],
)
def test_exchanges_wait_for_each_other_once_for_each_round_of_the_forks(
    hosts: int, forks: int, exchanges: int, seconds: float
) -> None:
    assert line(hosts, forks).exchanges == exchanges
    assert line(hosts, forks).limit == pytest.approx(seconds)


@pytest.mark.parametrize("hosts", [1, 10])
def test_what_a_slow_line_adds_is_the_whole_runs_and_taken_in_each_round_for_itself(hosts: int) -> None:
    added = line(hosts, 1).added
    assert (added.median, added.lowest, added.highest) == pytest.approx((3.6, 3.5, 3.9))


def test_the_section_shows_both_lines_and_the_limit() -> None:
    row = section([line(1, 1), line(10, 5)]).partition("--: |\n")[2].splitlines()[0]
    assert row == "| 1 host, 1 fork | 36 | 1.10 | 4.70 | 3.60 (3.50 to 3.90) | 3.80 |"


def test_the_goal_is_one_hosts_share_of_the_limit() -> None:
    goal = of_lines([line(1, 1), line(10, 5)])
    assert goal.measured.median == pytest.approx(3.6 / 3.8)
    assert goal.is_reached
