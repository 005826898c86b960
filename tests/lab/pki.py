# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificate authorities and host certificates, made in memory, with the faults that real ones have."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Validity: TypeAlias = "tuple[timedelta, timedelta]"

AUTHORITY_YEARS: Validity = (timedelta(days=-730), timedelta(days=2920))
IN_DATE: Validity = (timedelta(days=-100), timedelta(days=265))
EXPIRED: Validity = (timedelta(days=-400), timedelta(days=-35))
NOT_YET_VALID: Validity = (timedelta(days=1), timedelta(days=366))
"""Start and end, as seen from now."""

BOTH_USAGES = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
"""The two extended key usages that SCOM asks for."""

_USER_PRINCIPAL_NAME = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")

HOST_KEY = 0
"""Index of the one key that all host certificates share: they are told apart by serial, and keys cost time."""


@cache
def _key(index: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Authority:
    """A CA: its certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


class Pki:
    """Makes certificates whose validity is counted from `now`. Each authority gets a key of its own."""

    def __init__(self, now: datetime) -> None:
        self._now = now.replace(microsecond=0)
        self._keys = itertools.count(HOST_KEY + 1)
        self._serials = itertools.count(1)

    def root(self, name: str, *, validity: Validity = AUTHORITY_YEARS, renews: Authority | None = None) -> Authority:
        """A self-signed CA. The same name again gives another key, unless it `renews` the older one."""
        key = renews.key if renews else _key(next(self._keys))
        builder = self._authority(name, key, validity).issuer_name(_name(name))
        return Authority(builder.sign(key, hashes.SHA256()), key)

    def issuing(self, name: str, issuer: Authority, *, validity: Validity = AUTHORITY_YEARS) -> Authority:
        key = _key(next(self._keys))
        builder = _issued_by(self._authority(name, key, validity), issuer)
        return Authority(builder.sign(issuer.key, hashes.SHA256()), key)

    def host(
        self,
        name: str,
        issuer: Authority,
        *,
        validity: Validity = IN_DATE,
        usages: Sequence[x509.ObjectIdentifier] = BOTH_USAGES,
        serial_octets: int = 16,
        serial: int | None = None,
    ) -> x509.Certificate:
        """A channel certificate for a machine: CN and first SAN are its name. A serial of its own, or this one."""
        builder = self._certificate(name, self.host_key, validity, serial or self._serial(serial_octets))
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        builder = builder.add_extension(_key_usage(authority=False), critical=True)
        if usages:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        return _issued_by(builder, issuer).sign(issuer.key, hashes.SHA256())

    def user(self, principal_name: str, issuer: Authority) -> x509.Certificate:
        """A client certificate with a user principal name, for the same key as the hosts'."""
        builder = self._certificate(principal_name, self.host_key, IN_DATE, self._serial(16))
        encoded = principal_name.encode()
        # A UTF8String of less than 128 octets.
        name = x509.OtherName(_USER_PRINCIPAL_NAME, bytes([0x0C, len(encoded)]) + encoded)
        builder = builder.add_extension(x509.SubjectAlternativeName([name]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        return _issued_by(builder, issuer).sign(issuer.key, hashes.SHA256())

    @property
    def host_key(self) -> rsa.RSAPrivateKey:
        """The private key of every host certificate."""
        return _key(HOST_KEY)

    def _authority(self, name: str, key: rsa.RSAPrivateKey, validity: Validity) -> x509.CertificateBuilder:
        builder = self._certificate(name, key, validity, self._serial(16))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        return builder.add_extension(_key_usage(authority=True), critical=True)

    def _certificate(
        self, name: str, key: rsa.RSAPrivateKey, validity: Validity, serial: int
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .public_key(key.public_key())
            .serial_number(serial)
            .not_valid_before(self._now + validity[0])
            .not_valid_after(self._now + validity[1])
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )

    def _serial(self, octets: int) -> int:
        """A positive serial of exactly this many octets; RFC 5280 allows 20."""
        digest = hashlib.sha256(str(next(self._serials)).encode()).digest()
        return int.from_bytes(b"\x61" + digest[: octets - 1], "big")


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _issued_by(builder: x509.CertificateBuilder, issuer: Authority) -> x509.CertificateBuilder:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return builder.issuer_name(issuer.certificate.subject).add_extension(identifier, critical=False)


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
