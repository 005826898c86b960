# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench.profile JOB...` prints where the controller's CPU time goes, by process and by what it does."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bench import ENVIRONMENT, Bench, Settings, bench, environment
from tests.bench.jobs import JOBS, Job
from tests.environment import REPOSITORY

MAIN = "main"
REST = "everything else"


@dataclass
class Spent:
    """The CPU time of all processes with one name, in seconds."""

    processes: int = 0
    cpu: float = 0.0
    spans: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def spent(lines: Iterable[str]) -> dict[str, Spent]:
    """What traced.py wrote, added up by the names of the processes. What no span has counted is `REST`."""
    found: dict[str, Spent] = defaultdict(Spent)
    for entry in map(json.loads, lines):
        one = found[entry["process"]]
        one.processes += 1
        one.cpu += entry["cpu"]
        counted = {**entry["spans"], REST: entry["cpu"] - sum(entry["spans"].values())}
        for span, seconds in counted.items():
            one.spans[span] += seconds
    return dict(found)


def breakdown(found: dict[str, Spent], hosts: int) -> Iterator[str]:
    """Lines of text, in milliseconds for each host: the processes by what they took, and what each did with it."""
    total = sum(one.cpu for one in found.values())
    yield _line(total, total, hosts, "all processes")
    for name, one in sorted(found.items(), key=lambda item: -item[1].cpu):
        yield _line(one.cpu, total, hosts, name if name == MAIN else f"{one.processes} workers, {name}")
        for span, seconds in sorted(one.spans.items(), key=lambda item: -item[1]):
            if seconds > total / 200:
                yield _line(seconds, total, hosts, f"    {span}")


def _line(seconds: float, total: float, hosts: int, name: str) -> str:
    return f"{seconds / hosts * 1000:8.1f} {seconds / total:6.1%}  {name}"


def profile(controller: Bench, job: Job, folder: Path) -> Path:
    """Run a job once with its time counted; the file of what was counted."""
    path = folder / f"{job.name}.jsonl"
    python = [str(ENVIRONMENT / "bin" / "python"), "-m", "tests.bench.traced", str(path)]
    variables = {**environment(folder), "PYTHONPATH": str(REPOSITORY)}
    with controller.site(job) as site:
        _program, *arguments = controller.command(job, site.inventory)
        subprocess.run([*python, *arguments], cwd=folder, env=variables, stdout=subprocess.DEVNULL, check=True)
    return path


def main() -> int:
    arguments = _arguments()
    jobs: Sequence[Job] = [job for job in JOBS if job.name in arguments.jobs]
    with TemporaryDirectory() as folder:
        settings = Settings(arguments.hosts, arguments.forks, 1, "ntlm", Path(folder), jobs)
        with bench(settings) as controller:
            for job in jobs:
                print(f"\n{job.label}: ms a host, of {arguments.hosts} with {arguments.forks} forks", flush=True)
                lines = profile(controller, job, Path(folder)).read_text(encoding="utf-8").splitlines()
                print("\n".join(breakdown(spent(lines), arguments.hosts)))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.profile", description="Count where CPU time goes.")
    parser.add_argument("jobs", nargs="+", choices=[job.name for job in JOBS], help="as of python -m tests.bench")
    parser.add_argument("--hosts", type=int, default=30, help="hosts of the run")
    parser.add_argument("--forks", type=int, default=5, help="as of ansible-playbook")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
