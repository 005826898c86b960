# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chain building as a simulated machine does it, against its own stores and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import TypeAlias

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.windows.certificate_path import in_order
from tests.lab.windows.certificate_signature import issued, self_signed
from tests.lab.windows.certificate_store import CERTIFICATE, CertificateStores
from tests.lab.windows.held_certificate import HeldCertificate, decode
from tests.lab.windows.root_properties import Properties, allows, distrusts

LONGEST_CHAIN = 6

Purpose: TypeAlias = x509.ObjectIdentifier

SERVERS: Purpose = ExtendedKeyUsageOID.SERVER_AUTH
CLIENTS: Purpose = ExtendedKeyUsageOID.CLIENT_AUTH


class TrustStatus(IntEnum):
    """What a chain ends in, the best first.

    Of what a certificate in it forbids, the events that are known tell no more than WRONG_USAGE.
    """

    TRUSTED = 0
    EXPIRED = 1
    WRONG_USAGE = 2
    UNTRUSTED_ROOT = 3
    PARTIAL_CHAIN = 4
    EXPLICIT_DISTRUST = 5


@dataclass(frozen=True)
class TrustSettings:
    """A machine's stores at one moment, for one purpose. `roots` come with the properties of their entries."""

    roots: Mapping[HeldCertificate, Sequence[Properties]]
    disallowed: frozenset[HeldCertificate]
    issuers: tuple[HeldCertificate, ...]
    purpose: str

    @classmethod
    def of(cls, stores: CertificateStores, purpose: Purpose, sent: Sequence[HeldCertificate] = ()) -> TrustSettings:
        """`sent` are the intermediates that the peer sent along."""
        roots: dict[HeldCertificate, list[Properties]] = {}
        for entry in stores.entries("Root"):
            roots.setdefault(decode(entry[CERTIFICATE]), []).append(entry)
        return cls(
            roots,
            frozenset(stores.held("Disallowed")),
            (*roots, *stores.held("CA"), *sent),
            purpose.dotted_string,
        )

    def judge(self, certificate: HeldCertificate, now: datetime) -> TrustStatus:
        """The status of the best chain that can be built."""
        return min(self._status(chain, now) for chain in self._chains(certificate, LONGEST_CHAIN))

    def _chains(self, certificate: HeldCertificate, most: int) -> Iterator[list[HeldCertificate]]:
        issuers = [] if self_signed(certificate) or most == 1 else self._issuers_of(certificate)
        for issuer in issuers:
            for chain in self._chains(issuer, most - 1):
                yield [certificate, *chain]
        if not issuers:
            yield [certificate]

    def _issuers_of(self, certificate: HeldCertificate) -> list[HeldCertificate]:
        return [issuer for issuer in self.issuers if issued(issuer, certificate)]

    def _status(self, chain: Sequence[HeldCertificate], now: datetime) -> TrustStatus:
        first, root = chain[0], chain[-1]
        if not self.disallowed.isdisjoint(chain):
            return TrustStatus.EXPLICIT_DISTRUST
        if not self_signed(root):
            return TrustStatus.PARTIAL_CHAIN
        if root not in self.roots:
            return TrustStatus.UNTRUSTED_ROOT
        if any(distrusts(entry, self.purpose, first.not_before, now) for entry in self.roots[root]):
            return TrustStatus.EXPLICIT_DISTRUST
        if not (all(allows(entry, self.purpose) for entry in self.roots[root]) and in_order(chain, self.purpose)):
            return TrustStatus.WRONG_USAGE
        in_date = all(link.not_before <= now <= link.not_after for link in chain)
        return TrustStatus.TRUSTED if in_date else TrustStatus.EXPIRED


def holds_foreign_root(stores: CertificateStores) -> bool:
    """Whether Root holds a certificate that isn't self-signed."""
    return any(root.subject != root.issuer for root in stores.held("Root"))
