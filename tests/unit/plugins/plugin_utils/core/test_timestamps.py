# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A moment is written the same way, whatever year an odd certificate or event has, and read as Windows writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import from_filetime, in_words, iso, moved


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 6, 1, 12, 30, 5, tzinfo=UTC), "2026-06-01T12:30:05Z"),
        (datetime(2026, 6, 1, 12, 30, 5, 999999, tzinfo=UTC), "2026-06-01T12:30:05Z"),
        (datetime.min.replace(tzinfo=UTC), "0001-01-01T00:00:00Z"),
        (datetime.max.replace(tzinfo=UTC), "9999-12-31T23:59:59Z"),
    ],
    ids=["usual", "within a second", "the first year", "the last year"],
)
def test_a_moment_is_written_to_the_second_with_four_digits_of_its_year(moment: datetime, text: str) -> None:
    assert iso(moment) == text


SECOND = timedelta(seconds=1)
FIRST, LAST = (each.replace(tzinfo=UTC) for each in (datetime.min, datetime.max))


@pytest.mark.parametrize(
    ("moment", "span", "later"),
    [
        (FIRST + SECOND, -SECOND, FIRST),
        (FIRST, -SECOND, FIRST),
        (LAST, SECOND, LAST),
        (FIRST, SECOND, FIRST + SECOND),
    ],
)
def test_no_moment_is_moved_out_of_time(moment: datetime, span: timedelta, later: datetime) -> None:
    assert moved(moment, span) == later


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (119, "119 seconds"),
        (-600, "10 minutes"),
        (7199, "120 minutes"),
        (7200, "2 hours"),
        (-63072000, "730 days"),
    ],
)
def test_a_span_is_told_in_its_largest_unit_of_which_there_are_two(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


def test_a_filetime_counts_from_the_year_1601() -> None:
    assert from_filetime(bytes(8)) == datetime(1601, 1, 1, tzinfo=UTC)
    assert from_filetime(bytes.fromhex("0080c82b6886d701")) == datetime(2021, 8, 1, tzinfo=UTC)


def test_an_empty_filetime_is_none() -> None:
    assert from_filetime(b"") is None


@pytest.mark.parametrize("data", [b"short", bytes(9), b"\xff" * 8])
def test_what_is_no_filetime_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="FILETIME"):
        from_filetime(data)
