# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much memory a process and its children take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil

INTERVAL_SECONDS = 0.25

_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class Peak:
    """The most that was seen, in octets.

    `main` is the resident memory of the process itself, `together` that of it and all its children at one moment,
    in which what they share counts once (PSS).
    """

    main: int = 0
    together: int = 0


@contextmanager
def watched(pid: int) -> Iterator[Peak]:
    """Look at a process again and again until the block ends."""
    peak, ended = Peak(), Event()
    watching = Thread(target=_watch, args=(pid, peak, ended), name="memory")
    watching.start()
    try:
        yield peak
    finally:
        ended.set()
        watching.join()


def _watch(pid: int, peak: Peak, ended: Event) -> None:
    while not ended.wait(INTERVAL_SECONDS):
        try:
            process = psutil.Process(pid)
            peak.main = max(peak.main, _high_water(pid))
            peak.together = max(peak.together, sum(map(_share, [process, *process.children(recursive=True)])))
        except (psutil.Error, OSError):
            return


def _high_water(pid: int) -> int:
    """The kernel keeps the peak itself; a process that has ended has none."""
    found = _HIGH_WATER.search(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) * 1024 if found else 0


def _share(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
