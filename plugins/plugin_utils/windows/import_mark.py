# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left with a root that was imported for an agent, so that a later run sees whether the agent was started after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry

OWNER = "scom.dmz"
"""Begins the description (property 13) of every entry that this collection imports; the run follows."""

_NOTE = re.compile(
    rf"{re.escape(OWNER)} \S+ HealthService process (?P<process>\d{{1,10}}) record (?P<record>\d{{1,19}})", re.ASCII
)


@dataclass(frozen=True)
class ImportNote:
    """HealthService's process and the newest record of its log, both before the import."""

    process_id: int
    record_id: int

    def __str__(self) -> str:
        return f"HealthService process {self.process_id} record {self.record_id}"


def read_import_note(entry: StoreEntry | None) -> ImportNote | None:
    """The note in the description of a store entry; None when something else imported it."""
    blob = entry.blobs.get(".Default") if entry else None
    match = _NOTE.fullmatch((blob.text(DESCRIPTION) or "") if blob else "")
    return ImportNote(int(match["process"]), int(match["record"])) if match else None
