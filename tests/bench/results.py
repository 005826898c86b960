# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Samples of a job, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from tests.bench.measuring import Cost
from tests.bench.site import Traffic

_RECAP = re.compile(
    r"^(?P<host>\S+)\s+: ok=(?P<ok>\d+)\s+changed=(?P<changed>\d+)\s+unreachable=(?P<unreachable>\d+)"
    r"\s+failed=(?P<failed>\d+)\s+skipped=(?P<skipped>\d+)\s+rescued=\d+\s+ignored=(?P<ignored>\d+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Recap:
    """What a run says of one host. `tasks` counts skipped ones too: each of them costs a process all the same."""

    tasks: int
    is_changed: bool
    is_served: bool


@dataclass(frozen=True)
class Sample:
    """One run, as the cost of one host: seconds, exchanges, octets. `memory` is the run's."""

    cpu: float
    wall: float
    memory: int
    tasks: float
    exchanges: float
    receives: float
    sent: float
    received: float


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
    """All runs of one job."""

    label: str
    group: str
    samples: tuple[Sample, ...]

    def figure(self, value: Callable[[Sample], float]) -> Figure:
        values = [value(sample) for sample in self.samples]
        return Figure(median(values), min(values), max(values))

    @property
    def cpu(self) -> Figure:
        return self.figure(lambda sample: sample.cpu)


def sample(cost: Cost, startup: Cost, recaps: Sequence[Recap], traffic: Sequence[Traffic]) -> Sample:
    """A run over as many hosts as there are recaps, without what it costs to start."""
    hosts = len(recaps)
    return Sample(
        cpu=(cost.cpu - startup.cpu) / hosts,
        wall=(cost.wall - startup.wall) / hosts,
        memory=cost.memory,
        tasks=median(recap.tasks for recap in recaps),
        exchanges=mean(one.exchanges for one in traffic),
        receives=mean(one.receives for one in traffic),
        sent=mean(one.sent for one in traffic),
        received=mean(one.received for one in traffic),
    )


def recaps(output: str) -> dict[str, Recap]:
    """What the output of ansible-playbook says of each host."""
    return {line["host"]: _recap({name: int(line[name]) for name in _COUNTS}) for line in _RECAP.finditer(output)}


_COUNTS = ("ok", "changed", "unreachable", "failed", "skipped", "ignored")


def _recap(counts: dict[str, int]) -> Recap:
    return Recap(
        tasks=counts["ok"] + counts["skipped"],
        is_changed=counts["changed"] > 0,
        is_served=not (counts["unreachable"] or counts["failed"] or counts["ignored"]),
    )
