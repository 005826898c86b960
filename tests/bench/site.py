# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site that another process serves, so that its CPU time is not the controller's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import psutil

from tests.bench.jobs import Run

_COMMANDS = re.compile(r'(?:"[^"]*"|[^"&|])+')
INVENTORY, LOG, READY = "inventory.yml", "requests.jsonl", "ready"


@dataclass(frozen=True)
class Traffic:
    """The HTTP exchanges of one host, the octets of their bodies, and the processes that its command lines started there."""

    exchanges: int = 0
    receives: int = 0
    sent: int = 0
    received: int = 0
    processes: int = 0


class Site:
    """What a run needs of a served site."""

    def __init__(self, folder: Path, server: psutil.Process) -> None:
        self.folder = folder
        self.inventory = folder / INVENTORY
        self._server = server
        self._read = 0

    def cpu(self) -> float:
        """The CPU time of the process that serves it so far, in seconds."""
        times = self._server.cpu_times()
        return times.user + times.system

    def traffic(self) -> dict[str, Traffic]:
        """What each host has exchanged since the last look."""
        with Path(self.folder, LOG).open(encoding="utf-8") as log:
            log.seek(self._read)
            lines = log.readlines()
            self._read = log.tell()
        return by_host(lines)


def by_host(log: Iterable[str]) -> dict[str, Traffic]:
    """Add up the lines of a request log."""
    found: dict[str, Traffic] = {}
    for entry in map(json.loads, log):
        so_far = found.get(entry["machine"], Traffic())
        found[entry["machine"]] = Traffic(
            so_far.exchanges + 1,
            so_far.receives + (entry["action"] == "Receive"),
            so_far.sent + entry["request_bytes"],
            so_far.received + entry["answer_bytes"],
            so_far.processes + processes_of(entry.get("command_line", "")),
        )
    return found


def processes_of(command_line: str) -> int:
    """cmd.exe, and each command of its line that is none of its own; what these start themselves is not counted."""
    commands = [command.strip() for command in _COMMANDS.findall(command_line)]
    return 1 + sum(not command.lower().startswith("echo") for command in commands) if commands else 0


@contextmanager
def served(run: Run, where: Path) -> Iterator[Site]:
    """Serve the site of a run until the block ends; a new folder there is the site's."""
    folder = Path(mkdtemp(dir=where))
    what = [run.job.site, str(run.hosts), run.login, str(run.delay)]
    command = [sys.executable, "-m", "tests.bench.serve", *what, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline().strip() if process.stdout else ""
            if said != READY:
                raise RuntimeError(f"cannot serve the site {run.job.site}: the process that should do it has ended")
            yield Site(folder, psutil.Process(process.pid))
        finally:
            process.terminate()
