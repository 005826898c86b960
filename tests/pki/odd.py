# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Odd certificates, as DER: what no library makes, or makes any more, but stores hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tests.pki.der import BIT_STRING, NULL, OCTET_STRING, UTF8_STRING, elements_of, oid, sequence, set_of, tlv

Sign: TypeAlias = Callable[[bytes], bytes]

FIELDS = ("version", "serial_number", "signature", "issuer", "validity", "subject", "public_key", "extensions")
"""Of what is signed (RFC 5280, 4.1); ``signature`` is the algorithm."""

RSA_WITH = {"md5": "1.2.840.113549.1.1.4", "sha1": "1.2.840.113549.1.1.5"}
RSASSA_PSS = "1.2.840.113549.1.1.10"
"""RFC 8017, A.2"""

ECDSA_WITH_SPECIFIED = "1.2.840.10045.4.3"
HASHES = {"sha256": "2.16.840.1.101.3.4.2.1", "sha384": "2.16.840.1.101.3.4.2.2", "sha3-256": "2.16.840.1.101.3.4.2.8"}


def signed_anew(certificate: bytes, sign: Sign, **fields: bytes) -> bytes:
    """The certificate with some fields replaced, and the signature made for that."""
    signed, algorithm, _signature = elements_of(certificate)
    content = sequence(*(dict(zip(FIELDS, elements_of(signed), strict=False)) | fields).values())
    return sequence(content, fields.get("signature", algorithm), tlv(BIT_STRING, b"\0" + sign(content)))


def edited(certificate: bytes, signer: ec.EllipticCurvePrivateKey, **fields: bytes) -> bytes:
    return signed_anew(certificate, lambda content: signer.sign(content, ec.ECDSA(hashes.SHA256())), **fields)


def version_1(certificate: bytes, signer: ec.EllipticCurvePrivateKey) -> bytes:
    return edited(certificate, signer, version=b"", extensions=b"")


def with_extensions(
    certificate: bytes, signer: ec.EllipticCurvePrivateKey, change: Callable[[list[bytes]], list[bytes]]
) -> bytes:
    *_others, field = elements_of(elements_of(certificate)[0])
    [extensions] = elements_of(field)
    return edited(certificate, signer, extensions=tlv(field[0], sequence(*change(elements_of(extensions)))))


def extension(identifier: str, value: bytes) -> bytes:
    return sequence(oid(identifier), tlv(OCTET_STRING, value))


def common_names(*values: bytes) -> bytes:
    """A name of such UTF-8 strings, the most specific last."""
    return sequence(*(set_of(sequence(oid("2.5.4.3"), tlv(UTF8_STRING, value))) for value in values))


def with_old_hash(certificate: bytes, signer: rsa.RSAPrivateKey, old: hashes.HashAlgorithm) -> bytes:
    """With RSA and MD5 or SHA-1, with which no library signs certificates any more."""
    algorithm = sequence(oid(RSA_WITH[old.name]), NULL)
    return signed_anew(certificate, lambda content: signer.sign(content, padding.PKCS1v15(), old), signature=algorithm)


def with_pss_and_sha1(certificate: bytes, signer: rsa.RSAPrivateKey) -> bytes:
    """With RSASSA-PSS and its defaults: SHA-1 and 20 bytes of salt (RFC 4055, 3.1)."""
    algorithm, scheme = sequence(oid(RSASSA_PSS), sequence()), padding.PSS(padding.MGF1(hashes.SHA1()), salt_length=20)
    return signed_anew(certificate, lambda content: signer.sign(content, scheme, hashes.SHA1()), signature=algorithm)


def with_specified_hash(certificate: bytes, signer: ec.EllipticCurvePrivateKey, named: hashes.HashAlgorithm) -> bytes:
    """With ECDSA and a hash that the parameters name, as AD CS can."""
    algorithm = sequence(oid(ECDSA_WITH_SPECIFIED), sequence(oid(HASHES[named.name])))
    return signed_anew(certificate, lambda content: signer.sign(content, ec.ECDSA(named)), signature=algorithm)


def with_outer_algorithm(certificate: bytes, algorithm: bytes) -> bytes:
    """Another algorithm beside the signature than in what is signed, which stays as it was."""
    signed, _algorithm, signature = elements_of(certificate)
    return sequence(signed, algorithm, signature)


def flipped(content: bytes, offset: int) -> bytes:
    changed = bytearray(content)
    changed[offset] ^= 1
    return bytes(changed)
