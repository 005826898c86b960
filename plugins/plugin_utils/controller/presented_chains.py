# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which CAs were behind which gateway while a new root was distributed, as a file beside the journal.

What was seen behind a gateway may be removed when that gateway has another root; nothing else may, by its fingerprint alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.notes import NoteFile


@dataclass(frozen=True)
class PresentedChain:
    """The issuers of a gateway's certificate in PEM form, its root last, all names of the gateway, and the run that saw them first.

    ``time`` is in ISO 8601 (UTC).
    """

    time: str
    run: str
    names: tuple[str, ...]
    issuers: str


def _note(entry: Mapping[str, Any]) -> PresentedChain:
    names = tuple(map(str, entry["names"]))
    return PresentedChain(str(entry["time"]), str(entry["run"]), names, str(entry["issuers"]))


_FILE = NoteFile("presented-chains.log", _note, lambda note: (note.names, note.issuers))

read_presented_chains = _FILE.read
note_presented_chains = _FILE.add
