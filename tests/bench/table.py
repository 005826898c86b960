# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results as a table in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.bench.markdown import milliseconds, rows
from tests.bench.results import Result, Sample

HEAD = (
    "job",
    "tasks",
    "CPU ms",
    "times raw",
    "CPU ms a task",
    "wall ms",
    "exchanges (Receives)",
    "sent KB",
    "received KB",
    "memory MB",
)


def table(results: Sequence[Result]) -> str:
    """A row for each result, everything for one host. The first result is the one that CPU time is compared with."""
    return rows(HEAD, [list(_cells(result, results[0])) for result in results])


def _cells(result: Result, measure: Result) -> Iterator[str]:
    tasks = result.figure(lambda sample: sample.tasks).median
    exchanges, receives = _median(result, "exchanges"), _median(result, "receives")
    yield result.label
    yield f"{tasks:.0f}"
    yield milliseconds(result.cpu)
    yield f"{result.cpu.median / measure.cpu.median:.1f}"
    yield f"{result.cpu.median / tasks * 1000:.0f}"
    yield milliseconds(result.figure(lambda sample: sample.wall))
    yield f"{exchanges - receives:.0f} ({receives:.0f})"
    yield f"{_median(result, 'sent') / 1000:.1f}"
    yield f"{_median(result, 'received') / 1000:.1f}"
    yield f"{_median(result, 'memory') / 1e6:.0f}"


def _median(result: Result, name: str) -> float:
    def value(sample: Sample) -> float:
        return float(getattr(sample, name))

    return result.figure(value).median
