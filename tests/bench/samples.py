# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run costs a host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from statistics import mean, median

from tests.bench.measuring import Cost
from tests.bench.site import Traffic
from tests.lab.demonstration import GATEWAY

_RECAP = re.compile(r"^(?P<host>\S+) +: (?P<counts>ok=.*)$", re.MULTILINE)
_PEAKS = ("memory", "main", "grown", "busy")


@dataclass(frozen=True)
class Recap:
    """What a run says of one host, by the numbers of its tasks."""

    ok: int
    changed: int
    unreachable: int
    failed: int
    skipped: int
    rescued: int
    ignored: int

    @property
    def tasks(self) -> int:
        """Skipped ones too, since each of them costs a process all the same."""
        return self.ok + self.skipped

    @property
    def is_served(self) -> bool:
        return not (self.unreachable or self.failed or self.ignored)


@dataclass(frozen=True)
class Sample:
    """One run, in seconds, exchanges and octets. What stands before `memory` is for one host, times without those of the start.

    `main` is the memory of the main process, and `grown` how much larger it became for each host than without hosts.
    `busy` is the share of the run for which the process that serves the hosts was busy, `lasted` the run with its start.
    """

    cpu: float
    wall: float
    tasks: float
    exchanges: float
    receives: float
    sent: float
    received: float
    processes: float
    memory: int
    main: int
    grown: float
    busy: float
    lasted: float
    gateway_exchanges: int

    def __add__(self, other: Sample) -> Sample:
        """Both runs, one after the other over the same hosts."""
        sums = {field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        peaks = {name: max(getattr(self, name), getattr(other, name)) for name in _PEAKS}
        return Sample(**{**sums, **peaks})


def sample(
    cost: Cost, startup: Cost, recaps: Mapping[str, Recap], traffic: Mapping[str, Traffic], served: float
) -> Sample:
    """A run over the hosts of the recaps; `served` is the CPU time of the process that serves them."""
    hosts = len(recaps)
    of_hosts = [traffic.get(host, Traffic()) for host in recaps]
    return Sample(
        cpu=(cost.cpu - startup.cpu) / hosts,
        wall=(cost.wall - startup.wall) / hosts,
        tasks=median(recap.tasks for recap in recaps.values()),
        exchanges=mean(one.exchanges for one in of_hosts),
        receives=mean(one.receives for one in of_hosts),
        sent=mean(one.sent for one in of_hosts),
        received=mean(one.received for one in of_hosts),
        processes=mean(one.processes for one in of_hosts),
        memory=cost.memory,
        main=cost.main,
        grown=(cost.main - startup.main) / hosts,
        busy=served / cost.wall,
        lasted=cost.wall,
        gateway_exchanges=traffic.get(GATEWAY, Traffic()).exchanges,
    )


def recaps(output: str) -> dict[str, Recap]:
    """What the output of ansible-playbook says of each host but the gateway."""
    return {line["host"]: _recap(line["counts"]) for line in _RECAP.finditer(output) if line["host"] != GATEWAY}


def _recap(counts: str) -> Recap:
    return Recap(**{name: int(number) for name, number in (count.split("=") for count in counts.split())})
