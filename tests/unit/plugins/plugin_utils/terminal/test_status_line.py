# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status line comes and goes without a trace."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from threading import RLock

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.terminal.status_line import (
    ERASE,
    StatusLine,
    cut,
    has_status_line,
)

COLUMNS = 20
END = b"\x1c"
XTERM = {"TERM": "xterm"}


@dataclass
class Terminal:
    """A terminal, standard output and standard error on it, and the status line between them."""

    screen: int
    device: int
    output: TextIOWrapper
    error: TextIOWrapper
    line: StatusLine

    @property
    def written(self) -> str:
        """All that was written. The kernel may hand it over in pieces, so an end is written behind it and waited for."""
        os.write(self.device, END)
        data = b""
        while not data.endswith(END):
            data += os.read(self.screen, 65536)
        return data.removesuffix(END).decode().replace("\r\n", "\n")


def _stream(descriptor: int, encoding: str = "utf-8") -> TextIOWrapper:
    return TextIOWrapper(os.fdopen(os.dup(descriptor), "wb"), encoding=encoding, line_buffering=True)


@pytest.fixture
def descriptors() -> Iterator[tuple[int, int]]:
    screen, device = pty.openpty()
    fcntl.ioctl(device, termios.TIOCSWINSZ, struct.pack("HHHH", 25, COLUMNS, 0, 0))
    yield screen, device
    os.close(screen)
    os.close(device)


@pytest.fixture
def terminal(descriptors: tuple[int, int]) -> Terminal:
    screen, device = descriptors
    output, error = _stream(device), _stream(device)
    return Terminal(screen, device, output, error, StatusLine(output, [output, error], RLock()))


def test_the_line_is_rewritten_in_place(terminal: Terminal) -> None:
    terminal.line.show("1 done")
    terminal.line.show("2 done")
    assert terminal.written == f"{ERASE}1 done{ERASE}2 done"


def test_it_is_cut_before_the_last_column(terminal: Terminal) -> None:
    terminal.line.show("x" * COLUMNS)
    assert terminal.written == f"{ERASE}{'x' * (COLUMNS - 4)}..."


@pytest.mark.parametrize("stream", ["output", "error"])
def test_it_is_erased_before_anybody_writes_there(terminal: Terminal, stream: str) -> None:
    terminal.line.show("1 done")
    getattr(terminal, stream).write("ok: [web01]\nok: [web02]\n")
    assert terminal.written == f"{ERASE}1 done{ERASE}ok: [web01]\nok: [web02]\n"


def test_it_is_erased_before_a_question_which_flushes_the_streams(terminal: Terminal) -> None:
    terminal.line.show("1 done")
    terminal.output.flush()
    assert terminal.written == f"{ERASE}1 done{ERASE}"


def test_it_is_erased_once(terminal: Terminal) -> None:
    terminal.line.show("1 done")
    terminal.line.erase()
    terminal.line.erase()
    terminal.output.write("ok: [web01]\n")
    assert terminal.written == f"{ERASE}1 done{ERASE}ok: [web01]\n"


def test_a_line_that_somebody_has_begun_is_left_alone_until_it_ends(terminal: Terminal) -> None:
    terminal.line.show("1 done")
    terminal.error.write("Continue? ")
    terminal.error.flush()
    terminal.line.show("2 done")
    terminal.error.write("yes\n")
    terminal.line.show("3 done")
    assert terminal.written == f"{ERASE}1 done{ERASE}Continue? yes\n{ERASE}3 done"


def test_afterwards_the_streams_are_as_they_were(terminal: Terminal) -> None:
    before = terminal.output.buffer.write, terminal.error.buffer.flush
    terminal.line.show("1 done")
    assert (terminal.output.buffer.write, terminal.error.buffer.flush) != before
    terminal.line.close()
    assert (terminal.output.buffer.write, terminal.error.buffer.flush) == before
    assert terminal.written == f"{ERASE}1 done{ERASE}"


def test_it_can_be_shown_again_after_it_was_closed(terminal: Terminal) -> None:
    terminal.line.show("1 done")
    terminal.line.close()
    terminal.line.show("2 done")
    terminal.output.write("ok: [web01]\n")
    assert terminal.written == f"{ERASE}1 done{ERASE}{ERASE}2 done{ERASE}ok: [web01]\n"


def test_what_the_terminal_cannot_show_is_escaped(descriptors: tuple[int, int]) -> None:
    screen, device = descriptors
    output = _stream(device, encoding="ascii")
    StatusLine(output, [output], RLock()).show("now wéb01")
    assert os.read(screen, 65536).decode() == f"{ERASE}now w\\xe9b01"


def test_a_terminal_that_is_gone_keeps_nobody_from_writing(terminal: Terminal) -> None:
    terminal.line.show("1 done")
    os.set_blocking(terminal.screen, False)
    gone = os.open(os.devnull, os.O_RDONLY)
    os.dup2(gone, terminal.output.fileno())
    os.close(gone)
    terminal.error.write("ok: [web01]\n")
    assert terminal.written == f"{ERASE}1 done" + "ok: [web01]\n"


@pytest.mark.parametrize(
    ("text", "width", "fitting"),
    [
        ("12345", 5, "12345"),
        ("123456", 5, "12..."),
        ("日本", 4, "日本"),
        ("日本語", 5, "日..."),
        ("日本語", 4, "..."),
        ("12345", 2, ".."),
        ("12345", -1, ""),
    ],
)
def test_a_text_is_cut_to_the_columns_that_there_are(text: str, width: int, fitting: str) -> None:
    assert cut(text, width) == fitting


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        (XTERM, True),
        ({"TERM": "dumb"}, False),
        ({}, False),
        ({**XTERM, "CI": "true"}, False),
        ({**XTERM, "AWX_ISOLATED_DATA_DIR": "/runner/artifacts/1"}, False),
    ],
    ids=["xterm", "dumb", "unknown", "CI", "AWX"],
)
def test_a_terminal_that_somebody_watches_has_a_status_line(
    terminal: Terminal, environment: dict[str, str], shown: bool
) -> None:
    assert has_status_line(terminal.output, environment) is shown


def test_a_file_has_none() -> None:
    with open(os.devnull, "w", encoding="utf-8") as file:
        assert not has_status_line(file, XTERM)
