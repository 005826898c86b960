# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes beside the journal of changes, a file for each kind of them, in which each is noted once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Generic, TypeVar

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.journal_files import (
    append_objects,
    foreign_line,
    read_objects,
    unwritable,
)

Note = TypeVar("Note")


class NoteFile(Generic[Note]):
    """``name`` is no host's file: theirs end otherwise. Notes of one ``identity`` say the same, and the first one stays.

    ``decode`` makes a note of a line. It raises :class:`KeyError` or :class:`TypeError` for one that is none.
    """

    def __init__(
        self, name: str, decode: Callable[[Mapping[str, Any]], Note], identity: Callable[[Note], Hashable]
    ) -> None:
        self._name = name
        self._decode = decode
        self._identity = identity

    def read(self, folder: Path) -> tuple[Note, ...]:
        """All that were noted, oldest first. Raises :class:`JournalError` when the file is there and cannot be read."""
        path = folder / self._name
        try:
            return tuple(self._decode(entry) for entry in read_objects(path))
        except (KeyError, TypeError) as error:
            raise foreign_line(path) from error

    def add(self, folder: Path, notes: Sequence[Note]) -> None:
        """Note those that are not noted yet, synced to the disk. Raises :class:`JournalError`."""
        known = set(map(self._identity, self.read(folder)))
        new = [asdict(note) for note in notes if self._identity(note) not in known]  # type: ignore[call-overload]
        path = folder / self._name
        try:
            if new:
                append_objects(path, new)
        except OSError as error:
            raise unwritable(path, error, "nothing is changed without it") from error
