# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command on a terminal of its own and keeps what it wrote there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte

LINES, COLUMNS = 1000, 160
_STATUS = re.compile(r"\r\x1b\[K([^\r\n\x1b]+)(?=\r\x1b\[K)")


@dataclass(frozen=True)
class Watched:
    """What a terminal received."""

    written: str

    @property
    def screen(self) -> list[str]:
        """The lines that a person sees at the end."""
        screen = pyte.Screen(COLUMNS, LINES)
        pyte.Stream(screen).feed(self.written)
        return "\n".join(line.rstrip() for line in screen.display).rstrip().split("\n")

    @property
    def status_lines(self) -> list[str]:
        """Every text that stood in a line until that was erased."""
        return _STATUS.findall(self.written)


def watch(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    interrupt_when: Callable[[], bool] = lambda: False,
) -> Watched:
    """Run the command to its end, or press Ctrl-C as soon as something holds."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execve(command[0], command, {**environment, "TERM": "xterm"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    with open(terminal, "r+b", buffering=0) as screen:
        written = b""
        interrupted = False
        ended = False
        while not ended:
            if select.select([screen], [], [], 0.01)[0]:
                data = _read(screen.fileno())
                written, ended = written + data, not data
            if not interrupted and interrupt_when():
                interrupted = True
                screen.write(b"\x03")
    os.waitpid(process, 0)
    return Watched(written.decode())


def _read(terminal: int) -> bytes:
    """Linux ends a terminal that nobody writes to any longer with EIO."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
