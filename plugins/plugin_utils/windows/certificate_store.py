# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate stores of LocalMachine, as Windows sees them: the union of their physical stores, with the origin kept.

Where a physical store lies in the registry: Microsoft, "System Store Locations", and wincrypt.h
(``CERT_LOCAL_MACHINE_SYSTEM_STORE_REGPATH``, ``CERT_GROUP_POLICY_SYSTEM_STORE_REGPATH``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

SYSTEM = r"SOFTWARE\Microsoft\SystemCertificates"
GROUP_POLICY = r"SOFTWARE\Policies\Microsoft\SystemCertificates"
ENTERPRISE = r"SOFTWARE\Microsoft\EnterpriseCertificates"


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
