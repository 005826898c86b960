# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A status line: the last line of a terminal, which is rewritten in place and makes way for whatever else is written."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any, TextIO

ERASE = "\r\x1b[K"
"""Back to the begin of the line, and erase to its end (ECMA-48, EL)."""

USUAL_WIDTH = 80
CUT = "..."


def has_status_line(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether a stream is watched on a terminal that can erase a line.

    Build systems and AWX, whose runner sets AWX_ISOLATED_DATA_DIR, may keep what they read from a terminal of their own.
    """
    kept = environment.get("CI") or environment.get("AWX_ISOLATED_DATA_DIR")
    return stream.isatty() and environment.get("TERM", "dumb") != "dumb" and not kept


def cut(text: str, width: int) -> str:
    """The text as it fits into so many columns of a terminal, with dots for what does not."""
    if sum(map(_columns, text)) <= width:
        return text
    kept, room = "", width - len(CUT)
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += character
    return kept + CUT[: max(width, 0)]


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class StatusLine:
    """Shows a line on a terminal, and erases it before anything else is written to one of the streams that end there.

    It stands between the streams and their buffers, where Ansible's Display, questions and everything else come by. ``lock``
    is the one that guards these buffers already: nothing is written between an erasure and what it was made for, and no
    process is forked with a lock that stays closed.
    """

    def __init__(self, terminal: TextIO, streams: Iterable[TextIO], lock: AbstractContextManager[Any]) -> None:
        self._terminal = terminal
        self._put, self._flush = terminal.buffer.write, terminal.buffer.flush
        self._lock = lock
        buffers = [stream.buffer for stream in streams]
        self._plain = [(buffer, name, getattr(buffer, name)) for buffer in buffers for name in ("write", "flush")]
        self._attached = False
        self._shown = False
        self._line_begun = False

    def show(self, text: str) -> None:
        """Show the text as the status line, unless a line has begun that has no end yet, such as a question.

        Raises OSError when the terminal is gone.
        """
        with self._lock:
            self._attach()
            if not self._line_begun:
                self._shown = True
                # A character in the last column makes some terminals go to the next line.
                self._write(ERASE + cut(self._encodable(text), self._width() - 1))

    def erase(self) -> None:
        """Leave no trace of the status line. A terminal that is gone has none."""
        with self._lock, suppress(OSError, ValueError):
            if self._shown:
                self._shown = False
                self._write(ERASE)

    def close(self) -> None:
        """Erase the line and leave the streams as they were."""
        with self._lock:
            self.erase()
            for buffer, name, function in self._plain:
                setattr(buffer, name, function)
            self._attached = False

    def _attach(self) -> None:
        if not self._attached:
            self._attached = True
            for buffer, name, function in self._plain:
                setattr(buffer, name, self._making_way(function))

    def _making_way(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def after_erasing(*data: bytes) -> Any:
            with self._lock:
                self.erase()
                if data:
                    self._line_begun = not bytes(data[0]).endswith(b"\n")
                return function(*data)

        return after_erasing

    def _write(self, text: str) -> None:
        self._put(text.encode(self._terminal.encoding))
        self._flush()

    def _encodable(self, text: str) -> str:
        return text.encode(self._terminal.encoding, "backslashreplace").decode(self._terminal.encoding)

    def _width(self) -> int:
        return os.get_terminal_size(self._terminal.fileno()).columns or USUAL_WIDTH
