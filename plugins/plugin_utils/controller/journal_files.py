# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the journal: a JSON object on each line, only ever added to, synced to the controller's disk, for their owner alone.

A line that was cut short by a crash is passed over. A file without any line that was begun as an object is something else.
What no crash explains is told by :func:`unreadable_lines` to those who need every line.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def read_objects(path: Path) -> list[dict[str, Any]]:
    """All whole objects, oldest first; none where there is no such file. Raises :class:`JournalError`."""
    return [entry for entry in map(_whole, _lines(path)) if isinstance(entry, dict)]


def unreadable_lines(path: Path) -> list[int]:
    """The numbers of the lines, from 1, that are no object and were not cut short by a crash either. Raises :class:`JournalError`."""
    lines = enumerate(_lines(path), start=1)
    return [number for number, line in lines if not (isinstance(_whole(line), dict) or _is_cut_short(line))]


def foreign_line(path: Path) -> JournalError:
    """What is whole as JSON and is no line of a journal was not cut short: something else has written it."""
    return JournalError(f"cannot read the journal {path}: a line of it is not its own")


def append_objects(path: Path, objects: Sequence[Mapping[str, Any]]) -> None:
    """When this returns, they are on the disk. Raises :class:`OSError`."""
    with open_file(path) as file:
        file.write(_line_break(file) + "".join(f"{json.dumps(each)}\n" for each in objects).encode())
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def open_file(path: Path) -> BinaryIO:
    """For reading and adding; the file and its folder are made where they are missing. Raises :class:`OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return open(path, "a+b", opener=_open_private)


def unwritable(path: Path, error: OSError, consequence: str) -> JournalError:
    return JournalError(f"cannot write the journal {path}: {error.strerror}; {consequence}")


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise JournalError(f"cannot read the journal {path}: {error.strerror}") from error
    lines = text.split("\n")
    if text and not any(line.startswith("{") for line in lines):
        raise foreign_line(path)
    return lines


def _is_cut_short(line: str) -> bool:
    """Whether it is the beginning of an object, or nothing at all; a crash may fill the rest with zeros."""
    written = line.rstrip("\0")
    between = _STRING.sub("", written)
    open_ended = '"' in between or between.count("{") > between.count("}")
    return not written or (written.startswith("{") and written.isascii() and written.isprintable() and open_ended)


def _whole(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):  # the latter of brackets without end
        return None


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """Without it a crash may lose the name of a new file (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line_break(file: BinaryIO) -> bytes:
    """Ends a line that an earlier run could not finish."""
    if file.seek(0, os.SEEK_END) == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"
