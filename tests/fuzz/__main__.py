# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.fuzz [SECONDS [TARGET...]]``: fuzzes the targets two at a time, and keeps each input that is a finding.

Ends with 1 when there was one; the unit tests replay them all from then on.
"""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.fuzz.targets import TARGETS

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "output" / "fuzz"
AT_ONCE = 2
_RUNS = re.compile(r"^stat::number_of_executed_units:\s+(\d+)", re.MULTILINE)
_COVERAGE = re.compile(r"\bcov: (\d+)")


def main(seconds: str = "600", *targets: str) -> int:
    with ThreadPoolExecutor(AT_ONCE) as workers:
        found = list(workers.map(lambda target: fuzz(target, seconds), targets or TARGETS))
    return int(any(found))


def fuzz(target: str, seconds: str) -> bool:
    """Run one target and say what came of it; True when something was found."""
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.run",
        target,
        seconds,
        str(OUTPUT / target),
        str(HERE / "cases" / target),
    ]
    run = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False
    )
    outcome = "nothing found" if run.returncode == 0 else f"a finding:\n{_told(run.stdout)}"
    print(
        f"{target}: {_last(_RUNS, run.stdout)} executions, coverage {_last(_COVERAGE, run.stdout)}, {outcome}",
        flush=True,
    )
    return run.returncode != 0


def _last(number: re.Pattern[str], log: str) -> str:
    return next(reversed(number.findall(log)), "unknown")


def _told(log: str) -> str:
    """The end of the log, without the fuzzer's progress."""
    return "\n".join([line for line in log.splitlines() if not line.startswith(("#", "INFO", "stat::"))][-60:])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
