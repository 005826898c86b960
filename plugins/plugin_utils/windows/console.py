# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Console programs that read: many of them in one command line, each one's output told apart and its success known.

A command line holds constants, integers, validated hex and key names of a narrow alphabet; nothing else gets in.
Each command is followed by an echo of a random mark, with ``+`` when it succeeded and ``-`` when it failed, so that
output that was cut off, or that imitates another command's, is noticed (cmd.exe: ``a && b || c``).
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    HostUnreachable,
    ScomDmzError,
    Unreadable,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

MAX_LINE = 8191
"""Characters of a command line, cmd.exe's limit (Microsoft KB 830473)."""

_MARK_LETTERS = string.ascii_letters + string.digits
_MARK_LENGTH = 4
"""A line that is a mark by chance makes one section too many, and the output is refused: 24 bits keep that rare even
where somebody fills a log with guesses."""

_THUMBPRINT = re.compile(r"[0-9A-F]{40}")
_VALUE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY = re.compile(r"[A-Za-z0-9 _.-]{1,64}(?:\\[A-Za-z0-9 _.-]{1,64}){0,7}")


def reg_query(key: str, recursive: bool = False) -> str:
    """``reg query`` of a key below HKEY_LOCAL_MACHINE."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a key that may stand in a command line: {key!r}")
    return f'reg query "HKLM\\{key}"' + (" /s" if recursive else "")


def reg_query_value(key: str, name: str) -> str:
    """``reg query`` of one value alone of a key below HKEY_LOCAL_MACHINE."""
    if not _VALUE.fullmatch(name):
        raise ValueError(f"not a value that may stand in a command line: {name!r}")
    return f"{reg_query(key)} /v {name}"


def query_events(log: str, xpath: str, count: int) -> str:
    """``wevtutil qe``: the newest ``count`` events that an XPath built of constants and integers selects."""
    return f'wevtutil qe "{log}" /q:"{xpath}" /f:xml /rd:true /c:{count}'


def verify_root(thumbprint: str) -> str:
    """``certutil -verifystore``: CryptoAPI's own look at one certificate of the store Root."""
    if not _THUMBPRINT.fullmatch(thumbprint):
        raise ValueError(f"not a thumbprint that may stand in a command line: {thumbprint!r}")
    return f"certutil -verifystore Root {thumbprint}"


@dataclass(frozen=True)
class Section:
    """One command's output; ``succeeded`` when its exit code was 0."""

    succeeded: bool
    text: str


class Reader(Protocol):
    """Something that is learned from console commands. ``read`` gets one section a command, in their order."""

    @property
    def commands(self) -> Sequence[str]: ...

    def read(self, sections: Sequence[Section], host: Host) -> Any: ...


class Tolerant:
    """A reader whose failure is an answer: ``read`` returns the error, unless the host itself is lost."""

    def __init__(self, reader: Reader) -> None:
        self.commands = reader.commands
        self._reader = reader

    def read(self, sections: Sequence[Section], host: Host) -> Any:
        try:
            return self._reader.read(sections, host)
        except HostUnreachable:
            raise
        except ScomDmzError as error:
            return error


def read_all(host: Host, *readers: Reader) -> list[Any]:
    """Run the commands of all readers in as few command lines as they fit in, and let each one read its output."""
    sections = iter(run_commands(host, [command for reader in readers for command in reader.commands]))
    return [reader.read([next(sections) for _command in reader.commands], host) for reader in readers]


def run_commands(host: Host, commands: Sequence[str]) -> list[Section]:
    """Run reading commands one after the other. Raises :class:`Unreadable` when any output is incomplete."""
    mark = "".join(secrets.choice(_MARK_LETTERS) for _letter in range(_MARK_LENGTH))
    sections: list[Section] = []
    with attempting(f"read {host.name} by console commands"):
        for line in _lines([f"{command}&&echo {mark}+||echo {mark}-" for command in commands]):
            output = host.session.run(line).stdout.decode("utf-8", "replace").replace("\r\n", "\n")
            sections += _split(output, mark)
        if len(sections) != len(commands):
            raise Unreadable(f"the output of {len(commands)} commands ended after {len(sections)}")
    return sections


def _lines(commands: Sequence[str]) -> Iterator[str]:
    line = ""
    for command in commands:
        joined = f"{line}&{command}" if line else command
        if len(joined) > MAX_LINE:
            yield line
            joined = command
        line = joined
    if line:
        yield line


def _split(output: str, mark: str) -> list[Section]:
    """A mark begins a line, or follows the last event: nobody has seen whether wevtutil ends that with a line feed.

    A pattern that begins with the mark itself is searched ten times as fast as one that begins with ^.
    """
    pieces = re.split(rf"{mark}(?:(?<=^{mark})|(?<=</Event>{mark}))([+-])[ ]*\n", output, flags=re.MULTILINE)
    if pieces[-1].strip():
        raise Unreadable("the output of a command was cut off")
    return [Section(sign == "+", text) for text, sign in zip(pieces[0::2], pieces[1::2], strict=False)]
