# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time line: what ends sooner stands further left, nothing is lost, and no column reaches across a mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.report.standing import Expiry
from ansible_collections.scom.dmz.plugins.plugin_utils.report.timeline import axis, zones
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def ends(kind: str, *days: int) -> list[Expiry]:
    moments = sorted(f"{NOW + timedelta(each):%Y-%m-%dT%H:%M:%SZ}" for each in days)
    return [Expiry(kind, f"CN={number}", "AB" * 20, moment, ("a",)) for number, moment in enumerate(moments)]


@pytest.mark.parametrize(
    ("days", "marks"),
    [
        ([], ["today", "30 days", "90 days", "1 year"]),
        ([200], ["today", "30 days", "90 days", "1 year"]),
        ([-1, 400], ["90 days ago", "today", "30 days", "90 days", "1 year", "2 years"]),
        ([365], ["today", "30 days", "90 days", "1 year", "2 years"]),
    ],
)
def test_the_axis_is_as_long_as_it_must_be_and_has_a_date_at_each_mark(days: list[int], marks: list[str]) -> None:
    drawn = axis(ends("agent", *days), NOW).marks
    assert [mark.words for mark in drawn] == marks
    assert drawn[marks.index("1 year")].day == "2027-01-01"
    assert (drawn[0].place, drawn[-1].place) == (0, 100)
    assert [one.place < other.place for one, other in pairwise(drawn)] == [True] * (len(drawn) - 1)


def test_many_certificates_that_end_together_are_one_column_with_their_number() -> None:
    drawn = axis(ends("agent", *[300] * 200, 20), NOW)
    assert [(column.count, column.tone, column.height) for column in drawn.columns] == [
        (1, "urgent", 0.005),
        (200, "later", 1.0),
    ]
    assert drawn.roots == ()


@given(st.lists(st.integers(-5000, 60000), max_size=30))
def test_every_certificate_is_in_one_column_and_no_column_reaches_across_a_mark(days: list[int]) -> None:
    drawn = axis(ends("agent", *days), NOW)
    assert sum(column.count for column in drawn.columns) == len(days)
    for column in drawn.columns:
        assert 0 <= column.place < column.place + column.width <= 100.001
        inside = [
            mark.words for mark in drawn.marks if column.place + 0.01 < mark.place < column.place + column.width - 0.01
        ]
        assert inside == []
    assert [one.place + one.width <= other.place + 0.01 for one, other in pairwise(drawn.columns)].count(False) == 0


def test_a_root_stands_by_name_at_its_end_and_the_last_of_many_are_counted() -> None:
    drawn = axis(ends("root", *range(100, 1100, 100)), NOW)
    assert [mark.root.subject for mark in drawn.roots] == [f"CN={number}" for number in range(8)]
    assert drawn.more_roots == 2
    assert [one.place < other.place for one, other in pairwise(drawn.roots)] == [True] * 7
    assert drawn.columns == ()


@pytest.mark.parametrize(("day", "place"), [(-5000, 0), (60000, 100)])
def test_what_ends_beyond_the_axis_stands_at_its_end(day: int, place: int) -> None:
    assert [mark.place for mark in axis(ends("root", day), NOW).roots] == [pytest.approx(place)]


def test_texts_of_marks_that_would_cover_each_other_are_left_out() -> None:
    drawn = axis(ends("root", -1000, 9000), NOW).marks
    for name, gap in (("words", 5.0), ("day", 7.5), ("narrow", 17.0)):
        places = [mark.place for mark in drawn if name in mark.room]
        assert len(places) > 2
        assert min(other - one for one, other in pairwise(places)) >= gap


def test_the_zones_list_agents_and_roots_apart_and_name_the_first_to_end() -> None:
    found = zones(ends("agent", -1, 0, 29, 30, 31, 32, 33, 4000) + ends("root", 89, 364), NOW)
    assert [(zone.title, zone.tone, len(zone.agents), len(zone.roots)) for zone in found] == [
        ("Expired", "expired", 1, 0),
        ("Within 30 days", "urgent", 2, 0),
        ("Within 90 days", "soon", 4, 1),
        ("Within a year", "later", 0, 1),
        ("Within 5 years", "later", 0, 0),
        ("After that", "later", 1, 0),
    ]
    assert [each.not_after[:10] for each in found[2].first] == ["2026-01-31", "2026-02-01", "2026-02-02"]


def test_a_day_that_no_calendar_has_is_far_away() -> None:
    unknown = Expiry("agent", "CN=a", "AB" * 20, "2026-02-30T00:00:00Z", ("a",))
    assert len(zones([unknown], NOW)[-1].agents) == 1
    assert [column.count for column in axis([unknown], NOW).columns] == [1]
