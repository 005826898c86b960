# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was to be reached, and what was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.lines_page import Line
from tests.bench.markdown import rows, span
from tests.bench.results import Figure, Result, Sample, figure, ratio
from tests.bench.scale_page import growth, hosts, memory_ratio


@dataclass(frozen=True)
class Goal:
    """A figure that is to be so much at the most, or with `is_least` at the least. Without a limit it is only told."""

    text: str
    measured: Figure
    limit: float | None = None
    is_least: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether the median keeps the limit."""
        if self.limit is None:
            return True
        return self.measured.median >= self.limit if self.is_least else self.measured.median <= self.limit


def table(goals: Sequence[Goal]) -> str:
    """A row for each goal."""
    return rows(("ratio", "goal", "measured", "reached"), [list(_cells(goal)) for goal in goals])


def _cells(goal: Goal) -> Iterator[str]:
    yield goal.text
    yield "-" if goal.limit is None else f"{'at least' if goal.is_least else 'at most'} {goal.limit:g}"
    yield span(goal.measured)
    yield "-" if goal.limit is None else "yes" if goal.is_reached else "no"


def of_jobs(jobs: Mapping[str, Result]) -> Iterator[Goal]:
    """The goals of a check and of the whole job; `jobs` are the results by the names of jobs and of pairs of them.

    The whole job is an onboarding that tells what it found: ours checks by itself, theirs comes after their check.
    """
    yield Goal("CPU time of a check, to `ansible.builtin.raw`", ratio(jobs["check"], jobs["raw"], _cpu), 1.5)
    for text, value, least in _SAVED:
        yield Goal(
            f"{text} of the whole job, ansible.windows to ours",
            ratio(jobs["peers"], jobs["onboard"], value),
            least,
            True,
        )
    for text, value, _least in _SAVED:
        yield Goal(
            f"{text}, ansible.windows to ours, when our check is run before it all the same",
            ratio(jobs["peers"], jobs["ours"], value),
        )


def of_scale(results: Sequence[Result]) -> Iterator[Goal]:
    """That a fleet's cost is linear, and its memory too."""
    few, many = hosts(results[0]), hosts(results[-1])
    yield Goal(f"CPU time of a host, among {many:,} hosts to among {few:,}", growth(results), 1.2)
    yield Goal(
        f"Memory of the main process for a host, among {many:,} hosts to among {few:,}", memory_ratio(results), 1.2
    )


def of_lines(lines: Sequence[Line]) -> Goal:
    """That a slow line costs a check its delay once an exchange, and no more than once beside."""
    line = lines[0]
    added = line.added
    shares = [seconds / line.limit for seconds in (added.median, added.lowest, added.highest)]
    what = f"(exchanges + 1) x {line.delay * 1000:.0f} ms"
    return Goal(f"Time that a slow line adds to a check of {line.crew.label}, to {what}", figure(shares), 1)


def _cpu(sample: Sample) -> float:
    return sample.cpu


_SAVED = (
    ("CPU time", _cpu, 2.0),
    ("Exchanges", lambda sample: sample.exchanges, 2.0),
    ("Bytes sent", lambda sample: sample.sent, 20.0),
)
