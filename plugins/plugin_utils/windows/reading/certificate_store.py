# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads certificate stores, all their physical stores together, by ``reg query``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CertificateError,
    StoreError,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import (
    ENTERPRISE,
    GROUP_POLICY,
    STORES,
    SYSTEM,
    IrregularEntry,
    PhysicalStore,
    Store,
    StoreEntry,
    is_thumbprint,
    with_policy_and_enterprise,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Further, Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import not_delivered, read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree, Value
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import known_certificates

_BASES = (SYSTEM, GROUP_POLICY, ENTERPRISE)
_FILLED_EVERYWHERE = frozenset({PhysicalName.DEFAULT, PhysicalName.AUTH_ROOT})
_MOST_SINGLE_KEYS = 20
"""A host with more of them has another trouble than an import that was interrupted."""

_NAME = re.compile(r"[A-Za-z0-9 _-]{1,64}")
_KNOWN = {name.lower(): name for name in STORES}


class StoreReader:
    """Reads stores by ``reg query``. What the host lists and does not deliver is unreadable, never missing.

    Stores are named in any letter case. Raises :class:`StoreError` for a name that no store can have. Why each command is run:

    - the listings of the three keys that stores lie in tell which ones exist;
    - the listing of a physical store tells which certificates lie there, also those that may not be read;
    - ``/s`` of a physical store delivers them, and passes over what may not be read. It is asked for at once where there are
      certificates on every host, and otherwise only where the listing shows some;
    - the query of a single key is for one that is listed and that ``/s`` passed over without failing: it has no value, or may
      not be read.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._physical = {name: _physical_stores(name) for name in names}
        everything = [physical for found in self._physical.values() for physical in found]
        self._keys = tuple(dict.fromkeys(physical.certificates_key for physical in everything))
        filled = (physical.certificates_key for physical in everything if physical.name in _FILLED_EVERYWHERE)
        self._filled = tuple(dict.fromkeys(filled))

    @property
    def commands(self) -> list[str]:
        return [*map(reg_query, (*_BASES, *self._keys)), *(reg_query(key, recursive=True) for key in self._filled)]

    def read(self, sections: Sequence[Section], host: Host) -> dict[str, Store] | Further:
        """The stores by the names that were given.

        Raises :class:`Unreadable`, :class:`RegistryError`, or :class:`StoreError` when the host has no such store.
        """
        output = iter(sections)
        folders = {base: read_subkeys(base, next(output), host) for base in _BASES}
        listings = {key: next(output) for key in self._keys}
        contents = {key: next(output) for key in self._filled}
        present = {name: self._present(name, folders, host) for name in self._physical}
        return _Reading(host, present, listings, contents).go_on()

    def _present(self, name: str, folders: Mapping[str, Mapping[str, str]], host: Host) -> _Present:
        with attempting(f"read the store {name} of {host.name}"):
            spelling = _spelling(name, folders)
        found = (each for each in self._physical[name] if each.folder.lower() in folders[each.base])
        return _Present(spelling, tuple(found))


@dataclass(frozen=True)
class _Present:
    """A store as Windows writes its name, and those of its physical stores that the host has."""

    spelling: str
    physical: tuple[PhysicalStore, ...]


class _Reading:
    """What was printed of the stores so far, and what is still to be asked for."""

    def __init__(
        self,
        host: Host,
        present: Mapping[str, _Present],
        listings: Mapping[str, Section],
        contents: Mapping[str, Section],
    ) -> None:
        self._host = host
        self._present = present
        self._contents = dict(contents)
        self._singles: dict[str, Section] = {}
        self._listed: dict[str, Mapping[str, str]] = {}
        for store, physical in self._everything():
            key = physical.certificates_key
            with self._attempting(store, physical):
                self._listed[key] = read_subkeys(key, listings[key], host, is_there=True)

    def go_on(self) -> dict[str, Store] | Further:
        """The stores, or what has to be asked for before they are known."""
        unread = [key for key, listed in self._listed.items() if listed and key not in self._contents]
        if unread:
            return self._further(unread, self._contents, recursive=True)
        self._trees = {key: RegistryTree(section.text) for key, section in self._contents.items()}
        passed_over = list(islice(self._passed_over(), _MOST_SINGLE_KEYS))
        if passed_over and not self._singles:
            return self._further(passed_over, self._singles)
        return {name: self._store(store) for name, store in self._present.items()}

    def _further(self, keys: Sequence[str], kept: dict[str, Section], recursive: bool = False) -> Further:
        def read(sections: Sequence[Section], _host: Host) -> dict[str, Store] | Further:
            kept.update(zip(keys, sections, strict=True))
            return self.go_on()

        return Further([reg_query(key, recursive) for key in keys], read)

    def _everything(self) -> Iterator[tuple[_Present, PhysicalStore]]:
        return ((store, physical) for store in self._present.values() for physical in store.physical)

    def _attempting(self, store: _Present, physical: PhysicalStore) -> AbstractContextManager[None]:
        return attempting(f"read the store {store.spelling} ({physical.name}) of {self._host.name}")

    def _passed_over(self) -> Iterator[str]:
        """The certificates that are listed, and missing from an output that did not fail."""
        for key, listed in self._listed.items():
            if listed and self._contents[key].succeeded:
                delivered = self._delivered(key)
                yield from (f"{key}\\{name}" for lower, name in listed.items() if _is_missing(lower, delivered))

    def _delivered(self, key: str) -> frozenset[str]:
        return frozenset(name.lower() for name in self._trees[key].subkeys(key))

    def _store(self, store: _Present) -> Store:
        entries: dict[str, StoreEntry] = {}
        irregular: list[IrregularEntry] = []
        for physical in store.physical:
            with self._attempting(store, physical):
                for found in self._entries(physical):
                    if isinstance(found, IrregularEntry):
                        irregular.append(found)
                    else:
                        _add(entries, found)
        return Store(store.spelling, tuple(entries.values()), tuple(irregular))

    def _entries(self, physical: PhysicalStore) -> Iterator[StoreEntry | IrregularEntry]:
        """Every registry key that is listed. One that is named by a thumbprint and not delivered is :class:`Unreadable`."""
        key = physical.certificates_key
        listed = self._listed[key]
        delivered = self._delivered(key) if listed else frozenset()
        for lower, name in sorted(listed.items()):
            path = f"{key}\\{name}"
            if _is_missing(lower, delivered):
                value = self._alone(path, name, self._contents[key].words)
                yield _entry(name.upper(), physical.name, value)
            elif lower in delivered:
                shown = name.upper() if is_thumbprint(name) else name
                yield _entry(shown, physical.name, self._trees[key].value(path, "Blob"))
            else:
                fault = "the host lists the registry key, but does not deliver it"
                yield IrregularEntry(name, physical.name, None, fault)

    def _alone(self, path: str, name: str, words: str) -> Value | None:
        """The Blob of a certificate by its own query, whose success says that its key was opened."""
        single = self._singles.get(path)
        if single and single.succeeded:
            return RegistryTree(single.text).value(path, "Blob")
        sentence = f"the host lists the certificate {name.upper()}, but does not deliver it"
        raise not_delivered(sentence, path, single.words if single else words, self._host)


def _is_missing(lower: str, delivered: frozenset[str]) -> bool:
    return lower not in delivered and is_thumbprint(lower)


def _physical_stores(name: str) -> tuple[PhysicalStore, ...]:
    if not _NAME.fullmatch(name):
        raise StoreError(
            f"{name!r} names no certificate store: a name has 1 to 64 letters, digits, spaces, underscores and hyphens"
        )
    known = _KNOWN.get(name.lower())
    return STORES[known] if known else with_policy_and_enterprise(name)


def _spelling(name: str, folders: Mapping[str, Mapping[str, str]]) -> str:
    """The store's name as Windows writes it. Raises :class:`StoreError` with the names that the host has."""
    listed = {**folders[ENTERPRISE], **folders[GROUP_POLICY], **folders[SYSTEM]}
    names = {**listed, **_KNOWN}
    if name.lower() not in names:
        existing = sorted((names[lower] for lower in listed), key=str.lower)
        raise StoreError(f"the host has no such store; it has {', '.join(existing) or 'none'}")
    return names[name.lower()]


def _entry(name: str, origin: str, value: Value | None) -> StoreEntry | IrregularEntry:
    data = value.binary if value else None
    if data is None:
        lacking = f"its value Blob is a {value.type}" if value else "it has no value Blob"
        return IrregularEntry(name, origin, None, lacking)
    try:
        blob = certificate_blob.decode(data)
        certificate = known_certificates.KNOWN.read(blob.certificate)
    except CertificateError as error:
        return IrregularEntry(name, origin, data, str(error))
    if certificate.thumbprint == name:
        return StoreEntry(certificate, {origin: blob})
    return IrregularEntry(name, origin, data, f"it holds another certificate, {certificate.thumbprint}", certificate)


def _add(entries: dict[str, StoreEntry], entry: StoreEntry) -> None:
    thumbprint = entry.certificate.thumbprint
    known = entries.get(thumbprint)
    entries[thumbprint] = StoreEntry(entry.certificate, {**(known.blobs if known else {}), **entry.blobs})
