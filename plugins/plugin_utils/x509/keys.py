# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys: what kind they are, and whether a certificate was signed with the matching private key."""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

try:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
    from cryptography.x509 import Certificate as ParsedCertificate
except ImportError:
    pass


class KeyDescription(NamedTuple):
    """Type, size in bits and curve of a key; None where the type has none or the key can't be read."""

    type: str
    bits: int | None
    curve: str | None


def public_key(certificate: ParsedCertificate) -> Any:
    """Return the certificate's public key, or None if it is of a kind that can't be used here."""
    try:
        return certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None


def describe_key(key: Any, public_key_info: bytes) -> KeyDescription:
    """Describe KEY; the type of one that can't be used is the object identifier in its SubjectPublicKeyInfo."""
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
    algorithm = der.children(public_key_info)[0]
    return KeyDescription(der.object_identifier(der.children(algorithm.encoded)[0].content), None, None)


def is_signed_with(certificate: ParsedCertificate, signed: bytes, key: Any) -> bool:
    """Tell whether KEY verifies the certificate's signature over SIGNED; False too if it is of another kind."""
    try:
        _verify(certificate, signed, key)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
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
