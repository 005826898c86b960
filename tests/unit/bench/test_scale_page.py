# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from tests.bench.memory import Peak
from tests.bench.results import Result, Sample
from tests.bench.scale_page import growth, memory_growth, memory_ratio, section


def result(hosts: int, *cpu: float, main: int, served: float = 0.02) -> Result:
    whole = {"hosts": hosts, "lasted": hosts * 0.12, "grown": (main - 60_000_000) / hosts}
    samples = [
        Sample(each, 0.12, 8, 16, 6, 2e4, 3e5, served, peak=Peak(main, 2 * main), **whole)  # type: ignore[arg-type]
        for each in cpu
    ]
    return Result(f"{hosts} hosts", "Check", tuple(samples))


RESULTS = (
    result(100, 0.10, 0.11, 0.12, main=70_000_000),
    result(1000, 0.12, 0.132, 0.132, main=79_000_000, served=0.03),
)


def rows(text: str, head: str) -> list[list[str]]:
    table = text.partition(f"| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [row.strip("| ").split(" | ") for row in table]


def test_growth_is_that_of_each_round_from_the_fewest_to_the_most_hosts() -> None:
    found = growth(RESULTS)
    assert (found.median, found.lowest, found.highest) == pytest.approx((1.2, 1.1, 1.2))


def test_memory_grows_by_what_each_host_more_has_brought() -> None:
    assert memory_growth(RESULTS) == 10_000


def test_memory_is_compared_by_what_a_host_takes_beyond_the_process_without_hosts() -> None:
    assert memory_ratio(RESULTS).median == pytest.approx((19_000_000 / 1000) / (10_000_000 / 100))


def test_the_section_tells_cost_memory_and_how_busy_the_lab_was() -> None:
    text = section(RESULTS, forks=10)
    head = "hosts | CPU ms a host | times the fewest | wall ms a host | main process MB | more than without hosts, KB a host | all processes MB | "
    assert rows(text, head + "CPU ms of the lab a host | lab busy") == [
        ["100", "110 ± 9%", "1.00", "120 ± 0%", "70", "100", "140", "20 ± 0%", "17%"],
        ["1,000", "132 ± 5%", "1.20", "120 ± 0%", "79", "19", "158", "30 ± 0%", "25%"],
    ]
    for part in (
        "10 forks, the median of 3 rounds",
        "a host costs 1.20 (1.10 to 1.20) times as much CPU time at 1,000 hosts as at 100",
        "grows by 10 KB a host",
        "busy for at most 25% of a run",
        "1.50 (1.50 to 1.50) times as much at 1,000",
    ):
        assert part in text


def test_ten_thousand_hosts_are_computed_from_what_a_host_takes_in_the_largest_fleet() -> None:
    text = section(RESULTS, forks=10)
    assert "so 10,000 hosts take\n20 minutes on one such controller" in text
    assert rows(text, "slices | hosts of each | wall time | main process MB") == [
        ["3", "3,334", "7 minutes", "102"],
        ["10", "1,000", "2 minutes", "79"],
        ["20", "500", "60 seconds", "79"],
    ]
