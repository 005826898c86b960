# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mark that this collection leaves on each certificate it imports: the description (property 13) of the store entry.

It travels with the certificate, so that every controller sees which run imported it, whether it is ours to remove, and
whether the agent was started after the import. Every form that was ever written is read::

    scom.dmz 2026-06-01T12:00:00Z                                        before runs had names: the time of the import
    scom.dmz 20260601T120000Z-5f3a9c                                     the run
    scom.dmz 20260601T120000Z-5f3a9c any note                            and a note
    scom.dmz 20260601T120000Z-5f3a9c HealthService process 7             before the log was noted as well: a note like any other
    scom.dmz/corporate 20260601T120000Z-5f3a9c                           and the set of certificates that it belongs to
    scom.dmz 20260601T120000Z-5f3a9c HealthService process 7 record 100  and what HealthService was before the import
    scom.dmz 20260601T120000Z-5f3a9c HealthService process 7 record 100 for gw01.corp.example,gw02.corp.example
                                                                         and the gateways whose root it is
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    SHA1_HASH,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName

LOCAL = PhysicalName.DEFAULT
"""The only physical store that this collection writes to: a copy of its mark in any other is not its own."""

_OURS = frozenset({SHA1_HASH, DESCRIPTION, FRIENDLY_NAME, ENHANCED_KEY_USAGE})
_OWNER = r"[A-Za-z0-9._-]{1,64}"
_MARK = re.compile(rf"scom\.dmz(?:/(?P<owner>{_OWNER}))? (?P<run>\S+)(?: (?P<note>.*))?", re.DOTALL)
_HEALTH_SERVICE = re.compile(r"HealthService process (?P<process>[0-9]{1,10}) record (?P<record>[0-9]{1,19})")
_FOR_GATEWAYS = re.compile(rf"(?P<note>{_HEALTH_SERVICE.pattern}) for (?P<gateways>.+)")


@dataclass(frozen=True)
class HealthServiceState:
    """HealthService before an import: its process, 0 when it did not run, and the newest record of its log, 0 when there was none."""

    process_id: int
    record_id: int

    def __str__(self) -> str:
        """As the note of a mark."""
        return f"HealthService process {self.process_id} record {self.record_id}"


@dataclass(frozen=True)
class ImportMark:
    """The run that imported a certificate, and what it noted with it, empty when it noted nothing.

    ``gateways`` are the inventory names of those for whose sake it was imported, none where that was not noted.
    ``owner`` is the set of certificates that it belongs to, empty for none: onboarding owns none, nor did earlier versions.
    """

    run: str
    note: str = ""
    gateways: tuple[str, ...] = ()
    owner: str = ""

    @classmethod
    def parse(cls, text: str | None) -> ImportMark | None:
        """Out of a description; None when it is missing or not written by this collection."""
        match = _MARK.fullmatch(text or "")
        if match is None:
            return None
        note = match["note"] or ""
        named = _FOR_GATEWAYS.fullmatch(note)
        gateways = tuple(named["gateways"].split(",")) if named else ()
        return cls(match["run"], named["note"] if named else note, gateways, match["owner"] or "")

    def __str__(self) -> str:
        author = f"scom.dmz/{self.owner}" if self.owner else "scom.dmz"
        sake = f"for {','.join(self.gateways)}" if self.gateways else ""
        return " ".join(filter(None, (author, self.run, self.note, sake)))

    @property
    def health_service(self) -> HealthServiceState | None:
        """HealthService before the import; None when the import was not made for an agent."""
        match = _HEALTH_SERVICE.fullmatch(self.note)
        return HealthServiceState(int(match["process"]), int(match["record"])) if match else None


def is_owner(name: str) -> bool:
    """Whether a set of certificates can have this name."""
    return re.fullmatch(_OWNER, name) is not None


def is_as_imported(blob: Blob) -> bool:
    """Whether an entry has no property that an import of ours does not write.

    Who imports the certificate again by hand, with a program that keeps the description, adds others, such as hashes
    (unverified on Windows).
    """
    return set(blob.properties) <= _OURS


def read_import_mark(entry: StoreEntry | None) -> ImportMark | None:
    """The mark of the local copy of a certificate; None when there is no such copy, or something else imported it."""
    blob = entry.blobs.get(LOCAL) if entry else None
    return ImportMark.parse(blob.text(DESCRIPTION)) if blob else None
