# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one run of a command costs the controller."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from select import select

LOOK_SECONDS = 0.25

_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


class RunError(Exception):
    """A run that was to be measured has failed."""


@dataclass(frozen=True)
class Cost:
    """CPU time of the process and all its children, user and system together, and wall time, in seconds.

    `memory` is the resident memory of the largest of these processes at its peak, `main` that of the process itself, in octets.
    """

    cpu: float
    wall: float
    memory: int
    main: int


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[Cost, str]:
    """Run a command to its end; its cost and its output. Raises `RunError`."""
    path = folder / "output.txt"
    began = time.monotonic()
    with path.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    main = _watch(process.pid)
    _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    text = path.read_text(encoding="utf-8")
    if process.returncode:
        raise RunError(f"{' '.join(command)} ended with {process.returncode}:\n{text[-3000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, main), text


def high_water(pid: int) -> int:
    """The resident memory of a process at its peak, in octets. The kernel forgets it when the process ends."""
    found = _HIGH_WATER.search(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) * 1024 if found else 0


def _watch(pid: int) -> int:
    """Wait for the end of a process; the last that was seen of its peak."""
    peak, ended = 0, os.pidfd_open(pid)
    try:
        while not select([ended], [], [], LOOK_SECONDS)[0]:
            peak = max(peak, high_water(pid))
    finally:
        os.close(ended)
    return peak
