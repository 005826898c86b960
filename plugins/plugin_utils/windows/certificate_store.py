# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate stores of LocalMachine, as Windows sees them: the union of their physical stores, with the origin kept.

Where a physical store lies in the registry: Microsoft, "System Store Locations", and wincrypt.h
(``CERT_LOCAL_MACHINE_SYSTEM_STORE_REGPATH``, ``CERT_GROUP_POLICY_SYSTEM_STORE_REGPATH``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

SYSTEM = r"SOFTWARE\Microsoft\SystemCertificates"
GROUP_POLICY = r"SOFTWARE\Policies\Microsoft\SystemCertificates"
ENTERPRISE = r"SOFTWARE\Microsoft\EnterpriseCertificates"

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


def with_policy_and_enterprise(folder: str) -> tuple[PhysicalStore, ...]:
    """The physical stores of most stores."""
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
    "CA": with_policy_and_enterprise("CA"),
    "My": (PhysicalStore(PhysicalName.DEFAULT, SYSTEM, "MY"),),
    "Disallowed": with_policy_and_enterprise("Disallowed"),
}
"""The stores that CryptoAPI itself creates when they are opened: where the host lists none, they are empty."""


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

    @property
    def archived(self) -> bool:
        """A renewal archives the old certificate. Windows then passes it over when a store is searched.

        Microsoft, ICertPropertyArchived and CertOpenStore (CERT_STORE_ENUM_ARCHIVED_FLAG).
        """
        return certificate_blob.ARCHIVED in self.blob.properties


@dataclass(frozen=True)
class IrregularEntry:
    """A registry key of a physical store that is not named by the thumbprint of a certificate that can be read from it.

    ``registry_key`` is its name, a thumbprint in upper case; ``data`` the bytes of its value Blob, None where it has none in
    binary form; ``fault`` what is wrong with it. Wine passes such an entry over, unless its property 3 has the name of the key.
    What Windows does is not known, so a ``certificate`` that can be read may be trusted.
    """

    registry_key: str
    physical_store: str
    data: bytes | None
    fault: str
    certificate: Certificate | None = None

    @property
    def blob(self) -> Blob | None:
        """None where the bytes are no Blob, or there are none."""
        try:
            return None if self.data is None else certificate_blob.decode(self.data)
        except CertificateError:
            return None

    @property
    def entry(self) -> StoreEntry | None:
        """The certificate as it would be if Windows took the entry for one of it."""
        blob = self.blob
        return StoreEntry(self.certificate, {self.physical_store: blob}) if self.certificate and blob else None

    @property
    def fingerprints(self) -> tuple[str, str] | None:
        """SHA-1 and SHA-256 of what the Blob has in the place of the certificate, readable or not."""
        blob = self.blob
        return (_hex(sha1(blob.certificate)), _hex(sha256(blob.certificate))) if blob else None

    @property
    def names(self) -> frozenset[str]:
        """All that it may be named by: its registry key, and both fingerprints of its certificate."""
        return frozenset((self.registry_key, *(self.fingerprints or ())))


@dataclass(frozen=True)
class Store:
    """A logical store: the certificates that lie under their thumbprints, and all its other registry keys."""

    name: str
    entries: tuple[StoreEntry, ...]
    irregular: tuple[IrregularEntry, ...] = ()

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        return tuple(entry.certificate for entry in self.entries)

    @property
    def possible_entries(self) -> tuple[StoreEntry, ...]:
        """Also those of irregular entries, which Windows may use as well."""
        return (*self.entries, *(each.entry for each in self.irregular if each.entry))

    @property
    def thumbprints(self) -> frozenset[str]:
        """What the store is about if irregular entries count: the SHA-1 of each certificate, and the name of each key."""
        regular = (entry.certificate.thumbprint for entry in self.entries)
        return frozenset(regular).union(*(each.names for each in self.irregular))

    def entry(self, thumbprint: str) -> StoreEntry | None:
        return next((entry for entry in self.entries if entry.certificate.thumbprint == thumbprint), None)


def is_thumbprint(name: str) -> bool:
    """Whether the name of a registry key can be a SHA-1 in hexadecimal digits of any case."""
    return _THUMBPRINT.fullmatch(name) is not None


def _hex(digest: Any) -> str:
    return digest.hexdigest().upper()
