# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate stores of LocalMachine, read as Windows sees them: the union of their physical stores, with the origin kept.

Where a physical store lies in the registry: Microsoft, "System Store Locations", and wincrypt.h
(``CERT_LOCAL_MACHINE_SYSTEM_STORE_REGPATH``, ``CERT_GROUP_POLICY_SYSTEM_STORE_REGPATH``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import (
    CertificateError,
    RegistryError,
    Unreadable,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

SYSTEM = r"SOFTWARE\Microsoft\SystemCertificates"
GROUP_POLICY = r"SOFTWARE\Policies\Microsoft\SystemCertificates"
ENTERPRISE = r"SOFTWARE\Microsoft\EnterpriseCertificates"

_THUMBPRINT = re.compile(r"[0-9A-Fa-f]{40}")


@dataclass(frozen=True)
class PhysicalStore:
    """A registry key whose subkey ``Certificates`` holds one key a certificate."""

    name: str
    base: str
    folder: str

    @property
    def certificates_key(self) -> str:
        return f"{self.base}\\{self.folder}\\Certificates"


def _with_policy_and_enterprise(folder: str) -> tuple[PhysicalStore, ...]:
    return (
        PhysicalStore(".Default", SYSTEM, folder),
        PhysicalStore(".GroupPolicy", GROUP_POLICY, folder),
        PhysicalStore(".Enterprise", ENTERPRISE, folder),
    )


STORES: dict[str, tuple[PhysicalStore, ...]] = {
    "Root": (
        PhysicalStore(".Default", SYSTEM, "ROOT"),
        PhysicalStore(".AuthRoot", SYSTEM, "AuthRoot"),
        PhysicalStore(".GroupPolicy", GROUP_POLICY, "Root"),
        PhysicalStore(".Enterprise", ENTERPRISE, "Root"),
        PhysicalStore(".SmartCard", SYSTEM, "SmartCardRoot"),
    ),
    "CA": _with_policy_and_enterprise("CA"),
    "My": (PhysicalStore(".Default", SYSTEM, "MY"),),
    "Disallowed": _with_policy_and_enterprise("Disallowed"),
}


@dataclass(frozen=True)
class StoreEntry:
    """A certificate of a store, and the physical stores that hold it. ``blob`` is that of the first one."""

    certificate: Certificate
    blob: Blob
    physical_stores: tuple[str, ...]


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
    """Reads stores by ``reg query``. What the host lists and does not deliver is :class:`Unreadable`, never missing."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._physical = tuple(physical for name in self._names for physical in STORES[name])
        self._bases = tuple(dict.fromkeys(physical.base for physical in self._physical))

    @property
    def commands(self) -> list[str]:
        listings = [reg_query(base) for base in self._bases]
        return listings + [
            reg_query(physical.certificates_key, recursive)
            for physical in self._physical
            for recursive in (False, True)
        ]

    def read(self, sections: Sequence[Section], registry: Registry) -> dict[str, Store]:
        """The stores by name. Raises :class:`Unreadable` or :class:`RegistryError`, naming the store."""
        folders = {
            base: _subkeys(base, section, registry) for base, section in zip(self._bases, sections, strict=False)
        }
        pairs = iter(sections[len(self._bases) :])
        contents = {physical: (next(pairs), next(pairs)) for physical in self._physical}
        return {name: _read_store(name, folders, contents, registry) for name in self._names}


def _read_store(
    name: str,
    folders: dict[str, set[str]],
    contents: dict[PhysicalStore, tuple[Section, Section]],
    registry: Registry,
) -> Store:
    entries: dict[str, StoreEntry] = {}
    unusable: list[str] = []
    for physical in STORES[name]:
        with attempting(f"read the store {name} ({physical.name}) of {registry.host}"):
            if physical.folder.lower() not in folders[physical.base]:
                continue
            for thumbprint, data in _blobs(physical, *contents[physical], registry):
                try:
                    _add(entries, thumbprint, data, physical.name)
                except CertificateError as error:
                    unusable.append(f"{thumbprint} in {physical.name}: {error}")
    return Store(name, tuple(entries.values()), tuple(unusable))


def _subkeys(key: str, section: Section, registry: Registry) -> set[str]:
    """The lower-case names of a key's subkeys; a key that does not exist has none.

    Text that does not show the key proves nothing, so the typed class is asked then.
    """
    tree = RegistryTree(section.text)
    if section.succeeded and tree.shows(key):
        return {name.lower() for name in tree.subkeys(key)}
    try:
        return {name.lower() for name in registry.subkeys(key)}
    except RegistryError as error:
        if error.code == RegistryError.KEY_MISSING:
            return set()
        raise


def _blobs(
    physical: PhysicalStore, listing: Section, content: Section, registry: Registry
) -> Iterator[tuple[str, bytes]]:
    """The thumbprint and Blob of each entry that is listed; an entry without a Blob is delivered as empty."""
    key = physical.certificates_key
    tree = RegistryTree(content.text)
    delivered = {name.lower(): name for name in tree.subkeys(key)}
    for thumbprint in sorted(_subkeys(key, listing, registry)):
        if not _THUMBPRINT.fullmatch(thumbprint):
            continue
        if thumbprint not in delivered:
            raise Unreadable(f"the host lists the certificate {thumbprint.upper()}, but does not deliver it")
        value = tree.value(f"{key}\\{thumbprint}", "Blob")
        yield thumbprint.upper(), (value.binary if value else None) or b""


def _add(entries: dict[str, StoreEntry], thumbprint: str, data: bytes, origin: str) -> None:
    blob = certificate_blob.decode(data)
    certificate = Certificate.from_der(blob.certificate)
    if certificate.thumbprint != thumbprint:
        raise CertificateError(f"the entry holds another certificate, {certificate.thumbprint}")
    known = entries.get(thumbprint)
    origins = (*known.physical_stores, origin) if known else (origin,)
    entries[thumbprint] = StoreEntry(certificate, known.blob if known else blob, origins)
