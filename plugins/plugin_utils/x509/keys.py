# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys: what kind they are, and whether a certificate was signed with the matching private key."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

try:
    from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
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


class KeyDescription(NamedTuple):
    """Type, size in bits and curve of a key; None where the type has none or the key can't be read."""

    type: str
    bits: int | None
    curve: str | None


def public_key(certificate: ParsedCertificate) -> Any:
    """Return the certificate's public key, or None if it is of a kind that can't be used here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, InternalError):
        # cryptography 42 raises InternalError for an Ed25519 key of the wrong length, among others.
        return None


def describe_key(key: Any, public_key_info: bytes) -> KeyDescription:
    """Describe KEY; of one that can't be used, what its SubjectPublicKeyInfo says: the type, dotted if it isn't known."""
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


def is_signed_with(certificate: ParsedCertificate, signed: bytes, key: Any) -> bool:
    """Tell whether KEY verifies the certificate's signature over SIGNED; False too if it is of another kind."""
    try:
        _verify(certificate, signed, key)
    except (InvalidSignature, UnsupportedAlgorithm, InternalError, ValueError, TypeError):
        return False
    return True


def _verify(certificate: ParsedCertificate, signed: bytes, key: Any) -> None:
    signature, parameters = certificate.signature, certificate.signature_algorithm_parameters
    if isinstance(key, rsa.RSAPublicKey):
        # Roots of the 1990s are signed with MD5, for which no parameters are offered.
        scheme = parameters or padding.PKCS1v15()
        key.verify(signature, signed, scheme, certificate.signature_hash_algorithm)  # type: ignore[arg-type]
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, parameters)  # type: ignore[arg-type]
    elif isinstance(key, dsa.DSAPublicKey):
        key.verify(signature, signed, certificate.signature_hash_algorithm)  # type: ignore[arg-type]
    elif isinstance(key, (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)):
        key.verify(signature, signed)
    else:
        raise TypeError("a key of a kind that can't be used here")
