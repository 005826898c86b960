# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from tests.bench.page import page, picture
from tests.bench.results import Result, Sample
from tests.bench.table import HEAD, table

SVG = "{http://www.w3.org/2000/svg}"


def result(label: str, group: str, *cpu: float) -> Result:
    samples = tuple(Sample(each, 0.25, 70_000_000, 2, 12, 4, 20_400, 400_600) for each in cpu)
    return Result(label, group, samples)


RESULTS = (
    result("raw", "Check", 0.04, 0.05, 0.06),
    result("scom.dmz.check", "Check", 0.1),
    result("ours & others", "Onboarding", 0.2),
)


def bars(results: Sequence[Result]) -> list[ElementTree.Element]:
    return [
        each for each in ElementTree.fromstring(picture(results)).iter(f"{SVG}rect") if each.get("class") != "ground"
    ]


def test_the_table_compares_every_job_with_the_first() -> None:
    head, _line, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table(RESULTS).splitlines()]
    assert head == list(HEAD)
    assert rows[0] == ["raw", "2", "50 ± 20%", "1.0", "25", "250 ± 0%", "8 (4)", "20.4", "400.6", "70"]
    assert [row[head.index("times raw")] for row in rows] == ["1.0", "2.0", "4.0"]


def test_the_chart_has_a_bar_for_each_job_as_long_as_its_time() -> None:
    widths = [float(bar.get("width", "")) for bar in bars(RESULTS)]
    assert len(widths) == 3
    assert [round(width / widths[0], 1) for width in widths] == [1.0, 2.0, 4.0]


def test_the_chart_sets_off_what_is_ours() -> None:
    assert [bar.get("class") for bar in bars(RESULTS)] == ["other", "ours", "other"]


def test_every_bar_and_every_group_has_its_label_within_the_picture() -> None:
    drawing = ElementTree.fromstring(picture(RESULTS))
    texts = [each.text for each in drawing.iter(f"{SVG}text")]
    for text in ("Check", "Onboarding", "raw", "scom.dmz.check", "ours & others", "50", "100", "200"):
        assert text in texts
    bottom = float(drawing.get("height", ""))
    assert all(float(each.get("y", "")) < bottom for each in drawing.iter(f"{SVG}text"))


def test_the_chart_has_colours_for_dark_screens() -> None:
    assert "prefers-color-scheme: dark" in picture(RESULTS)


def test_the_page_names_what_was_measured_and_that_powershell_is_not_in_it() -> None:
    text = page(RESULTS, machine="2 cores of a kind", hosts=60, forks=5, login="ntlm", roots=60)
    assert table(RESULTS) in text
    for part in ("2 cores of a kind", "60 hosts, 5 forks, login NTLM", "3 rounds", "PowerShell's own time is zero"):
        assert part in text
