# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench.scale` checks sites of several sizes and prints what a host costs at each."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bench import Settings, bench, in_turn
from tests.bench.jobs import JOBS
from tests.bench.measuring import RunError
from tests.bench.results import Result, Sample
from tests.bench.scale_page import section

SIZES = (100, 300, 1000)
FORKS, ROUNDS = 10, 3
CHECK = next(job for job in JOBS if job.name == "check")


@dataclass(frozen=True)
class Scale:
    """How many hosts are checked, and how."""

    sizes: Sequence[int]
    forks: int
    rounds: int
    login: str
    folder: Path

    def settings(self, hosts: int) -> Settings:
        """Those of a controller of so many hosts."""
        folder = self.folder / f"scale-{hosts}"
        return Settings(hosts, self.forks, self.rounds, self.login, folder, [CHECK], watches_memory=True)


def measure(scale: Scale, tell: Callable[[str], None]) -> list[Result]:
    """A result for each size, in which sizes have taken turns; all sites are served all the time. Raises `RunError`."""
    samples: dict[int, list[Sample]] = defaultdict(list)
    with ExitStack() as sites:
        controllers = {hosts: sites.enter_context(bench(scale.settings(hosts))) for hosts in scale.sizes}
        for number in range(1, scale.rounds + 1):
            for hosts in in_turn(scale.sizes, number):
                tell(f"round {number} of {scale.rounds}: {hosts} hosts")
                controller = controllers[hosts]
                samples[hosts].append(controller.sample(CHECK, controller.startup(CHECK)))
    return [Result(f"{hosts:,} hosts", "Check", tuple(samples[hosts])) for hosts in scale.sizes]


def main() -> int:
    arguments = _arguments()
    with TemporaryDirectory() as folder:
        scale = Scale(arguments.hosts, arguments.forks, arguments.rounds, arguments.login, Path(folder))
        try:
            results = measure(scale, lambda text: print(text, file=sys.stderr, flush=True))
        except RunError as error:
            print(error, file=sys.stderr)
            return 1
    print(section(results, arguments.forks))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.scale", description="Check more and more hosts.")
    parser.add_argument("--hosts", type=int, nargs="+", default=SIZES, help="of each run, the fewest first")
    parser.add_argument("--forks", type=int, default=FORKS, help="as of ansible-playbook")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each size is run")
    parser.add_argument("--login", choices=("ntlm", "basic"), default="ntlm")
    arguments = parser.parse_args()
    check_sizes(parser, arguments.hosts)
    return arguments


def check_sizes(parser: argparse.ArgumentParser, sizes: Sequence[int]) -> None:
    """End with a usage message unless sizes can be compared."""
    if sorted(set(sizes)) != list(sizes) or len(sizes) < 2:
        parser.error("give two sizes or more, the fewest hosts first")


if __name__ == "__main__":
    sys.exit(main())
