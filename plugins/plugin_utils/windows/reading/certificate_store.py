# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads certificate stores, all their physical stores together, by ``reg query``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CertificateError,
    StoreError,
    Unreadable,
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
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import read_subkeys, refuse_if_denied
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree, Value
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import known_certificates

_BASES = (SYSTEM, GROUP_POLICY, ENTERPRISE)
_NAME = re.compile(r"[A-Za-z0-9 _-]{1,64}")
_KNOWN = {name.lower(): name for name in STORES}


class StoreReader:
    """Reads stores by ``reg query``. What the host lists and does not deliver is :class:`Unreadable`, never missing.

    Stores are named in any letter case. All of them are asked for along with the listing that tells which ones exist,
    so that one command line is enough. Raises :class:`StoreError` for a name that no store can have.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._physical = {name: _physical_stores(name) for name in names}
        everything = (physical for found in self._physical.values() for physical in found)
        self._keys = tuple(dict.fromkeys(physical.certificates_key for physical in everything))

    @property
    def commands(self) -> list[str]:
        listings = [reg_query(base) for base in _BASES]
        return listings + [reg_query(key, recursive) for key in self._keys for recursive in (False, True)]

    def read(self, sections: Sequence[Section], host: Host) -> dict[str, Store]:
        """The stores by the names that were given.

        Raises :class:`Unreadable`, :class:`RegistryError`, or :class:`StoreError` when the host has no such store.
        """
        folders = {base: read_subkeys(base, section, host) for base, section in zip(_BASES, sections, strict=False)}
        pairs = iter(sections[len(_BASES) :])
        contents = {key: (next(pairs), next(pairs)) for key in self._keys}
        return {name: self._read_store(name, folders, contents, host) for name in self._physical}

    def _read_store(
        self,
        name: str,
        folders: Mapping[str, Mapping[str, str]],
        contents: Mapping[str, tuple[Section, Section]],
        host: Host,
    ) -> Store:
        with attempting(f"read the store {name} of {host.name}"):
            spelling = _spelling(name, folders)
        entries: dict[str, StoreEntry] = {}
        irregular: list[IrregularEntry] = []
        for physical in self._physical[name]:
            if physical.folder.lower() not in folders[physical.base]:
                continue
            with attempting(f"read the store {spelling} ({physical.name}) of {host.name}"):
                for found in _entries(physical, *contents[physical.certificates_key], host):
                    if isinstance(found, IrregularEntry):
                        irregular.append(found)
                    else:
                        _add(entries, found)
        return Store(spelling, tuple(entries.values()), tuple(irregular))


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


def _entries(
    physical: PhysicalStore, listing: Section, content: Section, host: Host
) -> Iterator[StoreEntry | IrregularEntry]:
    """Every registry key that is listed. One that is named by a thumbprint and not delivered is :class:`Unreadable`."""
    key = physical.certificates_key
    tree = RegistryTree(content.text)
    delivered = {name.lower() for name in tree.subkeys(key)}
    for lower, listed in sorted(read_subkeys(key, listing, host).items()):
        name = listed.upper() if is_thumbprint(listed) else listed
        if lower in delivered:
            yield _entry(name, physical.name, tree.value(f"{key}\\{listed}", "Blob"))
        elif is_thumbprint(name):
            refuse_if_denied(f"{key}\\{listed}", host)
            raise Unreadable(f"the host lists the certificate {name}, but does not deliver it{content.words}")
        else:
            yield IrregularEntry(name, physical.name, None, "the host lists the registry key, but does not deliver it")


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
