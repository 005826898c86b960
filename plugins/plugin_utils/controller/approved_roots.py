# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which root was approved for which gateway, noted beside the journal of changes: a JSON object on each line of one file.

As ssh's known hosts, it tells another root from the one before, also where no host had to be changed. A line that was cut
short by a crash is passed over; a file without any line that was begun as this one begins one is something else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

_NAME = "approved-roots.log"
"""No host's file: theirs end otherwise."""


@dataclass(frozen=True)
class ApprovedRoot:
    """A root in PEM form, and all names of its gateway. ``time`` is when it was approved first, in ISO 8601 (UTC)."""

    time: str
    names: tuple[str, ...]
    root: str


def read_approved_roots(folder: Path) -> tuple[ApprovedRoot, ...]:
    """All that were noted, oldest first. Raises :class:`JournalError` when the file is there and cannot be read."""
    path = folder / _NAME
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise JournalError(f"cannot read the journal {path}: {error.strerror}") from error
    try:
        return tuple(_notes(text))
    except (KeyError, TypeError, ValueError) as error:
        raise JournalError(f"cannot read the journal {path}: a line of it is not its own") from error


def note_approved_roots(folder: Path, approved: Sequence[ApprovedRoot]) -> None:
    """Note those that are not noted yet, synced to the disk. Raises :class:`JournalError`."""
    known = {(note.names, note.root) for note in read_approved_roots(folder)}
    lines = [json.dumps(asdict(note)) for note in approved if (note.names, note.root) not in known]
    if not lines:
        return
    path = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(path, "a", encoding="utf-8", opener=_open_private) as file:
            file.write("\n".join(["", *lines, ""]))  # a line break ends what an earlier run could not finish
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise JournalError(
            f"cannot write the journal {path}: {error.strerror}; nothing is changed without it"
        ) from error


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _notes(text: str) -> Iterator[ApprovedRoot]:
    lines = text.split("\n")
    if text and not any(line.startswith("{") for line in lines):
        raise ValueError("no line of it was begun as this file begins one")
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        yield ApprovedRoot(str(entry["time"]), tuple(map(str, entry["names"])), str(entry["root"]))
