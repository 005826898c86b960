# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which root was approved for which gateway, noted beside the journal of changes.

As ssh's known hosts, it tells another root from the one before, also where no host had to be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.notes import NoteFile


@dataclass(frozen=True)
class ApprovedRoot:
    """A root in PEM form, and all names of its gateway. ``time`` is when it was approved first, in ISO 8601 (UTC)."""

    time: str
    names: tuple[str, ...]
    root: str


def _note(entry: Mapping[str, Any]) -> ApprovedRoot:
    return ApprovedRoot(str(entry["time"]), tuple(map(str, entry["names"])), str(entry["root"]))


_FILE = NoteFile("approved-roots.log", _note, lambda note: (note.names, note.root))

read_approved_roots = _FILE.read
note_approved_roots = _FILE.add
