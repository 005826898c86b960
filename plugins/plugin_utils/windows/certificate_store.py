# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate stores of LocalMachine, read as Windows sees them: the union of their physical stores, with the origin kept.

Where a physical store lies in the registry: Microsoft, "System Store Locations", and wincrypt.h
(``CERT_LOCAL_MACHINE_SYSTEM_STORE_REGPATH``, ``CERT_GROUP_POLICY_SYSTEM_STORE_REGPATH``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CertificateError,
    StoreError,
    Unreadable,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_listing import read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import known_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

SYSTEM = r"SOFTWARE\Microsoft\SystemCertificates"
GROUP_POLICY = r"SOFTWARE\Policies\Microsoft\SystemCertificates"
ENTERPRISE = r"SOFTWARE\Microsoft\EnterpriseCertificates"

_BASES = (SYSTEM, GROUP_POLICY, ENTERPRISE)
_NAME = re.compile(r"[A-Za-z0-9 _-]{1,64}")
_THUMBPRINT = re.compile(r"[0-9A-Fa-f]{40}")


@dataclass(frozen=True)
class PhysicalStore:
    """A registry key whose subkey ``Certificates`` holds one key a certificate."""

    name: PhysicalName
    base: str
    folder: str

    @property
    def certificates_key(self) -> str:
        return f"{self.base}\\{self.folder}\\Certificates"


def _with_policy_and_enterprise(folder: str) -> tuple[PhysicalStore, ...]:
    return (
        PhysicalStore(PhysicalName.DEFAULT, SYSTEM, folder),
        PhysicalStore(PhysicalName.GROUP_POLICY, GROUP_POLICY, folder),
        PhysicalStore(PhysicalName.ENTERPRISE, ENTERPRISE, folder),
    )


STORES: dict[str, tuple[PhysicalStore, ...]] = {
    "Root": (
        PhysicalStore(PhysicalName.DEFAULT, SYSTEM, "ROOT"),
        PhysicalStore(PhysicalName.AUTH_ROOT, SYSTEM, "AuthRoot"),
        PhysicalStore(PhysicalName.GROUP_POLICY, GROUP_POLICY, "Root"),
        PhysicalStore(PhysicalName.ENTERPRISE, ENTERPRISE, "Root"),
        PhysicalStore(PhysicalName.SMART_CARD, SYSTEM, "SmartCardRoot"),
    ),
    "CA": _with_policy_and_enterprise("CA"),
    "My": (PhysicalStore(PhysicalName.DEFAULT, SYSTEM, "MY"),),
    "Disallowed": _with_policy_and_enterprise("Disallowed"),
}
"""The stores that CryptoAPI itself creates when they are opened: where the host lists none, they are empty."""


_KNOWN = {name.lower(): name for name in STORES}


@dataclass(frozen=True)
class StoreEntry:
    """A certificate of a store, and its Blob in each physical store that holds it, in the order of the search."""

    certificate: Certificate
    blobs: Mapping[str, Blob]

    @property
    def physical_stores(self) -> tuple[str, ...]:
        return tuple(self.blobs)

    @property
    def blob(self) -> Blob:
        """That of the first physical store."""
        return next(iter(self.blobs.values()))


@dataclass(frozen=True)
class Store:
    """A logical store. ``unusable`` names entries that CryptoAPI would not load, each with the reason."""

    name: str
    entries: tuple[StoreEntry, ...]
    unusable: tuple[str, ...] = ()

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        return tuple(entry.certificate for entry in self.entries)

    def entry(self, thumbprint: str) -> StoreEntry | None:
        return next((entry for entry in self.entries if entry.certificate.thumbprint == thumbprint), None)


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

    def read(self, sections: Sequence[Section], registry: Registry) -> dict[str, Store]:
        """The stores by the names that were given.

        Raises :class:`Unreadable`, :class:`RegistryError`, or :class:`StoreError` when the host has no such store.
        """
        folders = {base: read_subkeys(base, section, registry) for base, section in zip(_BASES, sections, strict=False)}
        pairs = iter(sections[len(_BASES) :])
        contents = {key: (next(pairs), next(pairs)) for key in self._keys}
        return {name: self._read_store(name, folders, contents, registry) for name in self._physical}

    def _read_store(
        self,
        name: str,
        folders: Mapping[str, Mapping[str, str]],
        contents: Mapping[str, tuple[Section, Section]],
        registry: Registry,
    ) -> Store:
        with attempting(f"read the store {name} of {registry.host}"):
            spelling = _spelling(name, folders)
        entries: dict[str, StoreEntry] = {}
        unusable: list[str] = []
        for physical in self._physical[name]:
            if physical.folder.lower() not in folders[physical.base]:
                continue
            with attempting(f"read the store {spelling} ({physical.name}) of {registry.host}"):
                for thumbprint, data in _blobs(physical, *contents[physical.certificates_key], registry):
                    try:
                        _add(entries, thumbprint, data, physical.name)
                    except CertificateError as error:
                        unusable.append(f"{thumbprint} in {physical.name}: {error}")
        return Store(spelling, tuple(entries.values()), tuple(unusable))


def _physical_stores(name: str) -> tuple[PhysicalStore, ...]:
    if not _NAME.fullmatch(name):
        raise StoreError(
            f"{name!r} names no certificate store: a name has 1 to 64 letters, digits, spaces, underscores and hyphens"
        )
    known = _KNOWN.get(name.lower())
    return STORES[known] if known else _with_policy_and_enterprise(name)


def _spelling(name: str, folders: Mapping[str, Mapping[str, str]]) -> str:
    """The store's name as Windows writes it. Raises :class:`StoreError` with the names that the host has."""
    listed = {**folders[ENTERPRISE], **folders[GROUP_POLICY], **folders[SYSTEM]}
    names = {**listed, **_KNOWN}
    if name.lower() not in names:
        existing = sorted((names[lower] for lower in listed), key=str.lower)
        raise StoreError(f"the host has no such store; it has {', '.join(existing) or 'none'}")
    return names[name.lower()]


def _blobs(
    physical: PhysicalStore, listing: Section, content: Section, registry: Registry
) -> Iterator[tuple[str, bytes]]:
    """The thumbprint and Blob of each entry that is listed; an entry without a Blob is delivered as empty."""
    key = physical.certificates_key
    tree = RegistryTree(content.text)
    delivered = {name.lower(): name for name in tree.subkeys(key)}
    for thumbprint in sorted(read_subkeys(key, listing, registry)):
        if not _THUMBPRINT.fullmatch(thumbprint):
            continue
        if thumbprint not in delivered:
            raise Unreadable(f"the host lists the certificate {thumbprint.upper()}, but does not deliver it")
        yield thumbprint.upper(), tree.binary(f"{key}\\{thumbprint}", "Blob") or b""


def _add(entries: dict[str, StoreEntry], thumbprint: str, data: bytes, origin: str) -> None:
    blob = certificate_blob.decode(data)
    certificate = known_certificates.KNOWN.read(blob.certificate)
    if certificate.thumbprint != thumbprint:
        raise CertificateError(f"the entry holds another certificate, {certificate.thumbprint}")
    known = entries.get(thumbprint)
    entries[thumbprint] = StoreEntry(certificate, {**(known.blobs if known else {}), origin: blob})
