# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the samples of all rounds come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.jobs import Run
from tests.bench.samples import Sample


@dataclass(frozen=True)
class Figure:
    """The median of several runs, and how far they lie apart."""

    median: float
    lowest: float
    highest: float

    @property
    def spread(self) -> float:
        """Half the distance between the extremes, as a share of the median."""
        return (self.highest - self.lowest) / 2 / abs(self.median) if self.median else 0.0


@dataclass(frozen=True)
class Result:
    """The samples of a run, one for each round."""

    label: str
    run: Run
    samples: tuple[Sample, ...]

    @property
    def rounds(self) -> int:
        return len(self.samples)

    def values(self, name: str) -> list[float]:
        """A field of each sample."""
        return [float(getattr(sample, name)) for sample in self.samples]

    def figure(self, name: str) -> Figure:
        """What a field of the samples comes to."""
        return figure(self.values(name))

    def median(self, name: str) -> float:
        """The median of a field of the samples."""
        return self.figure(name).median


@dataclass(frozen=True)
class Line:
    """The same run over a quick line and over a slow one."""

    quick: Result
    slow: Result

    @property
    def exchanges(self) -> float:
        """How many wait for each other: the gateway's, and those of a host for each time that the forks go round the hosts."""
        one = self.slow.samples[0]
        return one.gateway_exchanges + one.exchanges * self.slow.run.turns

    @property
    def added(self) -> Figure:
        """The seconds that the slow line adds to a run."""
        pairs = zip(self.slow.values("lasted"), self.quick.values("lasted"), strict=True)
        return figure([slow - quick for slow, quick in pairs])

    @property
    def limit(self) -> float:
        """The seconds that it may add: the delay of each exchange, and once more for each check in turn and for the gateway."""
        return (self.exchanges + self.slow.run.turns + 1) * self.slow.run.delay


@dataclass(frozen=True)
class Measurements:
    """All that the page tells. `jobs` go by their names; fleets of several sizes and slow lines may be left out."""

    jobs: Mapping[str, Result]
    scale: Sequence[Result] = ()
    lines: Sequence[Line] = ()


def figure(values: Sequence[float]) -> Figure:
    """What several values come to."""
    return Figure(median(values), min(values), max(values))


def ratio(over: Result, under: Result, name: str) -> Figure:
    """How many times as much one takes as the other, in each round for itself."""
    return figure([above / below for above, below in zip(over.values(name), under.values(name), strict=True)])


def with_pairs(jobs: Mapping[str, Result]) -> dict[str, Result]:
    """The results by the names of their jobs, and after them what a check and then an onboarding of either side come to."""
    ours = _one_after_the_other("scom.dmz.check, then scom.dmz.onboard", jobs["check"], jobs["onboard"])
    peers = ("ansible.windows, check, then onboarding", jobs["peers_check"], jobs["peers_onboard"])
    return {**jobs, "ours": ours, "peers": _one_after_the_other(*peers)}


def _one_after_the_other(label: str, first: Result, second: Result) -> Result:
    pairs = zip(first.samples, second.samples, strict=True)
    return Result(label, first.run, tuple(before + after for before, after in pairs))
