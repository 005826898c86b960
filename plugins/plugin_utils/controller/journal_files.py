# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the journal: a JSON object on each line, only ever added to, synced to the controller's disk, for their owner alone.

A line that was cut short by a crash is passed over. A file without any line that was begun as an object is something else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError


def read_objects(path: Path) -> list[dict[str, Any]]:
    """All whole objects, oldest first; none where there is no such file. Raises :class:`JournalError`."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise JournalError(f"cannot read the journal {path}: {error.strerror}") from error
    lines = text.split("\n")
    if text and not any(line.startswith("{") for line in lines):
        raise foreign_line(path)
    return [entry for entry in map(_whole, lines) if isinstance(entry, dict)]


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


def _whole(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
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
