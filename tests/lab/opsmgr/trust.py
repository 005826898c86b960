# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chain building as a simulated machine does it, against its own stores and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.windows.certificate_signature import issued
from tests.lab.windows.certificate_store import CERTIFICATE, ENHKEY_USAGE, CertificateStores
from tests.lab.windows.held_certificate import HeldCertificate, decode

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

    roots: frozenset[HeldCertificate]
    restricted: frozenset[HeldCertificate]
    disallowed: frozenset[HeldCertificate]
    issuers: tuple[HeldCertificate, ...]

    @classmethod
    def of(cls, stores: CertificateStores, purpose: Purpose, sent: Sequence[HeldCertificate] = ()) -> TrustSettings:
        """`sent` are the intermediates that the peer sent along."""
        roots = stores.held("Root")
        return cls(
            frozenset(roots),
            _restricted_roots(stores, purpose),
            frozenset(stores.held("Disallowed")),
            (*roots, *stores.held("CA"), *sent),
        )

    def judge(self, certificate: HeldCertificate, now: datetime) -> TrustStatus:
        """The status of the best chain that can be built."""
        return min(self._status(chain, now) for chain in self._chains(certificate, LONGEST_CHAIN))

    def _chains(self, certificate: HeldCertificate, most: int) -> Iterator[list[HeldCertificate]]:
        issuers = [] if _self_signed(certificate) or most == 1 else self._issuers_of(certificate)
        for issuer in issuers:
            for chain in self._chains(issuer, most - 1):
                yield [certificate, *chain]
        if not issuers:
            yield [certificate]

    def _issuers_of(self, certificate: HeldCertificate) -> list[HeldCertificate]:
        return [issuer for issuer in self.issuers if issued(issuer, certificate)]

    def _status(self, chain: Sequence[HeldCertificate], now: datetime) -> TrustStatus:
        if not self.disallowed.isdisjoint(chain):
            return TrustStatus.EXPLICIT_DISTRUST
        if not _self_signed(chain[-1]):
            return TrustStatus.PARTIAL_CHAIN
        if chain[-1] not in self.roots:
            return TrustStatus.UNTRUSTED_ROOT
        if chain[-1] in self.restricted:
            return TrustStatus.WRONG_USAGE
        in_date = all(link.not_before <= now <= link.not_after for link in chain)
        return TrustStatus.TRUSTED if in_date else TrustStatus.EXPIRED


def _restricted_roots(stores: CertificateStores, purpose: Purpose) -> frozenset[HeldCertificate]:
    """Those whose property 9 lists purposes without this one."""
    wanted = x509.ExtendedKeyUsage([purpose]).public_bytes()[2:]
    return frozenset(
        decode(entry[CERTIFICATE]) for entry in stores.entries("Root") if wanted not in entry.get(ENHKEY_USAGE, wanted)
    )


def holds_foreign_root(stores: CertificateStores) -> bool:
    """Whether Root holds a certificate that isn't self-signed."""
    return any(root.subject != root.issuer for root in stores.held("Root"))


def _self_signed(certificate: HeldCertificate) -> bool:
    return issued(certificate, certificate)
