# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was to be reached, and what was."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.results import Figure, Line, Measurements, figure, ratio

_SAVED = (("CPU time", "cpu", 2.0), ("Exchanges", "exchanges", 2.0), ("Bytes sent", "sent", 20.0))


@dataclass(frozen=True)
class Goal:
    """A ratio whose median is to lie within limits. Without limits it is only told."""

    text: str
    measured: Figure
    least: float = -math.inf
    most: float = math.inf

    @property
    def is_reached(self) -> bool:
        return self.least <= self.measured.median <= self.most


def goals(measured: Measurements) -> Iterator[Goal]:
    """Those of a check, of the whole job, of a growing fleet and of a slow line, as far as they were measured."""
    jobs, fleets = measured.jobs, measured.scale
    yield Goal("CPU time of a check, to `ansible.builtin.raw`", ratio(jobs["check"], jobs["raw"], "cpu"), most=1.5)
    for text, name, least in _SAVED:
        # Our onboarding tells what it found, since it checks first; theirs does so after their check.
        saved = ratio(jobs["peers"], jobs["onboard"], name)
        yield Goal(f"{text} of the whole job, ansible.windows to ours", saved, least=least)
    for text, name, _least in _SAVED:
        saved = ratio(jobs["peers"], jobs["ours"], name)
        yield Goal(f"{text}, ansible.windows to ours, when our check is run before it all the same", saved)
    if fleets:
        sizes = f"among {fleets[-1].run.hosts:,} hosts to among {fleets[0].run.hosts:,}"
        yield Goal(f"CPU time of a host, {sizes}", ratio(fleets[-1], fleets[0], "cpu"), most=1.2)
        grown = ratio(fleets[-1], fleets[0], "grown")
        yield Goal(f"Memory of the main process for a host, {sizes}", grown, most=1.2)
    if measured.lines:
        yield _of_line(measured.lines[0])


def _of_line(line: Line) -> Goal:
    added, run = line.added, line.slow.run
    shares = figure([seconds / line.limit for seconds in (added.median, added.lowest, added.highest)])
    what = f"(exchanges + 1) x {run.delay * 1000:.0f} ms"
    return Goal(f"Time that a slow line adds to a check of {run.crew}, to {what}", shares, most=1)
