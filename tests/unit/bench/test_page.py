# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.bench.lines_page import Crew, Line
from tests.bench.memory import Peak
from tests.bench.page import HISTORY, OURS, WINDOWS, Measurements, page, picture, pictures, with_pairs
from tests.bench.results import Result, Sample
from tests.bench.table import HEAD, table

SVG = "{http://www.w3.org/2000/svg}"
ROUNDS = 3


def result(label: str, group: str, *cpu: float, sent: int = 20_400) -> Result:
    samples = tuple(Sample(each, 0.25, 2, 12, 4, sent, 400_600, memory=70_000_000) for each in cpu)
    return Result(label, group, samples)


RESULTS = (
    result("ansible.raw", "Check", 0.04, 0.05, 0.06),
    result("scom.dmz.check", "Check", 0.1),
    result("ours & others", "Onboarding", 0.2),
)
JOBS: Mapping[str, Result] = {
    "raw": result("ansible.builtin.raw", "Check", *[0.04] * ROUNDS),
    "check": result("scom.dmz.check", "Check", *[0.05] * ROUNDS),
    "peers_check": result("ansible.windows, 2 tasks", "Check", *[0.12] * ROUNDS, sent=500_000),
    "onboard": result("scom.dmz.onboard", "Onboarding", *[0.15] * ROUNDS),
    "peers_onboard": result("ansible.windows, 4 tasks", "Onboarding", *[0.18] * ROUNDS, sent=1_500_000),
}
GIVEN = {"machine": "2 cores of a kind", "hosts": 60, "forks": 5, "login": "ntlm", "roots": 60}


def of_hosts(hosts: int) -> Result:
    peak = Peak(60_000_000 + 20_000 * hosts, 200_000_000)
    sample = Sample(
        0.05, 0.1, 8, 16, 6, 20_000, 300_000, 0.01, grown=20_000, peak=peak, hosts=hosts, lasted=hosts * 0.1 + 1
    )
    return Result(f"{hosts} hosts", "Check", (sample,) * ROUNDS)


def line() -> Line:
    quick = of_hosts(1)
    return Line(
        Crew(1, 1),
        0.1,
        quick,
        replace(quick, samples=tuple(replace(one, lasted=one.lasted + 1.6) for one in quick.samples)),
    )


EVERYTHING = Measurements(JOBS, [of_hosts(100), of_hosts(1000)], 10, [line()])


def bars(results: Sequence[Result]) -> list[ElementTree.Element]:
    drawing = ElementTree.fromstring(picture("Title", results))
    return [each for each in drawing.iter(f"{SVG}rect") if each.get("class") != "ground"]


def test_the_table_compares_every_job_with_the_first() -> None:
    head, _line, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table(RESULTS).splitlines()]
    assert head == list(HEAD)
    assert rows[0] == ["ansible.raw", "2", "50 ± 20%", "1.0", "25", "250 ± 0%", "8 (4)", "20.4", "400.6", "70"]
    assert [row[head.index("times raw")] for row in rows] == ["1.0", "2.0", "4.0"]


def test_the_chart_has_a_bar_for_each_job_as_long_as_its_time() -> None:
    widths = [float(bar.get("width", "")) for bar in bars(RESULTS)]
    assert len(widths) == 3
    assert [round(width / widths[0], 1) for width in widths] == [1.0, 2.0, 4.0]


def test_the_chart_sets_off_what_is_ours() -> None:
    assert [bar.get("class") for bar in bars(RESULTS)] == ["other", "ours", "ours"]


def test_every_bar_and_every_group_has_its_label_within_the_picture() -> None:
    drawing = ElementTree.fromstring(picture("Title", RESULTS))
    texts = [each.text for each in drawing.iter(f"{SVG}text")]
    for text in (
        "Check",
        "Onboarding",
        "Title, ms",
        "ansible.raw",
        "scom.dmz.check",
        "ours & others",
        "50",
        "100",
        "200",
    ):
        assert text in texts
    bottom = float(drawing.get("height", ""))
    assert all(float(each.get("y", "")) < bottom for each in drawing.iter(f"{SVG}text"))


def test_the_chart_has_colours_for_dark_screens() -> None:
    assert "prefers-color-scheme: dark" in picture("Title", RESULTS)


def test_the_page_names_what_was_measured_and_that_powershell_is_not_in_it() -> None:
    text = page(EVERYTHING, **GIVEN)  # type: ignore[arg-type]
    assert table(list(with_pairs(JOBS).values())) in text
    for part in ("2 cores of a kind", "60 hosts, 5 forks, login NTLM", "3 rounds", "PowerShell's own time is zero"):
        assert part in text


def test_a_check_and_then_an_onboarding_of_either_side_are_added_up() -> None:
    pairs = with_pairs(JOBS)
    assert (pairs["ours"].label, pairs["peers"].label) == (OURS, WINDOWS)
    assert pairs["ours"].cpu.median == pytest.approx(0.2)
    assert pairs["peers"].cpu.median == pytest.approx(0.3)


def test_the_goals_stand_beside_what_was_measured() -> None:
    text = page(EVERYTHING, **GIVEN)  # type: ignore[arg-type]
    goals = text.partition("## Goals\n\n")[2].partition("\n\n")[0].splitlines()[2:]
    assert [row.strip("| ").split(" | ")[1:] for row in goals] == [
        ["at most 1.5", "1.25 (1.25 to 1.25)", "yes"],
        ["at least 2", "2.00 (2.00 to 2.00)", "yes"],
        ["at least 2", "2.00 (2.00 to 2.00)", "yes"],
        ["at least 20", "98.04 (98.04 to 98.04)", "yes"],
        ["-", "1.50 (1.50 to 1.50)", "-"],
        ["-", "1.00 (1.00 to 1.00)", "-"],
        ["-", "49.02 (49.02 to 49.02)", "-"],
        ["at most 1.2", "1.00 (1.00 to 1.00)", "yes"],
        ["at most 1.2", "1.00 (1.00 to 1.00)", "yes"],
        ["at most 1", "0.89 (0.89 to 0.89)", "yes"],
    ]


def test_the_page_has_a_section_for_each_thing_that_was_measured_and_the_history() -> None:
    text = page(EVERYTHING, **GIVEN)  # type: ignore[arg-type]
    headings = [row for row in text.splitlines() if row.startswith("#")]
    assert headings == [
        "# Benchmarks",
        "## Goals",
        "## Scale",
        "### 10,000 hosts by slices",
        "## Slow lines",
        "## Before and after",
    ]
    assert text.endswith(HISTORY.read_text(encoding="utf-8").partition("-->\n\n")[2])
    assert all(f"](images/{name})" in text for name in pictures(EVERYTHING))


def test_what_was_not_measured_is_left_out() -> None:
    measured = Measurements(JOBS)
    text = page(measured, **GIVEN)  # type: ignore[arg-type]
    assert "## Scale" not in text
    assert "## Slow lines" not in text
    assert list(pictures(measured)) == ["bench.svg"]
    assert "bench-scale.svg" not in text
