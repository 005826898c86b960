# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates that these tests need, as the collection reads them, odd ones included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki import certificates, odd

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Identity:
    """A certificate and its private key."""

    key: Any
    certificate: Certificate


def as_read(certificate: x509.Certificate) -> Certificate:
    return Certificate.from_der(certificate.public_bytes(Encoding.DER))


def issue(
    common_name: str,
    issuer: Identity | None = None,
    *,
    key: Any = None,
    ca: bool | None = True,
    path_length: int | None = None,
    not_before: datetime = NOW - YEAR,
    not_after: datetime = NOW + YEAR,
    key_identifiers: bool = True,
    extensions: Sequence[x509.ExtensionType] = (),
    critical: Sequence[x509.ExtensionType] = (),
    **options: Any,
) -> Identity:
    """Issue a certificate, self-signed unless ISSUER is given; CA None leaves the basic constraints out."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    constraints = [] if ca is None else [x509.BasicConstraints(ca, path_length)]
    identifiers = certificates.key_identifiers(key, issuer.key if issuer else key) if key_identifiers else ()
    issued = certificates.issue(
        certificates.name_of(common_name, organization="DMZ, Example"),
        key,
        issuer and certificates.Authority(x509.load_der_x509_certificate(issuer.certificate.der), issuer.key),
        validity=(not_before, not_after),
        extensions=[*identifiers, *extensions],
        critical=[*constraints, *critical],
        **options,
    )
    return Identity(key, as_read(issued))


def leaf(common_name: str, issuer: Identity, **options: Any) -> Certificate:
    return issue(common_name, issuer, ca=False, **options).certificate


def edited(identity: Identity, **fields: bytes) -> Certificate:
    return Certificate.from_der(odd.edited(identity.certificate.der, identity.key, **fields))


def with_extensions(identity: Identity, change: Callable[[list[bytes]], list[bytes]]) -> Certificate:
    return Certificate.from_der(odd.with_extensions(identity.certificate.der, identity.key, change))


def version_1(identity: Identity) -> Certificate:
    return Certificate.from_der(odd.version_1(identity.certificate.der, identity.key))


def with_old_hash(certificate: Certificate, signer: rsa.RSAPrivateKey, old: HashAlgorithm) -> Certificate:
    return Certificate.from_der(odd.with_old_hash(certificate.der, signer, old))


def with_specified_hash(
    certificate: Certificate, signer: ec.EllipticCurvePrivateKey, named: HashAlgorithm
) -> Certificate:
    return Certificate.from_der(odd.with_specified_hash(certificate.der, signer, named))
