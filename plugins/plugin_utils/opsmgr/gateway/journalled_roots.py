# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots and CAs that a gateway had before, as the journal on the controller has them: imported or approved for it, or seen behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.approved_roots import (
    ApprovedRoot,
    read_approved_roots,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import (
    Change,
    ChangeOutcome,
    changes_of_all_hosts,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.presented_chains import (
    PresentedChain,
    read_presented_chains,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, JournalError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import comparable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem

Note = TypeVar("Note")

_NEVER_THERE = frozenset({ChangeOutcome.UNDONE, ChangeOutcome.FAILED})


@dataclass(frozen=True)
class JournalledRoots:
    """What was changed on all hosts, approved for all gateways and seen behind them.

    ``problems`` has a sentence for each part that cannot be read.
    """

    changes: tuple[tuple[Change, ChangeOutcome], ...] = ()
    approved: tuple[ApprovedRoot, ...] = ()
    problems: tuple[str, ...] = ()
    presented: tuple[PresentedChain, ...] = ()

    def of(self, names: Iterable[str], *, unattributed: bool) -> tuple[Certificate, ...]:
        """Those of the gateway of these names, each once."""
        wanted = comparable(names)
        imported = imported_roots(self.changes, wanted, unattributed=unattributed)
        return tuple(dict.fromkeys((*approved_roots(self.approved, wanted), *imported)))

    def behind(self, names: Iterable[str]) -> tuple[Certificate, ...]:
        """The roots and CAs of the gateway of these names, each once: seen behind it, and imported or approved for it by its name."""
        wanted = comparable(names)
        told = (presented_issuers(self.presented, wanted), imported_certificates(self.changes, wanted))
        return tuple(dict.fromkeys((*self.of(wanted, unattributed=False), *told[0], *told[1])))


def read_journalled_roots(folder: str | None) -> JournalledRoots:
    """Without a folder nothing is known. What can be read of one counts, whatever else cannot."""
    if folder is None:
        return JournalledRoots()
    changes, problems = changes_of_all_hosts(Path(folder))
    approved = _notes(read_approved_roots, Path(folder), problems)
    presented = _notes(read_presented_chains, Path(folder), problems)
    return JournalledRoots(tuple(changes), approved, tuple(problems), presented)


def _notes(read: Callable[[Path], tuple[Note, ...]], folder: Path, problems: list[str]) -> tuple[Note, ...]:
    try:
        return read(folder)
    except JournalError as error:
        problems.append(str(error))
        return ()


def imported_roots(
    changes: Iterable[tuple[Change, ChangeOutcome]], names: Iterable[str], *, unattributed: bool = False
) -> tuple[Certificate, ...]:
    """Each root once, in the order of the changes. ``names`` are those of the gateway, in any case.

    A root that was removed again counts, and so does one whose import was interrupted: it may have been there.
    ``unattributed`` ones count on request: an earlier version noted that a root was for an agent, and not for which gateway.
    """
    found = imported_certificates(changes, names, unattributed=unattributed)
    return tuple(certificate for certificate in found if certificate.self_signed)


def imported_certificates(
    changes: Iterable[tuple[Change, ChangeOutcome]], names: Iterable[str], *, unattributed: bool = False
) -> tuple[Certificate, ...]:
    """The same with the CAs below the roots."""
    wanted = comparable(names)
    found = [_certificate(change, wanted, unattributed) for change, outcome in changes if outcome not in _NEVER_THERE]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def presented_issuers(notes: Iterable[PresentedChain], names: Iterable[str]) -> tuple[Certificate, ...]:
    """The root and the CAs that were seen behind a gateway of one of these names, each once.

    Raises :class:`CertificateError` for a note that holds no certificate.
    """
    wanted = comparable(names)
    found = [note for note in notes if not wanted.isdisjoint(comparable(note.names))]
    return tuple(dict.fromkeys(each for note in found for each in read_pem(note.issuers, "the journal")))


def approved_roots(notes: Iterable[ApprovedRoot], names: Iterable[str]) -> tuple[Certificate, ...]:
    """Each root once, in the order in which they were approved for a gateway of one of these names.

    Raises :class:`CertificateError` for a note that holds no certificate.
    """
    wanted = comparable(names)
    found = [note for note in notes if not wanted.isdisjoint(comparable(note.names))]
    return tuple(dict.fromkeys(root for note in found for root in read_pem(note.root, "the journal")))


def _certificate(change: Change, wanted: frozenset[str], unattributed: bool) -> Certificate | None:
    """None for a removal, for another gateway's, and for what is no certificate."""
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
    return certificate if concerned else None


def _for_agent(blob: Blob) -> bool:
    mark = ImportMark.parse(blob.text(DESCRIPTION))
    return mark is not None and mark.health_service is not None
