# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Wine prefix: a Windows of its own in a folder, with the server that runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from tests.lab.windows.console.output import ConsoleOutput

COMPILER = "x86_64-w64-mingw32-gcc"
HOST_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
PACKAGES = ("wine", "wine64", "gcc-mingw-w64-x86-64-win32", "ca-certificates")
"""Debian's packages that hold what this tier needs."""

BOOT_SECONDS = 180
COMMAND_SECONDS = 60
IDLE_SECONDS = 300
"""After which a server ends that nobody asks any more, such as that of a run that was killed."""

QUIET = {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d", "LANG": "C.UTF-8"}
"""No log, no offers to install Mono and Gecko, no entries in the menus of a desktop."""


def missing() -> list[str]:
    """What of this tier's needs is not on this machine."""
    programs = [program for program in ("wine", "wineserver", COMPILER) if shutil.which(program) is None]
    return programs if HOST_ROOTS.exists() else [*programs, str(HOST_ROOTS)]


class Prefix:
    """A prefix that has been booted. Its server stays between commands, or each of them would boot it anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "WINEPREFIX": str(folder), **QUIET}

    def boot(self) -> None:
        """Make the folder into a prefix. The server that is to stay comes first, and needs the folder."""
        self._folder.mkdir()
        self._call("wineserver", f"-p{IDLE_SECONDS}", seconds=COMMAND_SECONDS)
        self._require("wine", "wineboot", "-i", seconds=BOOT_SECONDS)

    def shut_down(self) -> None:
        self._call("wineserver", "-k", seconds=COMMAND_SECONDS)
        self._call("wineserver", "-w", seconds=COMMAND_SECONDS)

    def run(self, program: str, *arguments: str) -> ConsoleOutput:
        """The output of a Windows program, by its name in system32 or its path on this machine."""
        return self._call("wine", program, *arguments, seconds=COMMAND_SECONDS)

    def reg(self, *arguments: str) -> ConsoleOutput:
        return self.run("reg.exe", *arguments)

    def import_registry(self, content: bytes) -> None:
        """Lay a .reg file into the registry. reg.exe itself cannot write more than some 10 kB a value."""
        file = self._folder / "import.reg"
        file.write_bytes(content)
        self._require("wine", "regedit", "/s", f"Z:{file}", seconds=COMMAND_SECONDS)

    def _require(self, *command: str, seconds: int) -> None:
        output = self._call(*command, seconds=seconds)
        if output.exit_code:
            raise RuntimeError(f"{' '.join(command)} ended with {output.exit_code}: {output.stderr.decode()}")

    def _call(self, *command: str, seconds: int) -> ConsoleOutput:
        """Run a command with files for its output: Wine's services would hold pipes open after its end."""
        with TemporaryFile() as stdout, TemporaryFile() as stderr:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=self._environment,
                timeout=seconds,
                check=False,
            )
            stdout.seek(0)
            stderr.seek(0)
            return ConsoleOutput(stdout.read(), stderr.read(), done.returncode)


@contextmanager
def booted_prefix(folder: Path) -> Iterator[Prefix]:
    """A prefix of 700 MB, which is removed at the end."""
    prefix = Prefix(folder)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(prefix.shut_down)
        prefix.boot()
        yield prefix
