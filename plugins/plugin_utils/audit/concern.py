# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finding of an audit, and the root that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.advice import AuditFinding
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import read_import_mark
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName

FETCHED_ON_DEMAND = (PhysicalName.AUTH_ROOT,)
"""Where Windows puts the roots of Microsoft's program when it needs them, and nobody else puts any."""


@dataclass(frozen=True)
class Root:
    """What identifies a certificate among the roots, and the physical stores that hold it.

    Fingerprints are upper-case hex; the SHA-256 is empty where only the thumbprint is known. ``imported_by`` is the run of
    this collection that imported it.
    """

    sha256: str
    thumbprint: str
    subject: str
    physical_stores: tuple[str, ...]
    imported_by: str | None = None

    @property
    def is_fetched(self) -> bool:
        """Whether only Windows itself has put it there, out of Microsoft's program."""
        return self.physical_stores == FETCHED_ON_DEMAND


@dataclass(frozen=True)
class Concern:
    """A finding; without a root it is about the store as a whole.

    ``others`` are roots that it names beside its own. ``rule`` is the one that is broken where the finding is of another kind.
    """

    finding: AuditFinding
    root: Root | None = None
    others: tuple[Root, ...] = ()
    rule: str = ""


def root_of(entry: StoreEntry) -> Root:
    certificate, mark = entry.certificate, read_import_mark(entry)
    return Root(
        certificate.sha256,
        certificate.thumbprint,
        certificate.subject,
        entry.physical_stores,
        mark.run if mark else None,
    )


def imported_by(root: Root) -> str:
    """The end of a sentence about a root that this collection imported."""
    return f", imported by the run {root.imported_by} of this collection" if root.imported_by else ""
