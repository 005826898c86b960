# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stores of a host as a change would leave them, without asking the host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import read_limits
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import LOCAL
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits


@dataclass(frozen=True)
class EntryChange:
    """A local entry of a store, by the name of its registry key, and its Blob afterwards, None where it is removed."""

    store: str
    name: str
    after: Blob | None


def stores_after(stores: Mapping[str, Store], changes: Iterable[EntryChange]) -> dict[str, Store]:
    """The stores with these changes. Copies in other physical stores stay."""
    left = dict(stores)
    for change in changes:
        left[change.store] = _with(_without(left[change.store], change.name), change)
    return left


def certificates_lost(before: Mapping[str, Store], after: Mapping[str, Store]) -> tuple[Certificate, ...]:
    """What the stores of ``after`` may have been trusted for and hold no more, in no physical store.

    Irregular entries that go count, since Windows may use them, and those that stay stand in for no regular one.
    """
    lost: dict[Certificate, None] = {}
    for name, store in after.items():
        regular, held = set(before[name].certificates), set(store.certificates)
        possible = {entry.certificate for entry in store.possible_entries}
        known = dict.fromkeys(entry.certificate for entry in before[name].possible_entries)
        lost |= {each: None for each in known if each not in (held if each in regular else possible)}
    return tuple(lost)


def entries_limited(before: Store, after: Store) -> tuple[StoreEntry, ...]:
    """Those of ``after`` that a store held without one of the limits to what they are trusted for."""
    known = {entry.certificate: entry.blobs for entry in before.entries}
    changed = (each for each in after.entries if known.get(each.certificate, each.blobs) != each.blobs)
    return tuple(each for each in changed if _limits(each.blobs) - _limits(known[each.certificate]))


def _limits(blobs: Mapping[str, Blob]) -> frozenset[RootLimits]:
    return frozenset(read_limits(tuple(blobs.values())))


def _without(store: Store, name: str) -> Store:
    entries = (_without_local(entry) if entry.certificate.thumbprint == name else entry for entry in store.entries)
    irregular = (each for each in store.irregular if (each.registry_key, each.physical_store) != (name, LOCAL))
    return replace(store, entries=tuple(entry for entry in entries if entry.blobs), irregular=tuple(irregular))


def _without_local(entry: StoreEntry) -> StoreEntry:
    return replace(entry, blobs={origin: blob for origin, blob in entry.blobs.items() if origin != LOCAL})


def _with(store: Store, change: EntryChange) -> Store:
    """What lies under another certificate's name is not counted on."""
    certificate = _certificate_in(change.after)
    if change.after is None or certificate is None or certificate.thumbprint != change.name:
        return store
    known = store.entry(change.name)
    entry = StoreEntry(certificate, {LOCAL: change.after, **(known.blobs if known else {})})
    others = tuple(each for each in store.entries if each is not known)
    return replace(store, entries=(*others, entry))


def _certificate_in(blob: Blob | None) -> Certificate | None:
    try:
        return Certificate.from_der(blob.certificate) if blob else None
    except CertificateError:
        return None
