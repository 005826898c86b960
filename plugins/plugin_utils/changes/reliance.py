# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which entries of a host a run goes by although another run of this collection has imported them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import WRITABLE_STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import read_import_mark
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

Gateways = Sequence[str]


def note_reliances(journal: Journal, stores: Mapping[str, Store], certificates: Mapping[Certificate, Gateways]) -> None:
    """Note those of the certificates that the host has from other runs, each with the gateways that it is needed for.

    A run that changes nothing does not fail for a journal that takes no note.
    """
    with suppress(JournalError):
        for store, certificate, run in imported_by_others(stores, certificates, journal.run):
            journal.rely(store, certificate.thumbprint, run, certificates[certificate])


def imported_by_others(
    stores: Mapping[str, Store], certificates: Mapping[Certificate, Gateways], run: str
) -> Iterator[tuple[str, Certificate, str]]:
    """The store, the certificate, and the run that has imported it, by the mark of its entry."""
    for store in WRITABLE_STORES:
        for certificate in certificates:
            mark = read_import_mark(stores[store].entry(certificate.thumbprint))
            if mark and mark.run != run:
                yield store, certificate, mark.run
