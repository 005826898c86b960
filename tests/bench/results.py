# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Samples of a job, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import mean, median

from tests.bench.measuring import Cost
from tests.bench.memory import Peak
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
    """One run, as the cost of one host: seconds, exchanges, octets. `served` is the CPU time of what serves the hosts, and
    `grown` how much larger the main process became than without hosts, if memory was watched.

    The last five are the whole run's: `memory` and `peak`, the number of hosts, its wall time from start to end
    (`lasted`), and the exchanges with the gateway.
    """

    cpu: float
    wall: float
    tasks: float
    exchanges: float
    receives: float
    sent: float
    received: float
    served: float = 0.0
    grown: float = 0.0
    memory: int = 0
    peak: Peak = field(default_factory=Peak)
    hosts: int = 1
    lasted: float = 0.0
    gateway_exchanges: int = 0

    def __add__(self, other: Sample) -> Sample:
        """Both runs, one after the other over the same hosts."""
        sums = {name: getattr(self, name) + getattr(other, name) for name in _ADDED}
        memory, grown = max(self.memory, other.memory), max(self.grown, other.grown)
        peak = Peak(max(self.peak.main, other.peak.main), max(self.peak.together, other.peak.together))
        return replace(self, **sums, memory=memory, grown=grown, peak=peak)


_ADDED = ("cpu", "wall", "tasks", "exchanges", "receives", "sent", "received", "served", "lasted", "gateway_exchanges")


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


def figure(values: Sequence[float]) -> Figure:
    """What several values come to."""
    return Figure(median(values), min(values), max(values))


@dataclass(frozen=True)
class Result:
    """All runs of one job."""

    label: str
    group: str
    samples: tuple[Sample, ...]

    def figure(self, value: Callable[[Sample], float]) -> Figure:
        return figure([value(sample) for sample in self.samples])

    @property
    def cpu(self) -> Figure:
        return self.figure(lambda sample: sample.cpu)


def one_after_the_other(label: str, group: str, first: Result, second: Result) -> Result:
    """What both jobs come to, round by round."""
    pairs = zip(first.samples, second.samples, strict=True)
    return Result(label, group, tuple(before + after for before, after in pairs))


def ratio(over: Result, under: Result, value: Callable[[Sample], float]) -> Figure:
    """How many times as much one takes as the other, in each round for itself."""
    pairs = zip(over.samples, under.samples, strict=True)
    return figure([value(above) / value(below) for above, below in pairs])


@dataclass(frozen=True)
class Measured:
    """What a run was seen to take beside its cost: CPU time of what serves the hosts, and the exchanges of each host."""

    served: float
    traffic: Mapping[str, Traffic]


def sample(cost: Cost, startup: Cost, recaps: Mapping[str, Recap], measured: Measured, gateway: str = "") -> Sample:
    """A run over as many hosts as there are recaps, without what it costs to start."""
    hosts = len(recaps)
    traffic = [measured.traffic.get(host, Traffic()) for host in recaps]
    return Sample(
        cpu=(cost.cpu - startup.cpu) / hosts,
        wall=(cost.wall - startup.wall) / hosts,
        tasks=median(recap.tasks for recap in recaps.values()),
        exchanges=mean(one.exchanges for one in traffic),
        receives=mean(one.receives for one in traffic),
        sent=mean(one.sent for one in traffic),
        received=mean(one.received for one in traffic),
        served=measured.served / hosts,
        grown=(cost.peak.main - startup.peak.main) / hosts,
        memory=cost.memory,
        peak=cost.peak,
        hosts=hosts,
        lasted=cost.wall,
        gateway_exchanges=measured.traffic.get(gateway, Traffic()).exchanges,
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
