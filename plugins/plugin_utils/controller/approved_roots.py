# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which root was approved for which gateway, noted beside the journal of changes.

As ssh's known hosts, it tells another root from the one before, also where no host had to be changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.journal_files import (
    append_objects,
    foreign_line,
    read_objects,
    unwritable,
)

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
        return tuple(_note(entry) for entry in read_objects(path))
    except (KeyError, TypeError) as error:
        raise foreign_line(path) from error


def note_approved_roots(folder: Path, approved: Sequence[ApprovedRoot]) -> None:
    """Note those that are not noted yet, synced to the disk. Raises :class:`JournalError`."""
    known = {(note.names, note.root) for note in read_approved_roots(folder)}
    new = [asdict(note) for note in approved if (note.names, note.root) not in known]
    path = folder / _NAME
    try:
        if new:
            append_objects(path, new)
    except OSError as error:
        raise unwritable(path, error, "nothing is changed without it") from error


def _note(entry: Mapping[str, Any]) -> ApprovedRoot:
    return ApprovedRoot(str(entry["time"]), tuple(map(str, entry["names"])), str(entry["root"]))
