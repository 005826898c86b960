# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest

from tests.bench.goals import goals
from tests.bench.page import HISTORY, job_table, page
from tests.bench.results import Line, Measurements, with_pairs
from tests.unit.bench.making import of_jobs, result

JOBS = with_pairs(of_jobs(raw=(0.04,), check=(0.07,), onboard=(0.15,), peers_check=(0.12,), peers_onboard=(0.18,)))
FLEETS = [result("grown", 30_000, hosts=100, forks=10), result("grown", 27_000, hosts=1000, forks=10)]
LINE = Line(result("lasted", 1.0), result("lasted", 4.8, delay=0.1))
EVERYTHING = Measurements(JOBS, FLEETS, [LINE])


def rows(table: str) -> list[list[str]]:
    """The cells of a table below its headings."""
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]


def test_a_job_is_compared_with_the_first() -> None:
    assert rows(job_table([result("cpu", 0.04, 0.05, 0.06, job="raw"), result("cpu", 0.1)])) == [
        ["ansible.builtin.raw", "2", "50 ± 20%", "1.0", "25", "250 ± 0%", "10 (6)", "20.4", "400.6", "32", "70"],
        [
            "scom.dmz.check, the whole playbook",
            "2",
            "100 ± 0%",
            "2.0",
            "50",
            "250 ± 0%",
            "10 (6)",
            "20.4",
            "400.6",
            "32",
            "70",
        ],
    ]


def test_a_goal_is_held_against_what_was_measured() -> None:
    assert [(round(goal.measured.median, 2), goal.is_reached) for goal in goals(EVERYTHING)] == [
        (1.75, False),  # a check to raw, at most 1.5
        (2.0, True),  # the whole job of ansible.windows to an onboarding, at least 2
        (2.0, True),
        (2.0, False),  # at least 20
        (1.36, True),  # the same to a check and an onboarding, without a limit
        (1.0, True),
        (1.0, True),
        (1.0, True),  # a fleet's CPU time and memory, at most 1.2
        (0.9, True),
        (1.0, True),  # what a slow line adds to its limit, at most 1
    ]


def test_a_fleet_and_a_line_have_their_rows() -> None:
    text = page(EVERYTHING, "2 cores of a kind")
    assert "| 1,000 | 50 ± 0% | 1.00 | 250 ± 0% | 60 | 27 | 25% |\n" in text
    assert "| 1 host, 1 fork | 36 | 1.00 | 4.80 | 3.80 (3.80 to 3.80) | 3.80 |\n" in text


@pytest.mark.parametrize(
    ("measured", "sections"),
    [
        (EVERYTHING, ["Goals", "Scale", "Slow lines", "Before and after"]),
        (Measurements(JOBS, scale=FLEETS), ["Goals", "Scale", "Before and after"]),
        (Measurements(JOBS, lines=[LINE]), ["Goals", "Slow lines", "Before and after"]),
        (Measurements(JOBS), ["Goals", "Before and after"]),
    ],
)
def test_the_page_has_all_that_was_measured_and_leaves_out_the_rest(
    measured: Measurements, sections: list[str]
) -> None:
    text = page(measured, "2 cores of a kind")
    assert re.findall("^## (.*)$", text, re.MULTILINE) == sections
    assert job_table(list(JOBS.values())) in text
    assert "2 cores of a kind" in text
    assert text.endswith(HISTORY.read_text(encoding="utf-8").partition("-->\n")[2])
