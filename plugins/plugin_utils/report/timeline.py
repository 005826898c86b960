# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When certificates end, drawn on an axis of time, and listed by zones.

The axis grows with the square root of the days from now, so that the next weeks can be told apart although roots end in
decades. It is cut at its marks, and what ends between two marks is counted in columns that never reach across one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import copysign, sqrt

from ansible_collections.scom.dmz.plugins.plugin_utils.report.standing import Expiry, ExpiryKind, Tone, days_left, tone

FAR = 10**9

_ZONES = (
    ("Expired", 0),
    ("Within 30 days", 30),
    ("Within 90 days", 90),
    ("Within a year", 365),
    ("Within 5 years", 5 * 365),
    ("After that", FAR),
)
"""The zones with the days at which they end."""

_MARKS = {
    -1095: "3 years ago",
    -365: "1 year ago",
    -90: "90 days ago",
    0: "today",
    30: "30 days",
    90: "90 days",
    365: "1 year",
    730: "2 years",
    1825: "5 years",
    3650: "10 years",
    7300: "20 years",
    10950: "30 years",
}
"""Where the axis may begin, end and have marks, in days from now. What lies beyond stands at its end."""

_COLUMNS = 20
"""About as many as a telephone has room for, with a number on each."""

_ROOM = {"words": (min(_MARKS), 5.0), "day": (min(_MARKS), 7.5), "narrow": (0, 17.0)}
"""Texts of a mark, on a wide and on a narrow page: the first day that gets one, and the percent that each takes."""

_NAMES_IN_A_ZONE = 3
_ROOTS_WITH_NAMES = 8


@dataclass(frozen=True)
class Zone:
    """A span of time and the certificates that end in it."""

    title: str
    tone: Tone
    agents: tuple[Expiry, ...]
    roots: tuple[Expiry, ...]

    @property
    def first(self) -> tuple[Expiry, ...]:
        """The first of them to end."""
        return tuple(sorted((*self.agents, *self.roots), key=lambda each: each.not_after))[:_NAMES_IN_A_ZONE]


@dataclass(frozen=True)
class Mark:
    """A mark of the axis at so many percent of its length, the tone of what follows, and which of its texts have room."""

    place: float
    tone: Tone
    words: str
    day: str
    room: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """How many certificates of agents end in a span of time; its height is a share of the highest."""

    place: float
    width: float
    count: int
    height: float
    tone: Tone
    first: str
    last: str


@dataclass(frozen=True)
class RootMark:
    """The end of a root."""

    place: float
    tone: Tone
    root: Expiry


@dataclass(frozen=True)
class Axis:
    """The drawing, in percent of its width."""

    marks: tuple[Mark, ...]
    columns: tuple[Column, ...]
    roots: tuple[RootMark, ...]
    more_roots: int


def zones(ends: Sequence[Expiry], now: datetime) -> list[Zone]:
    found, begin = [], -FAR
    for title, end in _ZONES:
        inside = [each for each in ends if begin <= _days(each, now) < end]
        agents, roots = (
            tuple(each for each in inside if each.kind == kind) for kind in (ExpiryKind.AGENT, ExpiryKind.ROOT)
        )
        found.append(Zone(title, tone(end - 1), agents, roots))
        begin = end
    return found


def axis(ends: Sequence[Expiry], now: datetime) -> Axis:
    """The drawing of certificates, the first to end first."""
    days = [_days(each, now) for each in ends]
    scale = _scale(min(days, default=0), max(days, default=0))
    agents, roots = ([each for each in ends if each.kind == kind] for kind in (ExpiryKind.AGENT, ExpiryKind.ROOT))
    return Axis(
        tuple(_marks(scale, now)),
        tuple(_columns(agents, scale, now)),
        tuple(_root_mark(each, scale, now) for each in roots[:_ROOTS_WITH_NAMES]),
        len(roots[_ROOTS_WITH_NAMES:]),
    )


def _root_mark(root: Expiry, scale: Sequence[int], now: datetime) -> RootMark:
    days = _days(root, now)
    return RootMark(_place(days, scale), tone(days), root)


def _scale(first: int, last: int) -> list[int]:
    """The marks between which all days lie; at least from now to a year ahead."""
    begin = max((mark for mark in _MARKS if mark <= min(first, 0)), default=min(_MARKS))
    end = min((mark for mark in _MARKS if mark > max(last, 364)), default=max(_MARKS))
    return [mark for mark in _MARKS if begin <= mark <= end]


def _marks(scale: Sequence[int], now: datetime) -> Iterator[Mark]:
    room = {name: _with_room(scale, first, gap) for name, (first, gap) in _ROOM.items()}
    for day in scale:
        names = tuple(name for name, days in room.items() if day in days)
        yield Mark(_place(day, scale), tone(day), _MARKS[day], f"{now + timedelta(day):%Y-%m-%d}", names)


def _with_room(scale: Sequence[int], first: int, gap: float) -> list[int]:
    """The marks from the first one on that are far enough from the one before that is shown."""
    shown: list[int] = []
    for day in scale:
        if day >= first and (not shown or _place(day, scale) - _place(shown[-1], scale) >= gap):
            shown.append(day)
    return shown


def _columns(agents: Sequence[Expiry], scale: Sequence[int], now: datetime) -> Iterator[Column]:
    days = [(min(max(_days(each, now), scale[0]), scale[-1] - 1), each.not_after) for each in agents]
    spans = [(*span, [end for day, end in days if span[0] <= day < span[1]]) for span in _spans(scale)]
    highest = max(len(inside) for _begin, _end, inside in spans)
    for begin, end, inside in spans:
        if inside:
            place, height = _place(begin, scale), len(inside) / highest
            width = _place(end, scale) - place
            yield Column(place, width, len(inside), height, tone(begin), inside[0], inside[-1])


def _spans(scale: Sequence[int]) -> Iterator[tuple[float, float]]:
    """The columns of the axis, as days: between two marks all are of the same width."""
    for begin, end in pairwise(scale):
        count = max(1, round((_place(end, scale) - _place(begin, scale)) * _COLUMNS / 100))
        step = (_stretched(end) - _stretched(begin)) / count
        edges = [begin, *(_days_at(_stretched(begin) + step * number) for number in range(1, count)), end]
        yield from pairwise(edges)


def _place(day: float, scale: Sequence[int]) -> float:
    begin, end = _stretched(scale[0]), _stretched(scale[-1])
    return 100 * (min(max(_stretched(day), begin), end) - begin) / (end - begin)


def _stretched(day: float) -> float:
    return copysign(sqrt(abs(day)), day)


def _days_at(stretched: float) -> float:
    return copysign(stretched**2, stretched)


def _days(expiry: Expiry, now: datetime) -> int:
    days = days_left(expiry.not_after, now)
    return FAR - 1 if days is None else days
