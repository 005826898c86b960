# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which CAs were behind which gateway while a new root was distributed, as a file beside the journal.

What was seen behind a gateway may be removed when that gateway has another root; nothing else may, by its fingerprint alone.
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

_NAME = "presented-chains.log"
"""No host's file: theirs end otherwise."""


@dataclass(frozen=True)
class PresentedChain:
    """The issuers of a gateway's certificate in PEM form, its root last, all names of the gateway, and the run that saw them first.

    ``time`` is in ISO 8601 (UTC).
    """

    time: str
    run: str
    names: tuple[str, ...]
    issuers: str


def read_presented_chains(folder: Path) -> tuple[PresentedChain, ...]:
    """All that were noted, oldest first. Raises :class:`JournalError` when the file is there and cannot be read."""
    path = folder / _NAME
    try:
        return tuple(_note(entry) for entry in read_objects(path))
    except (KeyError, TypeError) as error:
        raise foreign_line(path) from error


def note_presented_chains(folder: Path, presented: Sequence[PresentedChain]) -> None:
    """Note those that are not noted yet, synced to the disk. Raises :class:`JournalError`."""
    known = {(note.names, note.issuers) for note in read_presented_chains(folder)}
    new = [asdict(note) for note in presented if (note.names, note.issuers) not in known]
    path = folder / _NAME
    try:
        if new:
            append_objects(path, new)
    except OSError as error:
        raise unwritable(path, error, "nothing is changed without it") from error


def _note(entry: Mapping[str, Any]) -> PresentedChain:
    names = tuple(map(str, entry["names"]))
    return PresentedChain(str(entry["time"]), str(entry["run"]), names, str(entry["issuers"]))
