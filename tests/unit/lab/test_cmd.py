# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Command lines as `cmd /c` takes them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.lab.windows.console.cmd import Cmd, split_arguments
from tests.lab.windows.console.output import ConsoleOutput, printed


def _exit(arguments: Sequence[str]) -> ConsoleOutput:
    return ConsoleOutput(stderr=b"!", exit_code=int(arguments[0]))


@pytest.fixture
def cmd() -> Cmd:
    return Cmd({"args": lambda arguments: printed("|".join(arguments)), "fail": _exit})


@pytest.mark.parametrize(
    ("line", "stdout", "exit_code"),
    [
        ("echo a & echo b", "a \r\nb\r\n", 0),
        ("fail 3 & echo b", "b\r\n", 0),
        ("echo a & fail 3", "a \r\n", 3),
        ("fail 3 && echo b", "", 3),
        ("fail 3 || echo b", "b\r\n", 0),
        ("echo a|| echo b", "a\r\n", 0),
        ("fail 3 && echo a || echo b", "b\r\n", 0),
        ("fail 3 || echo a& echo b", "a\r\nb\r\n", 0),
        ("fail 3 && (echo a& echo b)", "", 3),
        ("(fail 3 & fail 4) || echo b", "b\r\n", 0),
        ("echo a &", "a \r\n", 0),
        ('args "a & b" c', "a & b|c\r\n", 0),
        ("ARGS.exe x", "x\r\n", 0),
        ("fail 3 2>&1", "!", 3),
    ],
)
def test_commands_are_joined_as_cmd_joins_them(cmd: Cmd, line: str, stdout: str, exit_code: int) -> None:
    output = cmd.run(line)
    assert (output.stdout.decode(), output.exit_code) == (stdout, exit_code)


def test_an_outer_pair_of_quotes_is_taken_off(cmd: Cmd) -> None:
    assert cmd.run('"args "a b" c"').stdout == b"a b|c\r\n"


def test_an_unknown_program_is_named_on_stderr(cmd: Cmd) -> None:
    output = cmd.run("nosuch /x")
    assert output.exit_code == 1
    assert output.stderr.startswith(b"'nosuch' is not recognized as an internal or external command,\r\n")


@pytest.mark.parametrize("line", ["& echo a", "& & echo a", "echo a && ", "(echo a", "echo a )", "echo a | args"])
def test_a_line_that_makes_no_sense_runs_nothing_after_the_problem(cmd: Cmd, line: str) -> None:
    output = cmd.run(line)
    assert (output.stdout, output.exit_code) == (b"", 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a  b", ["a", "b"]),
        ('"a b" ""', ["a b", ""]),
        (r'"HKLM\A B\\" /s', ["HKLM\\A B\\", "/s"]),
        (r'"say \"hi\""', ['say "hi"']),
        ('/q:"*[System]" x', ["/q:*[System]", "x"]),
    ],
)
def test_words_are_split_as_programs_receive_them(text: str, words: list[str]) -> None:
    assert split_arguments(text) == words
