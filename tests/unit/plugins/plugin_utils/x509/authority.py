# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority in memory: the certificates that these tests need, odd ones included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)

# RFC 8017, A.2.4
RSA_WITH = {
    "md5": bytes.fromhex("2a864886f70d010104"),
    "sha1": bytes.fromhex("2a864886f70d010105"),
    "sha256": bytes.fromhex("2a864886f70d01010b"),
}

ECDSA_WITH_SPECIFIED = bytes.fromhex("06072a8648ce3d0403")
RSASSA_PSS = bytes.fromhex("300d06092a864886f70d01010a3000")
HASHES = {
    "sha256": bytes.fromhex("0609608648016503040201"),
    "sha384": bytes.fromhex("0609608648016503040202"),
    "sha3-256": bytes.fromhex("0609608648016503040208"),
}


@dataclass(frozen=True)
class Identity:
    """A certificate and its private key."""

    key: Any
    certificate: Certificate


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def issue(
    common_name: str,
    issuer: Identity | None = None,
    *,
    key: Any = None,
    ca: bool | None = True,
    path_length: int | None = None,
    not_before: datetime = NOW - YEAR,
    not_after: datetime = NOW + YEAR,
    serial_number: int = 0,
    key_identifiers: bool = True,
    extensions: tuple[x509.ExtensionType, ...] = (),
    critical: tuple[x509.ExtensionType, ...] = (),
    **signing: Any,
) -> Identity:
    """Issue a certificate, self-signed unless ISSUER is given; CA None leaves the basic constraints out."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    signer = issuer.key if issuer else key
    subject = _name(common_name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_subject_of(issuer.certificate) if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial_number or x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True)
    if key_identifiers:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(authority, critical=False)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    for extension in critical:
        builder = builder.add_extension(extension, critical=True)
    signed = builder.sign(signer, _hash_for(signer), **signing)
    return Identity(key, Certificate.from_der(signed.public_bytes(serialization.Encoding.DER)))


def leaf(common_name: str, issuer: Identity, **options: Any) -> Certificate:
    return issue(common_name, issuer, ca=False, **options).certificate


def edited(identity: Identity, edit: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """Return the DER of a self-signed EC certificate whose TBSCertificate fields EDIT has changed, signed anew."""
    signed, algorithm, _signature = der.children(identity.certificate.der)
    fields = [field.encoded for field in der.elements(signed.content)]
    changed = tlv(der.SEQUENCE, b"".join(edit(fields)))
    signature = identity.key.sign(changed, ec.ECDSA(hashes.SHA256()))
    return tlv(der.SEQUENCE, changed + algorithm.encoded + tlv(der.BIT_STRING, b"\0" + signature))


def with_old_hash(certificate: Certificate, signer: rsa.RSAPrivateKey, algorithm: hashes.HashAlgorithm) -> Certificate:
    """Return CERTIFICATE, signed anew by SIGNER with RSA and MD5 or SHA-1, with which no library signs any more."""
    signed, identifier, _signature = (field.encoded for field in der.children(certificate.der))
    signed, identifier = (part.replace(RSA_WITH["sha256"], RSA_WITH[algorithm.name]) for part in (signed, identifier))
    signature = signer.sign(signed, padding.PKCS1v15(), algorithm)
    return Certificate.from_der(tlv(der.SEQUENCE, signed + identifier + tlv(der.BIT_STRING, b"\0" + signature)))


def with_pss_and_sha1(certificate: Certificate, signer: rsa.RSAPrivateKey) -> Certificate:
    """Return CERTIFICATE, signed anew by SIGNER with RSASSA-PSS and its defaults: SHA-1 and 20 bytes of salt (RFC 4055, 3.1)."""
    scheme = padding.PSS(padding.MGF1(hashes.SHA1()), salt_length=20)
    return _signed_anew(certificate, RSASSA_PSS, lambda signed: signer.sign(signed, scheme, hashes.SHA1()))


def with_specified_hash(
    certificate: Certificate, signer: ec.EllipticCurvePrivateKey, algorithm: hashes.HashAlgorithm
) -> Certificate:
    """Return CERTIFICATE, signed anew by SIGNER with ECDSA and a hash that the parameters name, as AD CS can."""
    identifier = tlv(der.SEQUENCE, ECDSA_WITH_SPECIFIED + tlv(der.SEQUENCE, HASHES[algorithm.name]))
    return _signed_anew(certificate, identifier, lambda signed: signer.sign(signed, ec.ECDSA(algorithm)))


def with_extensions(identity: Identity, change: Callable[[list[bytes]], list[bytes]]) -> Certificate:
    """Return the certificate with the list of its encoded extensions changed."""

    def edit(fields: list[bytes]) -> list[bytes]:
        extensions = [field.encoded for field in der.children(der.element(fields[-1], 0xA3).content)]
        return [*fields[:-1], tlv(0xA3, tlv(der.SEQUENCE, b"".join(change(extensions))))]

    return Certificate.from_der(edited(identity, edit))


def version_1(identity: Identity) -> Certificate:
    return Certificate.from_der(edited(identity, lambda fields: fields[1:-1]))


def flipped(content: bytes, offset: int) -> bytes:
    changed = bytearray(content)
    changed[offset] ^= 1
    return bytes(changed)


def extension(identifier: bytes, value: bytes) -> bytes:
    return tlv(der.SEQUENCE, tlv(der.OBJECT_IDENTIFIER, identifier) + tlv(der.OCTET_STRING, value))


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _signed_anew(certificate: Certificate, identifier: bytes, sign: Callable[[bytes], bytes]) -> Certificate:
    signed, known, _signature = der.children(certificate.der)
    fields = (field.encoded for field in der.elements(signed.content))
    changed = tlv(der.SEQUENCE, b"".join(identifier if field == known.encoded else field for field in fields))
    return Certificate.from_der(tlv(der.SEQUENCE, changed + identifier + tlv(der.BIT_STRING, b"\0" + sign(changed))))


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "DMZ, Example"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name),
        ]
    )


def _subject_of(certificate: Certificate) -> x509.Name:
    return x509.load_der_x509_certificate(certificate.der).subject


def _hash_for(key: Any) -> hashes.SHA256 | None:
    return None if isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)) else hashes.SHA256()
