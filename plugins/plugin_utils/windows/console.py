# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Console programs that read: many of them in one command line, each one's output told apart and its success known.

A command line holds constants, integers, validated hex and key names of a narrow alphabet; nothing else gets in.
Each command is followed by an echo of a random mark, with ``+`` when it succeeded and ``-`` when it failed, so that
output that was cut off, or that imitates another command's, is noticed (cmd.exe: ``a && b || c``).

What programs write on stderr has no marks. It is shown beside a failure as what the host wrote, and never judged by: it is in
the host's language, and in a line of many commands it cannot be told which of the failed ones wrote it.
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CommandTimedOut,
    HostUnreachable,
    ScomDmzError,
    Unreadable,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import excerpt
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

MAX_LINE = 8000
"""Characters of a command line. cmd.exe's limit of 8191 (Microsoft KB 830473) counts the ``C:\\Windows\\system32\\cmd.exe /C ``
that WinRM puts before it: 8160 passed and 8161 did not (ocaml/flexdll, pull request 68), and beyond it WinRM ran nothing, printed
nothing and returned 0 (mondoohq/mql, pull request 10552). The folder of Windows may have a longer name."""

_JOINT = "&"
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
    """One command's output; ``succeeded`` when its exit code was 0.

    ``words`` end the sentence that tells of a failed one: what the host wrote, or wrote meanwhile, when other commands of its
    line failed too; nothing where it wrote nothing.
    """

    succeeded: bool
    text: str
    words: str = ""


class Reader(Protocol):
    """Something that is learned from console commands.

    ``read`` gets one section a command, in their order, and gives the answer, or :class:`Further` commands that it takes.
    """

    @property
    def commands(self) -> Sequence[str]: ...

    def read(self, sections: Sequence[Section], host: Host) -> Any: ...


@dataclass(frozen=True)
class Further:
    """A reader that follows on another, once it is known what is worth asking for."""

    commands: Sequence[str]
    read: Callable[[Sequence[Section], Host], Any]


class Tolerant:
    """A reader whose failure is an answer: ``read`` returns the error, unless the host itself is lost."""

    def __init__(self, reader: Reader) -> None:
        self.commands = reader.commands
        self._reader = reader

    def read(self, sections: Sequence[Section], host: Host) -> Any:
        answer = _or_its_error(lambda: self._reader.read(sections, host))
        return Further(answer.commands, Tolerant(answer).read) if isinstance(answer, Further) else answer


class Apart(Tolerant):
    """A tolerant reader whose commands run last, in a command line of their own: the time that they take is its loss alone."""


def read_all(host: Host, *readers: Reader) -> list[Any]:
    """Run the commands of all readers in as few command lines as they fit in, and let each one read its output."""
    together = iter(_read_together(host, [reader for reader in readers if not isinstance(reader, Apart)]))
    answers = [reader if isinstance(reader, Apart) else next(together) for reader in readers]
    return [_read_apart(host, answer) if isinstance(answer, Apart) else answer for answer in answers]


def _read_apart(host: Host, reader: Reader) -> Any:
    return _or_its_error(lambda: _read_together(host, [reader])[0])


def _read_together(host: Host, readers: Sequence[Reader]) -> list[Any]:
    sections = iter(run_commands(host, [command for reader in readers for command in reader.commands]))
    answers = [reader.read([next(sections) for _command in reader.commands], host) for reader in readers]
    unfinished = [answer for answer in answers if isinstance(answer, Further)]
    finished = iter(_read_together(host, unfinished) if unfinished else ())
    return [next(finished) if isinstance(answer, Further) else answer for answer in answers]


def _or_its_error(read: Callable[[], Any]) -> Any:
    """The answer, or the error that it ends in, unless the host itself is lost."""
    try:
        return read()
    except HostUnreachable:
        raise
    except ScomDmzError as error:
        return error


def run_commands(host: Host, commands: Sequence[str]) -> list[Section]:
    """Run reading commands one after the other. Raises :class:`Unreadable` when any output is incomplete."""
    mark = "".join(secrets.choice(_MARK_LETTERS) for _letter in range(_MARK_LENGTH))
    with attempting(f"read {host.name} by console commands"):
        marked = [f"{command}&&echo {mark}+||echo {mark}-" for command in commands]
        return [section for line in _lines(marked) for section in _run(host, line, mark)]


def _lines(commands: Iterable[str]) -> Iterator[list[str]]:
    """The commands, as many together as a line takes."""
    together: list[str] = []
    for command in commands:
        if together and len(_JOINT.join([*together, command])) > MAX_LINE:
            yield together
            together = []
        together.append(command)
    if together:
        yield together


def _run(host: Host, commands: Sequence[str], mark: str) -> list[Section]:
    line = _JOINT.join(commands)
    try:
        output = host.session.run(line)
    except CommandTimedOut as error:
        _sections, rest = _split(_decoded(error.stdout), mark)
        error.add(_words(_decoded(error.stderr), rest))
        raise
    sections, rest = _split(_decoded(output.stdout), mark)
    stderr = _decoded(output.stderr)
    if len(sections) == len(commands) and not rest.strip():
        return _with_words(sections, stderr)
    if not (output.stdout or output.stderr):
        raise Unreadable(f"the host ran nothing of a command line of {len(line)} characters")
    raise Unreadable(f"{_incomplete(len(commands), len(sections))}{_words(stderr, rest)}")


def _decoded(written: bytes) -> str:
    return written.decode("utf-8", "replace").replace("\r\n", "\n")


def _split(output: str, mark: str) -> tuple[list[Section], str]:
    """The sections, and what follows the last mark.

    A mark begins a line, or follows the last event: nobody has seen whether wevtutil ends that with a line feed.
    A pattern that begins with the mark itself is searched ten times as fast as one that begins with ^.
    """
    pieces = re.split(rf"{mark}(?:(?<=^{mark})|(?<=</Event>{mark}))([+-])[ ]*\n", output, flags=re.MULTILINE)
    signed = zip(pieces[0::2], pieces[1::2], strict=False)
    return [Section(sign == "+", text) for text, sign in signed], pieces[-1]


def _with_words(sections: Sequence[Section], stderr: str) -> list[Section]:
    failures = sum(not section.succeeded for section in sections)
    meanwhile = " meanwhile" if failures > 1 else ""
    return [
        section if section.succeeded else replace(section, words=_words(stderr, section.text, meanwhile))
        for section in sections
    ]


def _incomplete(expected: int, ended: int) -> str:
    if not ended:
        return "no command ran to its end"
    if ended == expected:
        return f"the output of {expected} commands goes on after their end"
    return f"the output of {expected} commands ended after {ended}"


def _words(stderr: str, unmarked: str, meanwhile: str = "") -> str:
    """What the host wrote on stderr, or else on stdout where no command can be told to have ended."""
    told = excerpt(stderr) or excerpt(unmarked)
    return f"; the host wrote{meanwhile}: {told}" if told else ""
