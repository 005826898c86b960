# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificate stores in a machine's registry, written and read independently of the collection."""

from __future__ import annotations

import hashlib
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from cryptography import x509

from tests.lab.windows.held_certificate import AnyCertificate, HeldCertificate, as_held, decode, encoding
from tests.lab.windows.private_key import PrivateKey
from tests.lab.windows.registry import Registry, RegistryType

SHA1_HASH: Final = 3
KEY_PROV_INFO: Final = 2
ENHKEY_USAGE: Final = 9
DESCRIPTION: Final = 13
ARCHIVED: Final = 19
KEY_IDENTIFIER: Final = 20
CERTIFICATE: Final = 32
"""Property ids (wincrypt.h)."""

BASES: Final = {
    ".Default": r"HKLM\SOFTWARE\Microsoft\SystemCertificates",
    ".GroupPolicy": r"HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates",
    ".Enterprise": r"HKLM\SOFTWARE\Microsoft\EnterpriseCertificates",
}
ROOT_ONLY: Final = {
    ".AuthRoot": r"HKLM\SOFTWARE\Microsoft\SystemCertificates\AuthRoot",
    ".SmartCard": r"HKLM\SOFTWARE\Microsoft\SystemCertificates\SmartCardRoot",
}
"""Physical stores (Microsoft, "System Store Locations")."""

SYSTEM_NAMES: Final = {"root": "ROOT", "my": "MY"}
"""The stores whose key Windows writes in capitals under SystemCertificates."""


@contextmanager
def odd_certificates() -> Iterator[None]:
    """Some public roots bend RFC 5280 (serial 0, long names); Windows takes them without a word."""
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        yield


def thumbprint(certificate: AnyCertificate) -> str:
    return hashlib.sha1(encoding(certificate)).hexdigest().upper()


def element(property_id: int, data: bytes) -> bytes:
    """One element of a store entry: id, the constant 1, length, data (MS-GPEF 2.2.1.1.1)."""
    return struct.pack("<III", property_id, 1, len(data)) + data


def elements(blob: bytes) -> dict[int, bytes]:
    """A store entry's elements by id, up to the certificate; raises ValueError for what is no store entry."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(blob) and CERTIFICATE not in found:
        property_id, one, length = _header(blob, at)
        at += 12
        if one != 1 or at + length > len(blob):
            raise ValueError("not a store entry")
        found[property_id] = blob[at : at + length]
        at += length
    return found


def _header(blob: bytes, at: int) -> tuple[int, int, int]:
    try:
        return struct.unpack_from("<III", blob, at)
    except struct.error:
        raise ValueError("not a store entry") from None


def store_entry(certificate: AnyCertificate, *properties: bytes) -> bytes:
    """The Blob value: hash, key identifier and further properties as elements, the certificate last."""
    entry = element(SHA1_HASH, bytes.fromhex(thumbprint(certificate)))
    entry += element(KEY_IDENTIFIER, as_held(certificate).key_identifier)
    return entry + b"".join(properties) + element(CERTIFICATE, encoding(certificate))


class CertificateStores:
    """The LocalMachine stores of one machine."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry.as_system()

    def add(
        self,
        store: str,
        certificate: AnyCertificate,
        *,
        physical: str = ".Default",
        key: PrivateKey | str | None = None,
        purposes: Sequence[x509.ObjectIdentifier] | None = None,
        description: str | None = None,
        archived: bool = False,
    ) -> None:
        """Add a certificate.

        `key` is its private key, or the container of one of the usual kind; `purposes` are the only ones that the
        entry allows; `description` is the text that the certificates console shows;
        `archived` is how a renewal leaves the old one.
        """
        if isinstance(key, str):
            key = PrivateKey(key)
        properties = [] if key is None else [element(KEY_PROV_INFO, key.serialized())]
        if purposes is not None:
            properties.append(element(ENHKEY_USAGE, x509.ExtendedKeyUsage(purposes).public_bytes()))
        if description is not None:
            properties.append(element(DESCRIPTION, f"{description}\0".encode("utf-16-le")))
        if archived:
            properties.append(element(ARCHIVED, b""))
        self.add_entry(store, thumbprint(certificate), store_entry(certificate, *properties), physical)

    def add_entry(self, store: str, name: str, blob: bytes, physical: str = ".Default") -> None:
        path = f"{store_path(store, physical)}\\Certificates\\{name}"
        self._registry.create(path)
        self._registry.set(path, "Blob", RegistryType.REG_BINARY, blob)

    def remove(self, store: str, certificate: AnyCertificate, physical: str = ".Default") -> None:
        self._registry.delete_tree(f"{store_path(store, physical)}\\Certificates\\{thumbprint(certificate)}")

    def create(self, store: str, physical: str = ".Default") -> None:
        """Make a store's empty keys, as a fresh installation has them."""
        for name in ("Certificates", "CRLs", "CTLs"):
            self._registry.create(f"{store_path(store, physical)}\\{name}")

    def held(self, store: str) -> list[HeldCertificate]:
        """The certificates of a logical store, out of all its physical stores."""
        return [decode(entry[CERTIFICATE]) for entry in self.entries(store)]

    def certificates(self, store: str) -> list[x509.Certificate]:
        """The same as `cryptography` knows them; raises ValueError when it refuses one."""
        with odd_certificates():
            return [x509.load_der_x509_certificate(each.encoded) for each in self.held(store)]

    def entries(self, store: str) -> Iterator[dict[int, bytes]]:
        """The elements of every entry whose certificate can be loaded and has the SHA-1 that its key is named by."""
        for physical in physical_stores(store):
            base = f"{store_path(store, physical)}\\Certificates"
            for name in self._registry.subkeys(base) if self._registry.exists(base) else []:
                found = _readable(self._registry.data(f"{base}\\{name}", "Blob"))
                if _loads(found.get(CERTIFICATE, b""), name):
                    yield found


def _loads(certificate: bytes, name: str) -> bool:
    with suppress(ValueError):
        return decode(certificate).thumbprint == name.upper()
    return False


def _readable(blob: object) -> dict[int, bytes]:
    try:
        return elements(blob) if isinstance(blob, bytes) else {}
    except ValueError:
        return {}


def physical_stores(store: str) -> tuple[str, ...]:
    if store.lower() == "my":
        return (".Default",)
    return (*BASES, *(ROOT_ONLY if store.lower() == "root" else ()))


def store_path(store: str, physical: str = ".Default") -> str:
    """The key of a physical store."""
    if physical in ROOT_ONLY:
        return ROOT_ONLY[physical]
    name = SYSTEM_NAMES.get(store.lower(), store) if physical == ".Default" else store
    return f"{BASES[physical]}\\{name}"
