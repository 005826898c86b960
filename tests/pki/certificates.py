# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Usual certificates: one builder for every subject, issuer, key, validity and extension."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from inspect import signature
from typing import Any, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

PrivateKey: TypeAlias = CertificateIssuerPrivateKeyTypes
SignatureHash: TypeAlias = hashes.SHA256 | hashes.SHA384 | hashes.SHA512


@dataclass(frozen=True)
class Authority:
    """A CA: its certificate and its key."""

    certificate: x509.Certificate
    key: PrivateKey


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    """One key in a process for each size and number: keys cost time."""
    return rsa.generate_private_key(65537, bits)


def issue(
    subject: x509.Name,
    key: PrivateKey,
    issuer: Authority | None = None,
    *,
    validity: tuple[datetime, datetime],
    serial_number: int | None = None,
    extensions: Iterable[x509.ExtensionType] = (),
    critical: Iterable[x509.ExtensionType] = (),
    algorithm: SignatureHash | None = None,
    **signing: Any,
) -> x509.Certificate:
    """A certificate for a key, self-signed unless there is an issuer. The critical extensions come first.

    It is signed with SHA-256, or another ``algorithm``, where the key needs a hash.
    """
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial_number or x509.random_serial_number())
        .not_valid_before(validity[0])
        .not_valid_after(validity[1])
    )
    for extension in critical:
        builder = builder.add_extension(extension, critical=True)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    hashed = isinstance(signer, rsa.RSAPrivateKey | dsa.DSAPrivateKey | ec.EllipticCurvePrivateKey)
    return builder.sign(signer, (algorithm or hashes.SHA256()) if hashed else None, **signing)


def name_of(*common_names: str, organization: str | None = None) -> x509.Name:
    parts = [x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, organization)] if organization else []
    return x509.Name([*parts, *(x509.NameAttribute(x509.NameOID.COMMON_NAME, each) for each in common_names)])


def key_identifiers(key: PrivateKey, issuer_key: PrivateKey | None = None) -> tuple[x509.ExtensionType, ...]:
    """What names the key, and what names the issuer's if it is given."""
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    if issuer_key is None:
        return (own,)
    return own, x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())


def key_usage(*uses: str) -> x509.KeyUsage:
    every = signature(x509.KeyUsage).parameters
    return x509.KeyUsage(**dict.fromkeys(every, False) | dict.fromkeys(uses, True))


def dns_names(*values: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.DNSName(value) for value in values])
