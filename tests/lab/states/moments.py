# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moments as a state tells them, by their age: `3 days ago`, `in 265 days`, `now`."""

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
_FUTURE = re.compile(f"in {_AMOUNT}")


def read_moment(text: str, place: str) -> timedelta:
    """How far it lies ahead of now; behind it when negative. Raises StateError for anything else, dates too: they age."""
    if text == "now":
        return timedelta()
    past, future = _PAST.fullmatch(text), _FUTURE.fullmatch(text)
    found = past or future
    if found is None:
        raise StateError(f"{place} is {text!r}, and must be like `3 days ago`, `in 265 days` or `now`.")
    distance = int(found["amount"]) * UNITS[found["unit"]]
    return -distance if past else distance
