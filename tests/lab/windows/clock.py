# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time of a simulated site: what is due later happens when somebody next looks, at the moment it was due."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Protocol


class Clock:
    """Gives the time and runs delayed actions. Machines that talk to each other share one, and with it one lock.

    It is `ahead` of its source by so many seconds.
    """

    def __init__(self, source: Callable[[], float] = time.time, ahead: float = 0.0) -> None:
        self.lock = RLock()
        self._source = source
        self._ahead = ahead
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._acting_at: float | None = None

    def timestamp(self) -> float:
        """Seconds since 1970; inside a delayed action, the moment it was due."""
        return self._present() if self._acting_at is None else self._acting_at

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        with self.lock:
            self._ahead += seconds

    def call_later(self, seconds: float, action: Callable[[], None]) -> None:
        """Run `action` when `seconds` have passed; at once when there is nothing to wait for."""
        if seconds <= 0:
            action()
            return
        heapq.heappush(self._due, (self.timestamp() + seconds, next(self._order), action))

    @contextmanager
    def settled(self) -> Iterator[None]:
        """Hold the site's lock, with everything done that is due by now."""
        with self.lock:
            self._run_due()
            yield

    def _run_due(self) -> None:
        while self._due and self._due[0][0] <= self._present():
            self._acting_at, _order, action = heapq.heappop(self._due)
            try:
                action()
            finally:
                self._acting_at = None

    def _present(self) -> float:
        return self._source() + self._ahead


class TimeSource(Protocol):
    """What tells the time."""

    def now(self) -> datetime: ...


class MachineClock:
    """The clock of one machine: what its Windows takes for the time is `skew` ahead of the site's time."""

    def __init__(self, site: Clock) -> None:
        self._site = site
        self.skew = timedelta()

    def now(self) -> datetime:
        return self._site.now() + self.skew

    def call_later(self, seconds: float, action: Callable[[], None]) -> None:
        self._site.call_later(seconds, action)

    def settled(self) -> AbstractContextManager[None]:
        return self._site.settled()
