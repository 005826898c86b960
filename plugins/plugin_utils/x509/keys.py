# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys: what kind they are, and whether a certificate was signed with the matching private key."""

from __future__ import annotations

import hashlib
import warnings
from typing import Any, NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

try:
    from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
    from cryptography.x509 import Certificate as ParsedCertificate
except ImportError:
    pass


# RFC 3279, 2.3, RFC 4055, 1.2, RFC 8410, 3, and RFC 9881, 4.
TYPES = {
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.113549.1.1.10": "RSA",
    "1.2.840.10045.2.1": "EC",
    "1.2.840.10040.4.1": "DSA",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
    "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
    "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
    "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
}

DIGEST_INFO = {
    "md5": bytes.fromhex("3020300c06082a864886f70d020505000410"),
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
}
"""What stands before the digest in a signature with RSASSA-PKCS1-v1_5 (RFC 8017, 9.2, note 1), for hashes that policies refuse."""


class KeyDescription(NamedTuple):
    """Type, size in bits and curve of a key; None where the type has none or the key can't be read."""

    type: str
    bits: int | None
    curve: str | None


def public_key(certificate: ParsedCertificate) -> Any:
    """The certificate's public key, or None if it is of a kind that can't be used here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, InternalError):
        # cryptography 42 raises InternalError for an Ed25519 key of the wrong length, among others.
        return None


def describe_key(key: Any, public_key_info: bytes) -> KeyDescription:
    """What the key is; of one that can't be used, what its SubjectPublicKeyInfo says: the type, dotted if it isn't known."""
    if isinstance(key, rsa.RSAPublicKey):
        return KeyDescription("RSA", key.key_size, None)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return KeyDescription("EC", key.key_size, key.curve.name)
    if isinstance(key, dsa.DSAPublicKey):
        return KeyDescription("DSA", key.key_size, None)
    if isinstance(key, ed25519.Ed25519PublicKey):
        return KeyDescription("Ed25519", 256, None)
    if isinstance(key, ed448.Ed448PublicKey):
        return KeyDescription("Ed448", 456, None)
    return _describe_unusable(public_key_info)


def _describe_unusable(public_key_info: bytes) -> KeyDescription:
    algorithm, _key = der.children(public_key_info)
    identifier, *parameters = der.elements(algorithm.content)
    oid = der.object_identifier(identifier.content)
    curves = [der.object_identifier(curve.content) for curve in parameters if curve.tag == der.OBJECT_IDENTIFIER]
    return KeyDescription(TYPES.get(oid, oid), None, curves[0] if curves else None)


def is_signed_with(certificate: ParsedCertificate, signed: bytes, key: Any, hash_name: str) -> bool | None:
    """Whether the key verifies the certificate's signature over ``signed``; False too if it is of another kind.

    ``hash_name`` is what the certificate names as its hash, empty if that isn't known.
    None if it cannot be verified here: the library doesn't know the algorithm or the key, or a crypto policy refuses them.
    """
    try:
        _verify(certificate, signed, key, hash_name)
    except (InvalidSignature, ValueError, TypeError):
        return False
    except (UnsupportedAlgorithm, InternalError):
        return None
    return True


def _verify(certificate: ParsedCertificate, signed: bytes, key: Any, hash_name: str) -> None:
    signature = certificate.signature
    if isinstance(key, rsa.RSAPublicKey):
        _verify_rsa(certificate, signed, key, hash_name)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        # No parameters are offered for ecdsa-with-Specified.
        scheme = certificate.signature_algorithm_parameters or ec.ECDSA(_hash_called(hash_name))
        if not isinstance(scheme, ec.ECDSA):
            raise TypeError("a signature of another kind")
        key.verify(signature, signed, scheme)
    elif isinstance(key, dsa.DSAPublicKey):
        key.verify(signature, signed, certificate.signature_hash_algorithm)  # type: ignore[arg-type]
    elif isinstance(key, (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)):
        key.verify(signature, signed)
    else:
        raise UnsupportedAlgorithm("a key of a kind that can't be used here")


def _verify_rsa(certificate: ParsedCertificate, signed: bytes, key: rsa.RSAPublicKey, hash_name: str) -> None:
    """Compare the digest in the signature where OpenSSL refuses to: RHEL's by policy for SHA-1, in FIPS mode for MD5.

    Raises InvalidSignature, and UnsupportedAlgorithm or InternalError if that isn't possible either.
    """
    # Roots of the 1990s are signed with MD5, for which no parameters are offered.
    scheme = certificate.signature_algorithm_parameters or padding.PKCS1v15()
    try:
        key.verify(certificate.signature, signed, scheme, certificate.signature_hash_algorithm)  # type: ignore[arg-type]
    except (UnsupportedAlgorithm, InternalError):
        if not isinstance(scheme, padding.PKCS1v15):
            raise
        # What another key signed is recognized here, whatever the hash; only then does it matter which one it is.
        if key.recover_data_from_signature(certificate.signature, scheme, None) != _digest_info(hash_name, signed):
            raise InvalidSignature from None


def _digest_info(hash_name: str, signed: bytes) -> bytes:
    """The DER of the DigestInfo of ``signed``. Raises UnsupportedAlgorithm for other hashes, and those that hashlib refuses."""
    try:
        return DIGEST_INFO[hash_name] + hashlib.new(hash_name, signed, usedforsecurity=False).digest()
    except (KeyError, ValueError) as error:
        raise UnsupportedAlgorithm(f"the hash {hash_name}") from error


def _hash_called(name: str) -> hashes.HashAlgorithm:
    """The hash of that name, which cryptography spells SHA3_256, for example. Raises UnsupportedAlgorithm if it has none."""
    algorithm: type[hashes.HashAlgorithm] | None = getattr(hashes, name.upper().replace("-", "_"), None)
    if algorithm is None:
        raise UnsupportedAlgorithm(f"the hash {name}")
    return algorithm()
