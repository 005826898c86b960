# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page says of slow lines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench.markdown import rows
from tests.bench.results import Figure, Result, figure

HEAD = ("hosts, forks", "exchanges in turn", "quick line s", "slow line s", "added s", "at most s")

_SECTION = """\
## Slow lines

`scom.dmz.check` over a line that adds nothing, and over one on which the lab answers every request {delay:.0f} ms late, those of the gateway and of the logins too.
Wall time of the whole run with its start, the median of {rounds} rounds in which both lines took turns.

{table}
- **Exchanges in turn** are those that wait for each other: the gateway's, and those of a host for each time that the forks go round the hosts.
- **Added** is what the slow line adds, with the extremes of the rounds; **at most** is the delay of those in turn, and once more for each check in turn and for the gateway.
"""


@dataclass(frozen=True)
class Crew:
    """How many hosts are checked by how many forks."""

    hosts: int
    forks: int

    @property
    def label(self) -> str:
        """As the table has it."""
        return f"{self.hosts} host{'s' * (self.hosts > 1)}, {self.forks} fork{'s' * (self.forks > 1)}"

    @property
    def turns(self) -> int:
        """How often the forks go round the hosts."""
        return math.ceil(self.hosts / self.forks)


@dataclass(frozen=True)
class Line:
    """A crew's runs over both lines; `delay` is what the slow one adds to an exchange, in seconds."""

    crew: Crew
    delay: float
    quick: Result
    slow: Result

    @property
    def exchanges(self) -> float:
        """How many wait for each other."""
        one = self.slow.samples[0]
        return one.gateway_exchanges + one.exchanges * self.crew.turns

    @property
    def added(self) -> Figure:
        """The seconds that the slow line adds to a run."""
        pairs = zip(self.quick.samples, self.slow.samples, strict=True)
        return figure([slow.lasted - quick.lasted for quick, slow in pairs])

    @property
    def limit(self) -> float:
        """The seconds that it may add: the delay of each exchange, and once more for each check, and for the read of the gateway."""
        return (self.exchanges + self.crew.turns + 1) * self.delay


def section(lines: Sequence[Line]) -> str:
    """The table and how to read it."""
    return _SECTION.format(
        delay=lines[0].delay * 1000,
        rounds=len(lines[0].slow.samples),
        table=rows(HEAD, [list(_cells(line)) for line in lines]),
    )


def _cells(line: Line) -> Iterator[str]:
    yield line.crew.label
    yield f"{line.exchanges:.0f}"
    yield f"{_lasted(line.quick):.2f}"
    yield f"{_lasted(line.slow):.2f}"
    yield f"{line.added.median:.2f} ({line.added.lowest:.2f} to {line.added.highest:.2f})"
    yield f"{line.limit:.2f}"


def _lasted(result: Result) -> float:
    return result.figure(lambda sample: sample.lasted).median
