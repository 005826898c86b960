# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chain building as a simulated machine does it, against its own stores and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.windows.certificate_store import (
    CERTIFICATE,
    ENHKEY_USAGE,
    CertificateStores,
    odd_certificates,
    thumbprint,
)

LONGEST_CHAIN = 6

Purpose: TypeAlias = x509.ObjectIdentifier

SERVERS: Purpose = ExtendedKeyUsageOID.SERVER_AUTH
CLIENTS: Purpose = ExtendedKeyUsageOID.CLIENT_AUTH


class TrustStatus(IntEnum):
    """What a chain ends in, the best first."""

    TRUSTED = 0
    EXPIRED = 1
    WRONG_USAGE = 2
    UNTRUSTED_ROOT = 3
    PARTIAL_CHAIN = 4
    EXPLICIT_DISTRUST = 5


@dataclass(frozen=True)
class TrustSettings:
    """A machine's stores at one moment. `restricted` are roots that aren't good for the purpose in question."""

    roots: frozenset[str]
    restricted: frozenset[str]
    disallowed: frozenset[str]
    issuers: tuple[x509.Certificate, ...]

    @classmethod
    def of(cls, stores: CertificateStores, purpose: Purpose, sent: Sequence[x509.Certificate] = ()) -> TrustSettings:
        """`sent` are the intermediates that the peer sent along."""
        roots = stores.certificates("Root")
        return cls(
            frozenset(map(thumbprint, roots)),
            _restricted_roots(stores, purpose),
            frozenset(map(thumbprint, stores.certificates("Disallowed"))),
            (*roots, *stores.certificates("CA"), *sent),
        )

    def judge(self, certificate: x509.Certificate, now: datetime) -> TrustStatus:
        """The status of the best chain that can be built."""
        with odd_certificates():
            return min(self._status(chain, now) for chain in self._chains(certificate, LONGEST_CHAIN))

    def _chains(self, certificate: x509.Certificate, most: int) -> Iterator[list[x509.Certificate]]:
        issuers = [] if _self_signed(certificate) or most == 1 else self._issuers_of(certificate)
        for issuer in issuers:
            for chain in self._chains(issuer, most - 1):
                yield [certificate, *chain]
        if not issuers:
            yield [certificate]

    def _issuers_of(self, certificate: x509.Certificate) -> list[x509.Certificate]:
        return [issuer for issuer in self.issuers if _issued(issuer, certificate)]

    def _status(self, chain: Sequence[x509.Certificate], now: datetime) -> TrustStatus:
        if any(thumbprint(certificate) in self.disallowed for certificate in chain):
            return TrustStatus.EXPLICIT_DISTRUST
        if not _self_signed(chain[-1]):
            return TrustStatus.PARTIAL_CHAIN
        if thumbprint(chain[-1]) not in self.roots:
            return TrustStatus.UNTRUSTED_ROOT
        if thumbprint(chain[-1]) in self.restricted:
            return TrustStatus.WRONG_USAGE
        in_date = all(link.not_valid_before_utc <= now <= link.not_valid_after_utc for link in chain)
        return TrustStatus.TRUSTED if in_date else TrustStatus.EXPIRED


def _restricted_roots(stores: CertificateStores, purpose: Purpose) -> frozenset[str]:
    """The thumbprints of the entries whose property 9 lists purposes without this one."""
    wanted = x509.ExtendedKeyUsage([purpose]).public_bytes()[2:]
    return frozenset(
        hashlib.sha1(entry[CERTIFICATE]).hexdigest().upper()
        for entry in stores.entries("Root")
        if wanted not in entry.get(ENHKEY_USAGE, wanted)
    )


def holds_foreign_root(stores: CertificateStores) -> bool:
    """Whether Root holds a certificate that isn't self-signed."""
    with odd_certificates():
        return any(root.subject != root.issuer for root in stores.certificates("Root"))


def _self_signed(certificate: x509.Certificate) -> bool:
    return _issued(certificate, certificate)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    if issuer.subject != certificate.issuer:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
