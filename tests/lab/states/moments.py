# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moments as a state tells them, by their age: `3 days ago`, `in 265 days`, `now`; and clocks: `2 years behind`."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.lab.states.section import StateError

UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "year": timedelta(days=365),
}
_AMOUNT = rf"(?P<amount>\d+) (?P<unit>{'|'.join(UNITS)})s?"
_PAST = re.compile(f"{_AMOUNT} ago")
_SKEW = re.compile(rf"{_AMOUNT} (?P<side>ahead|behind)")
_FUTURE = re.compile(f"in {_AMOUNT}")


def read_moment(text: str, place: str) -> timedelta:
    """How far it lies ahead of now; behind it when negative. Raises StateError for anything else, dates too: they age."""
    if text == "now":
        return timedelta()
    past, future = _PAST.fullmatch(text), _FUTURE.fullmatch(text)
    found = past or future
    if found is None:
        raise StateError(f"{place} is {text!r}, and must be like `3 days ago`, `in 265 days` or `now`.")
    return -_distance(found) if past else _distance(found)


def read_skew(text: str, place: str) -> timedelta:
    """How far a clock is ahead of the time; negative when it is behind. Raises StateError."""
    if text == "right":
        return timedelta()
    found = _SKEW.fullmatch(text)
    if found is None:
        raise StateError(f"{place} is {text!r}, and must be like `10 minutes ahead`, `2 years behind` or `right`.")
    return _distance(found) if found["side"] == "ahead" else -_distance(found)


def _distance(found: re.Match[str]) -> timedelta:
    return int(found["amount"]) * UNITS[found["unit"]]
