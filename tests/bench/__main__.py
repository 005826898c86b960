# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench` measures everything and writes docs/benchmarks.md with its charts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import lines, scale
from tests.bench.bench import ENVIRONMENT, Settings, measure
from tests.bench.canned import ROOTS
from tests.bench.jobs import JOBS
from tests.bench.lines import Lines
from tests.bench.machine import machine
from tests.bench.measuring import RunError
from tests.bench.page import Measurements, page, pictures
from tests.bench.results import Result
from tests.bench.scale import Scale
from tests.bench.table import table
from tests.environment import REPOSITORY

NAMES = [job.name for job in JOBS]


def main() -> int:
    arguments = _arguments()
    with TemporaryDirectory() as folder:
        try:
            if arguments.jobs:
                print(table(list(_measure_jobs(arguments, Path(folder)).values())))
            else:
                _publish(_measure_all(arguments, Path(folder)), arguments)
        except RunError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _measure_jobs(arguments: argparse.Namespace, folder: Path) -> dict[str, Result]:
    jobs = [job for job in JOBS if job.name in (arguments.jobs or NAMES)]
    settings = Settings(arguments.hosts, arguments.forks, arguments.rounds, arguments.login, folder / "jobs", jobs)
    return dict(zip([job.name for job in jobs], measure(settings, _tell), strict=True))


def _measure_all(arguments: argparse.Namespace, folder: Path) -> Measurements:
    left_out = arguments.without
    forks, login = arguments.scale_forks, arguments.login
    growing = Scale(arguments.scale, forks, arguments.scale_rounds, login, folder)
    return Measurements(
        jobs=_measure_jobs(arguments, folder),
        scale=[] if "scale" in left_out else scale.measure(growing, _tell),
        scale_forks=forks,
        lines=[] if "lines" in left_out else lines.measure(Lines(lines.CREWS, arguments.rounds, login, folder), _tell),
    )


def _publish(measured: Measurements, arguments: argparse.Namespace) -> None:
    text = page(
        measured,
        machine=machine(ENVIRONMENT),
        hosts=arguments.hosts,
        forks=arguments.forks,
        login=arguments.login,
        roots=ROOTS,
    )
    print(text)
    images = arguments.docs / "images"
    images.mkdir(parents=True, exist_ok=True)
    (arguments.docs / "benchmarks.md").write_text(text, encoding="utf-8")
    for name, drawing in pictures(measured).items():
        (images / name).write_text(drawing, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench", description="Measure what a host costs the controller.")
    parser.add_argument(
        "jobs", nargs="*", metavar="JOB", help=f"measure only these and write nothing: {', '.join(NAMES)}"
    )
    parser.add_argument("--hosts", type=int, default=200, help="hosts of each run")
    parser.add_argument("--forks", type=int, default=5, help="as of ansible-playbook")
    parser.add_argument("--rounds", type=int, default=5, help="how often each job, and each line, is run")
    parser.add_argument("--login", choices=("ntlm", "basic"), default="ntlm")
    parser.add_argument("--scale", type=int, nargs="+", default=scale.SIZES, help="sizes of fleets, the fewest first")
    parser.add_argument("--scale-forks", type=int, default=scale.FORKS, help="as --forks, for the fleets")
    parser.add_argument("--scale-rounds", type=int, default=scale.ROUNDS, help="as --rounds, for the fleets")
    parser.add_argument(
        "--without", nargs="+", choices=("scale", "lines"), default=(), help="leave these sections of the page out"
    )
    parser.add_argument("--docs", type=Path, default=REPOSITORY / "docs", help="folder of benchmarks.md")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.jobs if name not in NAMES]
    if unknown:
        parser.error(f"there is no job {unknown[0]}: choose from {', '.join(NAMES)}")
    scale.check_sizes(parser, arguments.scale)
    return arguments


if __name__ == "__main__":
    sys.exit(main())
