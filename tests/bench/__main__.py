# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench` measures everything and writes docs/benchmarks.md."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable
from dataclasses import replace

from tests.bench.bench import ENVIRONMENT, measure
from tests.bench.jobs import JOBS, Run
from tests.bench.machine import machine
from tests.bench.measuring import RunError
from tests.bench.page import job_table, page
from tests.bench.results import Line, Measurements, Result, with_pairs
from tests.environment import REPOSITORY

CREWS = ((1, 1), (10, 1), (10, 5), (10, 10))
"""The hosts and forks of the runs over both lines."""

DELAY = 0.1
"""Seconds that the slow line adds to each exchange."""


def main() -> int:
    arguments = _arguments()
    try:
        if arguments.jobs:
            print(job_table(_measure_jobs(arguments, arguments.jobs)))
        else:
            _write_page(arguments)
    except RunError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _write_page(arguments: Namespace) -> None:
    jobs = with_pairs(dict(zip(JOBS, _measure_jobs(arguments, JOBS), strict=True)))
    scale = [] if "scale" in arguments.without else _measure_scale(arguments)
    lines = [] if "lines" in arguments.without else _measure_lines(arguments)
    text = page(Measurements(jobs, scale, lines), machine(ENVIRONMENT))
    print(text)
    (REPOSITORY / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


def _measure_jobs(arguments: Namespace, names: Iterable[str]) -> list[Result]:
    runs = [Run(JOBS[name], arguments.hosts, arguments.forks, arguments.login) for name in names]
    return measure(runs, arguments.rounds)


def _measure_scale(arguments: Namespace) -> list[Result]:
    runs = [Run(JOBS["check"], hosts, arguments.scale_forks, arguments.login) for hosts in arguments.scale]
    return measure(runs, arguments.scale_rounds)


def _measure_lines(arguments: Namespace) -> list[Line]:
    quick = [Run(JOBS["check"], hosts, forks, arguments.login) for hosts, forks in CREWS]
    runs = [run for each in quick for run in (each, replace(each, delay=DELAY))]
    found = measure(runs, arguments.rounds)
    return [Line(*pair) for pair in zip(found[::2], found[1::2], strict=True)]


def _arguments() -> Namespace:
    parser = ArgumentParser("python -m tests.bench", description="Measure what a host costs the controller.")
    jobs = f"measure only these and write nothing: {', '.join(JOBS)}"
    parser.add_argument("jobs", nargs="*", metavar="JOB", type=_job, help=jobs)
    parser.add_argument("--hosts", type=int, default=200, help="hosts of each run")
    parser.add_argument("--forks", type=int, default=5, help="as of ansible-playbook")
    parser.add_argument("--rounds", type=int, default=5, help="how often each job, and each line, is run")
    parser.add_argument("--login", choices=("ntlm", "basic"), default="ntlm")
    parser.add_argument(
        "--scale", type=int, nargs="+", default=(100, 300, 1000), help="sizes of fleets, the fewest first"
    )
    parser.add_argument("--scale-forks", type=int, default=10, help="as --forks, for the fleets")
    parser.add_argument("--scale-rounds", type=int, default=3, help="as --rounds, for the fleets")
    parser.add_argument(
        "--without", nargs="+", choices=("scale", "lines"), default=(), help="leave these sections of the page out"
    )
    arguments = parser.parse_args()
    if sorted(set(arguments.scale)) != list(arguments.scale) or len(arguments.scale) < 2:
        parser.error("give two sizes or more, the fewest hosts first")
    return arguments


def _job(name: str) -> str:
    if name not in JOBS:
        raise ArgumentTypeError(f"there is no job {name}")
    return name


if __name__ == "__main__":
    sys.exit(main())
