# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of runs that no test has to wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.bench.jobs import JOBS, Run
from tests.bench.results import Result
from tests.bench.samples import Sample

SAMPLE = Sample(
    0.05,
    0.25,
    2,
    16,
    6,
    20_400,
    400_600,
    32,
    memory=70_000_000,
    main=60_000_000,
    grown=20_000,
    busy=0.25,
    lasted=1.0,
    gateway_exchanges=20,
)


def result(name: str, *values: float, job: str = "check", hosts: int = 1, forks: int = 1, delay: float = 0.0) -> Result:
    """A run whose samples differ in one field."""
    samples = tuple(replace(SAMPLE, **{name: value}) for value in values)
    return Result(JOBS[job].label, Run(JOBS[job], hosts, forks, "ntlm", delay), samples)


def of_jobs(**cpu: Sequence[float]) -> dict[str, Result]:
    """The CPU time of each round of each job."""
    return {name: result("cpu", *values, job=name) for name, values in cpu.items()}
