# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots that a gateway had before, as the journal on the controller has them: imported for it, or approved for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.approved_roots import (
    ApprovedRoot,
    read_approved_roots,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import (
    Change,
    ChangeOutcome,
    changes_of_all_hosts,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, JournalError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import comparable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem

_NEVER_THERE = frozenset({ChangeOutcome.UNDONE, ChangeOutcome.FAILED})


@dataclass(frozen=True)
class JournalledRoots:
    """What was changed on all hosts and approved for all gateways; ``problems`` has a sentence for each part that cannot be read."""

    changes: tuple[tuple[Change, ChangeOutcome], ...] = ()
    approved: tuple[ApprovedRoot, ...] = ()
    problems: tuple[str, ...] = ()

    def of(self, names: Iterable[str], *, unattributed: bool) -> tuple[Certificate, ...]:
        """Those of the gateway of these names, each once."""
        wanted = comparable(names)
        imported = imported_roots(self.changes, wanted, unattributed=unattributed)
        return tuple(dict.fromkeys((*approved_roots(self.approved, wanted), *imported)))


def read_journalled_roots(folder: str | None) -> JournalledRoots:
    """Without a folder nothing is known. What can be read of one counts, whatever else cannot."""
    if folder is None:
        return JournalledRoots()
    changes, problems = changes_of_all_hosts(Path(folder))
    try:
        return JournalledRoots(tuple(changes), read_approved_roots(Path(folder)), tuple(problems))
    except JournalError as error:
        return JournalledRoots(tuple(changes), (), (*problems, str(error)))


def imported_roots(
    changes: Iterable[tuple[Change, ChangeOutcome]], names: Iterable[str], *, unattributed: bool = False
) -> tuple[Certificate, ...]:
    """Each root once, in the order of the changes. ``names`` are those of the gateway, in any case.

    A root that was removed again counts, and so does one whose import was interrupted: it may have been there.
    ``unattributed`` ones count on request: an earlier version noted that a root was for an agent, and not for which gateway.
    """
    wanted = comparable(names)
    found = [_root(change, wanted, unattributed) for change, outcome in changes if outcome not in _NEVER_THERE]
    return tuple(dict.fromkeys(root for root in found if root is not None))


def approved_roots(notes: Iterable[ApprovedRoot], names: Iterable[str]) -> tuple[Certificate, ...]:
    """Each root once, in the order in which they were approved for a gateway of one of these names.

    Raises :class:`CertificateError` for a note that holds no certificate.
    """
    wanted = comparable(names)
    found = [note for note in notes if not wanted.isdisjoint(comparable(note.names))]
    return tuple(dict.fromkeys(root for note in found for root in read_pem(note.root, "the journal")))


def _root(change: Change, wanted: frozenset[str], unattributed: bool) -> Certificate | None:
    """None for a removal, for a CA below a root, for another gateway's, and for what is no certificate."""
    if change.after is None:
        return None
    try:
        blob = certificate_blob.decode(change.after)
        certificate = Certificate.from_der(blob.certificate)
    except CertificateError:
        return None
    concerned = (
        not wanted.isdisjoint(comparable(change.gateways)) if change.gateways else unattributed and _for_agent(blob)
    )
    return certificate if concerned and certificate.self_signed else None


def _for_agent(blob: Blob) -> bool:
    mark = ImportMark.parse(blob.text(DESCRIPTION))
    return mark is not None and mark.health_service is not None
