# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench` measures everything and writes docs/benchmarks.md with its chart."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bench import ENVIRONMENT, REPOSITORY, Settings, measure
from tests.bench.canned import ROOTS
from tests.bench.jobs import JOBS
from tests.bench.machine import machine
from tests.bench.measuring import RunError
from tests.bench.page import page, picture
from tests.bench.results import Result
from tests.bench.table import table

NAMES = [job.name for job in JOBS]


def main() -> int:
    arguments = _arguments()
    jobs = [job for job in JOBS if job.name in (arguments.jobs or NAMES)]
    with TemporaryDirectory() as folder:
        settings = Settings(arguments.hosts, arguments.forks, arguments.rounds, arguments.login, Path(folder), jobs)
        try:
            results = measure(settings, lambda text: print(text, file=sys.stderr, flush=True))
        except RunError as error:
            print(error, file=sys.stderr)
            return 1
    print(table(results))
    if not arguments.jobs:
        _publish(results, settings, arguments.docs)
    return 0


def _publish(results: Sequence[Result], settings: Settings, docs: Path) -> None:
    text = page(
        results,
        machine=machine(ENVIRONMENT),
        hosts=settings.hosts,
        forks=settings.forks,
        login=settings.login,
        roots=ROOTS,
    )
    (docs / "images").mkdir(parents=True, exist_ok=True)
    (docs / "benchmarks.md").write_text(text, encoding="utf-8")
    (docs / "images" / "bench.svg").write_text(picture(results), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench", description="Measure what a host costs the controller.")
    parser.add_argument(
        "jobs", nargs="*", metavar="JOB", help=f"measure only these and write nothing: {', '.join(NAMES)}"
    )
    parser.add_argument("--hosts", type=int, default=60, help="hosts of each run")
    parser.add_argument("--forks", type=int, default=5, help="as of ansible-playbook")
    parser.add_argument("--rounds", type=int, default=5, help="how often each job is run")
    parser.add_argument("--login", choices=("ntlm", "basic"), default="ntlm")
    parser.add_argument("--docs", type=Path, default=REPOSITORY / "docs", help="folder of benchmarks.md")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.jobs if name not in NAMES]
    if unknown:
        parser.error(f"there is no job {unknown[0]}: choose from {', '.join(NAMES)}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
