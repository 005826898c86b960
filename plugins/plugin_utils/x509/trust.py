# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host trusts, and what lies among its roots that is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits


def unlimited(_thumbprint: str) -> tuple[RootLimits, ...]:
    """The limits of any root of a store that knows none."""
    return ()


@dataclass(frozen=True)
class Trust:
    """What a host trusts: its roots, its intermediates, and the SHA-1 thumbprints (upper-case hex) that it disallows.

    ``limits_of`` gives the limits of a root by its SHA-1 thumbprint, none for one that is trusted for everything. It is asked
    for few of them.
    """

    roots: tuple[Certificate, ...]
    intermediates: tuple[Certificate, ...]
    disallowed: frozenset[str]
    limits_of: Callable[[str], tuple[RootLimits, ...]] = field(default=unlimited, compare=False)

    @property
    def misplaced_roots(self) -> tuple[Certificate, ...]:
        """What lies among the roots although another CA issued it, or an older or newer key of the same CA.

        Only its signature tells a cross-certificate of a renewed root from a root, and verifying those of a whole store
        takes too long. So of self-issued certificates only those are looked at that have a namesake among the roots and
        intermediates, as such a cross-certificate has wherever one of the two roots that it joins is known.
        """
        subjects = Counter(certificate.subject_der for certificate in {*self.roots, *self.intermediates})
        return tuple(
            certificate
            for certificate in self.roots
            if not certificate.self_issued
            or (subjects[certificate.subject_der] > 1 and certificate.own_key_signed is False)
        )


def roots_among(certificates: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """The self-signed ones. Raises :class:`CertificateError` if the signature of one cannot be verified on this controller."""
    for certificate in certificates:
        if certificate.self_issued and certificate.own_key_signed is None:
            raise CertificateError(f"the signature of {certificate.subject} {certificate.signature_refusal}")
    return tuple(certificate for certificate in certificates if certificate.self_signed)


def real_issuer(misplaced: Certificate) -> str:
    """Who issued a certificate that is among the roots and is none: its name alone says nothing of a cross-certificate."""
    return "another key of the same CA" if misplaced.self_issued else misplaced.issuer
