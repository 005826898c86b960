# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of `cmd /c` that administrators' one-liners use: quotes, groups, `&`, `&&`, `||`, `2>&1` and echo."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from tests.lab.windows.console.output import ENGLISH_WINDOWS, ConsoleOutput, ConsoleStyle, failed, printed
from tests.lab.windows.console.starting import Obstacle, not_started

Program: TypeAlias = "Callable[[Sequence[str]], ConsoleOutput]"

TOKEN = re.compile(r'&&|\|\||[&|()]|(?:"[^"]*"?|2>&1|[^&|()"])+')
PIECE = re.compile(r'\\*"|\\+|\s+|[^\\\s"]+')


class SyntaxProblem(Exception):
    """The line isn't one that this cmd understands."""


class Cmd:
    """Runs command lines with the programs it is given, by name without `.exe`.

    `obstacles` keep programs from starting; `started` is told of every one that starts.
    """

    def __init__(
        self,
        programs: Mapping[str, Program],
        style: ConsoleStyle = ENGLISH_WINDOWS,
        obstacles: Mapping[str, Obstacle] = MappingProxyType({}),
        started: Callable[[str], None] = lambda _name: None,
    ) -> None:
        self._programs = programs
        self._style = style
        self._obstacles = obstacles
        self._started = started

    def run(self, line: str) -> ConsoleOutput:
        """The result of `cmd /c <line>`."""
        tokens = TOKEN.findall(_without_outer_quotes(line))
        try:
            return _Parser(tokens, self._simple).whole()
        except SyntaxProblem as problem:
            return failed(1, str(problem))

    def _simple(self, text: str) -> ConsoleOutput:
        """Run one command. What it prints goes where `2>&1` says."""
        if text.rstrip().endswith("2>&1"):
            output = self._simple(text.rstrip().removesuffix("2>&1"))
            return ConsoleOutput(output.stdout + output.stderr, b"", output.exit_code)
        text = text.lstrip()
        if re.match(r"echo\b", text, re.IGNORECASE):
            return printed(text[5:] or "ECHO is on.")
        name, *arguments = split_arguments(text)
        image = name.lower().removesuffix(".exe")
        obstacle = self._obstacles.get(image) if image in self._programs else Obstacle.FILE_NOT_FOUND
        if obstacle:
            return not_started(name, obstacle, self._style)
        self._started(image)
        return self._programs[image](arguments)


class _Parser:
    """cmd's grammar, from the loosest to the tightest: `&`, `||`, `&&`, a group or a command."""

    def __init__(self, tokens: Sequence[str], run: Callable[[str], ConsoleOutput]) -> None:
        self._tokens = [token for token in tokens if token.strip()]
        self._run = run
        self._at = 0

    def whole(self) -> ConsoleOutput:
        output = self._sequence(True)
        if self._next() is not None:
            raise _unexpected(self._next())
        return output

    def _sequence(self, wanted: bool) -> ConsoleOutput:
        output = self._either(wanted)
        while self._take("&"):
            if self._next() in (None, ")"):
                break
            output = output.then(self._either(wanted))
        return output

    def _either(self, wanted: bool) -> ConsoleOutput:
        output = self._both(wanted)
        while self._take("||"):
            needed = output.exit_code != 0
            following = self._both(wanted and needed)
            output = output.then(following) if needed else output
        return output

    def _both(self, wanted: bool) -> ConsoleOutput:
        output = self._command(wanted)
        while self._take("&&"):
            needed = output.exit_code == 0
            following = self._command(wanted and needed)
            output = output.then(following) if needed else output
        return output

    def _command(self, wanted: bool) -> ConsoleOutput:
        if self._take("("):
            output = self._sequence(wanted)
            if not self._take(")"):
                raise _unexpected(self._next())
            return output
        token = self._next()
        if token is None or token in ("&", "&&", "||", "|", ")"):
            raise _unexpected(token)
        self._at += 1
        return self._run(token) if wanted else ConsoleOutput()

    def _next(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, token: str) -> bool:
        if self._next() != token:
            return False
        self._at += 1
        return True


def split_arguments(text: str) -> list[str]:
    """The words of a command as its program receives them (CommandLineToArgvW)."""
    words: list[str] = []
    word: str | None = None
    quoted = False
    for piece in PIECE.findall(text):
        if piece.endswith('"'):
            backslashes, escaped = divmod(len(piece) - 1, 2)
            word = (word or "") + "\\" * backslashes + '"' * escaped
            quoted ^= not escaped
        elif quoted or not piece.isspace():
            word = (word or "") + piece
        elif word is not None:
            words.append(word)
            word = None
    return words if word is None else [*words, word]


def _without_outer_quotes(line: str) -> str:
    """`cmd /c` strips the first and the last quote of a line that begins with one (`cmd /?`)."""
    line = line.strip()
    if not line.startswith('"'):
        return line
    head, _, tail = line[1:].rpartition('"')
    return head + tail


def _unexpected(token: str | None) -> SyntaxProblem:
    return SyntaxProblem(
        f"{token} was unexpected at this time." if token else "The syntax of the command is incorrect."
    )
