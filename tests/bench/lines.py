# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench.lines` checks hosts over a quick and a slow line and prints what the line adds."""

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
from tests.bench.lines_page import Crew, Line, section
from tests.bench.measuring import Cost, RunError
from tests.bench.results import Result, Sample
from tests.bench.scale import CHECK

DELAY = 0.1
"""Seconds that the slow line adds to each exchange."""

NO_START = Cost(0.0, 0.0, 0)
"""The start is the same over both lines, so it needn't be measured."""

CREWS = (Crew(1, 1), Crew(10, 1), Crew(10, 5), Crew(10, 10))
ROUNDS = 5


@dataclass(frozen=True)
class Lines:
    """Who is checked over both lines, and how often."""

    crews: Sequence[Crew]
    rounds: int
    login: str
    folder: Path

    def settings(self, crew: Crew, delay: float) -> Settings:
        """Those of a controller behind such a line."""
        folder = self.folder / f"lines-{crew.hosts}-{crew.forks}-{delay}"
        return Settings(crew.hosts, crew.forks, self.rounds, self.login, folder, [CHECK], delay=delay)


def measure(lines: Lines, tell: Callable[[str], None]) -> list[Line]:
    """A line for each crew; the crews and both of their lines take turns. Raises `RunError`."""
    samples: dict[tuple[Crew, float], list[Sample]] = defaultdict(list)
    runs = [(crew, delay) for crew in lines.crews for delay in (0.0, DELAY)]
    with ExitStack() as sites:
        controllers = {run: sites.enter_context(bench(lines.settings(*run))) for run in runs}
        for number in range(1, lines.rounds + 1):
            for run in in_turn(runs, number):
                crew, delay = run
                tell(f"round {number} of {lines.rounds}: {crew.label}, {delay * 1000:.0f} ms")
                samples[run].append(controllers[run].sample(CHECK, NO_START))
    return [Line(crew, DELAY, *(_result(crew, samples[crew, delay]) for delay in (0.0, DELAY))) for crew in lines.crews]


def _result(crew: Crew, samples: Sequence[Sample]) -> Result:
    return Result(crew.label, "Check", tuple(samples))


def main() -> int:
    arguments = _arguments()
    with TemporaryDirectory() as folder:
        lines = Lines(CREWS, arguments.rounds, arguments.login, Path(folder))
        try:
            measured = measure(lines, lambda text: print(text, file=sys.stderr, flush=True))
        except RunError as error:
            print(error, file=sys.stderr)
            return 1
    print(section(measured))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.lines", description="Check hosts over a slow line.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each line is run")
    parser.add_argument("--login", choices=("ntlm", "basic"), default="ntlm")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
