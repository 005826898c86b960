# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments as the collection writes them, and as Windows does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def iso(moment: datetime) -> str:
    """A moment in UTC by ISO 8601, to the second: ``2026-01-31T12:00:00Z``."""
    # strftime doesn't pad a year before 1000, which an odd certificate may have.
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def iso_or_none(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def moved(moment: datetime, span: timedelta) -> datetime:
    """A moment so much later, or the last or the first that there is: the time of an odd event is the first one."""
    try:
        return moment + span
    except OverflowError:
        return (datetime.max if span > timedelta() else datetime.min).replace(tzinfo=UTC)


def in_words(span: timedelta) -> str:
    """How long something is, in its largest unit of which there are two: ``730 days``, ``26 hours``."""
    seconds = round(abs(span).total_seconds())
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{round(seconds / length)} {unit}"
    return f"{seconds} seconds"


def from_filetime(data: bytes) -> datetime | None:
    """The moment that units of 100 nanoseconds since 1601 tell ([MS-DTYP] 2.3.3); None of an empty one, which is not set.

    Microsoft's root program has such empty ones in its list, and in the entries that Windows makes of it.
    Raises ValueError if they tell none.
    """
    if not data:
        return None
    if len(data) != 8:
        raise ValueError("not a FILETIME")
    try:
        return _FILETIME_EPOCH + timedelta(microseconds=int.from_bytes(data, "little") // 10)
    except OverflowError as error:
        raise ValueError("a FILETIME after the year 9999") from error
