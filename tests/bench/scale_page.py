# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page says of fleets that grow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median

from tests.bench.markdown import milliseconds, rows, span
from tests.bench.results import Figure, Result, Sample, figure, ratio

FLEET, SLICE_COUNTS = 10_000, (3, 10)

HEAD = (
    "hosts",
    "CPU ms a host",
    "times the fewest",
    "wall ms a host",
    "main process MB",
    "more than without hosts, KB a host",
    "all processes MB",
    "CPU ms of the lab a host",
    "lab busy",
)

_SECTION = """\
## Scale

`scom.dmz.check` over fleets of several sizes, {forks} forks, the median of {rounds} rounds in which the sizes took turns.

{table}
- **Growth**: a host costs {cost} times as much CPU time at {most:,} hosts as at {fewest:,}, and {wall} times as much wall time.
- **Memory** is that of the controller: the resident memory of the main process at its peak, and that of all its processes at one moment, in which what they
  share counts once. From {fewest:,} to {most:,} hosts the main process grows by {memory:.0f} KB a host. The rest is what {forks} workers take.
- **The lab** would hold a run up if it were always busy: the one process that serves all hosts has one core at the most, and was busy for at most {busy:.0%} of a run; a host
  costs it {served} times as much at {most:,} hosts as at {fewest:,}. Its time isn't in the controller's, but on a machine of few cores the two share the wall time.

### {fleet:,} hosts by slices

Computed from the figures above, not measured. A host takes {each:.0f} ms of wall time of a controller like this one at {most:,} hosts, so {fleet:,} hosts take
{alone} on one such controller. Slices run side by side on controllers of their own and share nothing but the gateway, which each reads once:

{slices}
Memory is the main process as measured at {most:,} hosts, grown by the same amount a host where a slice has more of them.
"""


def section(results: Sequence[Result], forks: int) -> str:
    """The table and what follows from it. The results are of the same job over more and more hosts."""
    first, last = results[0], results[-1]
    return _SECTION.format(
        forks=forks,
        rounds=len(first.samples),
        table=rows(HEAD, [list(_cells(result, first)) for result in results]),
        fewest=hosts(first),
        most=hosts(last),
        cost=span(growth(results)),
        wall=span(ratio(last, first, lambda sample: sample.wall)),
        memory=memory_growth(results) / 1000,
        busy=max(_busy(sample) for result in results for sample in result.samples),
        served=span(ratio(last, first, lambda sample: sample.served)),
        fleet=FLEET,
        each=_wall(last) * 1000,
        alone=_duration(_wall(last) * FLEET),
        slices=rows(
            ("slices", "hosts of each", "wall time", "main process MB"),
            [list(_slice(results, count)) for count in (*SLICE_COUNTS, math.ceil(FLEET / hosts(last)) * 2)],
        ),
    )


def growth(results: Sequence[Result]) -> Figure:
    """How many times as much CPU time a host costs among the most hosts as among the fewest."""
    return ratio(results[-1], results[0], lambda sample: sample.cpu)


def memory_growth(results: Sequence[Result]) -> float:
    """By how many octets the main process grows with each host, from the fewest to the most."""
    pairs = zip(results[0].samples, results[-1].samples, strict=True)
    return figure([(many.peak.main - few.peak.main) / (many.hosts - few.hosts) for few, many in pairs]).median


def memory_ratio(results: Sequence[Result]) -> Figure:
    """How many times as much memory of the main process a host takes among the most hosts as among the fewest."""
    return ratio(results[-1], results[0], lambda sample: max(sample.grown, 1.0))


def hosts(result: Result) -> int:
    """How many hosts each run had."""
    return result.samples[0].hosts


def _main(result: Result) -> float:
    return result.figure(lambda sample: sample.peak.main).median


def _wall(result: Result) -> float:
    return result.figure(lambda sample: sample.wall).median


def _busy(sample: Sample) -> float:
    """The share of a run for which the process that serves the hosts was busy."""
    return sample.served * sample.hosts / sample.lasted


def _cells(result: Result, fewest: Result) -> Iterator[str]:
    yield f"{hosts(result):,}"
    yield milliseconds(result.cpu)
    yield f"{ratio(result, fewest, lambda sample: sample.cpu).median:.2f}"
    yield milliseconds(result.figure(lambda sample: sample.wall))
    yield f"{_main(result) / 1e6:.0f}"
    yield f"{result.figure(lambda sample: sample.grown).median / 1000:.0f}"
    yield f"{result.figure(lambda sample: sample.peak.together).median / 1e6:.0f}"
    yield milliseconds(result.figure(lambda sample: sample.served))
    yield f"{median(map(_busy, result.samples)):.0%}"


def _slice(results: Sequence[Result], count: int) -> Iterator[str]:
    each = math.ceil(FLEET / count)
    yield str(count)
    yield f"{each:,}"
    yield _duration(_wall(results[-1]) * each)
    yield f"{(_main(results[-1]) + max(0, each - hosts(results[-1])) * memory_growth(results)) / 1e6:.0f}"


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"
