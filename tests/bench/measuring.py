# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one run of a command costs the controller."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.memory import Peak, watched


class RunError(Exception):
    """A run that was to be measured has failed."""


@dataclass(frozen=True)
class Cost:
    """CPU time of the process and all its children, user and system together, and wall time, in seconds.

    `memory` is the resident memory of the largest of these processes at its peak, in octets; `peak` says more of it, if asked for.
    """

    cpu: float
    wall: float
    memory: int
    peak: Peak = field(default_factory=Peak)


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], *, watches_memory: bool = False
) -> tuple[Cost, str]:
    """Run a command to its end; its cost and its output. Raises `RunError`."""
    path = folder / "output.txt"
    began = time.monotonic()
    with path.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        with watched(process.pid) if watches_memory else nullcontext(Peak()) as peak:
            _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    text = path.read_text(encoding="utf-8")
    if process.returncode:
        raise RunError(f"{' '.join(command)} ended with {process.returncode}:\n{text[-3000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, peak), text
