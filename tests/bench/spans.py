# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""CPU time by what it is spent on: spans within spans, each without those inside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import thread_time
from typing import Any


class Spans:
    """The CPU time of one thread by the names of spans, in seconds."""

    def __init__(self, clock: Callable[[], float] = thread_time) -> None:
        self.times: defaultdict[str, float] = defaultdict(float)
        self._clock = clock
        self._inner: list[float] = []

    def restart(self) -> None:
        """Forget everything, as a new process must."""
        self.times.clear()
        self._inner.clear()

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """Count the CPU time of the block, without that of spans in it."""
        began = self._clock()
        self._inner.append(0.0)
        try:
            yield
        finally:
            took = self._clock() - began
            self.times[name] += took - self._inner.pop()
            if self._inner:
                self._inner[-1] += took

    def count(self, owner: Any, method: str, name: str) -> None:
        """Let a method of a class or a function of a module be a span from now on."""
        counted = getattr(owner, method)

        @wraps(counted)
        def within(*arguments: Any, **named: Any) -> Any:
            with self.span(name):
                return counted(*arguments, **named)

        setattr(owner, method, within)
