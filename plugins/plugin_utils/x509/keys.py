# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys: what kind they are, and whether something was signed with the matching private key.

The bytes come from where they stand in a certificate; the library never sees a certificate, since it refuses odd ones.
"""

from __future__ import annotations

import hashlib
import warnings
from typing import Any, NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import Scheme, SignatureAlgorithm

try:
    from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key
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


PURE_BITS = {"Ed25519": 256, "Ed448": 456, "ML-DSA-44": 10496, "ML-DSA-65": 15616, "ML-DSA-87": 20736}
"""Of keys whose signatures have no hash of their own (RFC 8032, 5.1.5 and 5.2.5; FIPS 204, table 2)."""


class PublicKey(NamedTuple):
    """Type, size in bits and curve of a key; None where the type has none or the key can't be used here.

    The type is dotted if it isn't known. ``loaded`` is the library's, None if it can't use the key.
    """

    type: str
    bits: int | None
    curve: str | None
    loaded: Any


def read_public_key(public_key_info: bytes) -> PublicKey:
    """The key in a SubjectPublicKeyInfo. Raises ValueError if that is malformed."""
    loaded = _load(public_key_info)
    if isinstance(loaded, rsa.RSAPublicKey):
        return PublicKey("RSA", loaded.key_size, None, loaded)
    if isinstance(loaded, ec.EllipticCurvePublicKey):
        return PublicKey("EC", loaded.key_size, loaded.curve.name, loaded)
    if isinstance(loaded, dsa.DSAPublicKey):
        return PublicKey("DSA", loaded.key_size, None, loaded)
    kind, curve = _stated(public_key_info)
    return PublicKey(kind, None if loaded is None else PURE_BITS.get(kind), curve, loaded)


def _load(public_key_info: bytes) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_der_public_key(public_key_info)
    except (ValueError, UnsupportedAlgorithm, InternalError):
        # cryptography 42 raises InternalError for an Ed25519 key of the wrong length, among others.
        return None


def _stated(public_key_info: bytes) -> tuple[str, str | None]:
    """The type that the algorithm names, and the curve if its parameters name one."""
    algorithm, _key = der.children(public_key_info)
    identifier, *parameters = der.elements(algorithm.content)
    oid = der.object_identifier(identifier.content)
    curves = [der.object_identifier(curve.content) for curve in parameters if curve.tag == der.OBJECT_IDENTIFIER]
    return TYPES.get(oid, oid), curves[0] if curves else None


def is_signed_with(key: PublicKey, signed: bytes, signature: bytes, algorithm: SignatureAlgorithm) -> bool | None:
    """Whether the key verifies the signature over ``signed``; False too if it is of another kind than the algorithm wants.

    None if it cannot be verified here: the library doesn't know the algorithm or the key, or a crypto policy refuses them.
    """
    try:
        _verify(key, signed, signature, algorithm)
    except (InvalidSignature, ValueError, TypeError):
        return False
    except (UnsupportedAlgorithm, InternalError, OverflowError):
        # The last one for a salt of more bytes than a machine can count.
        return None
    return True


def _verify(key: PublicKey, signed: bytes, signature: bytes, algorithm: SignatureAlgorithm) -> None:
    loaded = key.loaded
    if loaded is None or algorithm.scheme is None:
        raise UnsupportedAlgorithm("a key or an algorithm that can't be used here")
    if isinstance(loaded, rsa.RSAPublicKey):
        _verify_rsa(loaded, signed, signature, algorithm)
    elif isinstance(loaded, ec.EllipticCurvePublicKey):
        _require(algorithm.scheme is Scheme.ECDSA)
        loaded.verify(signature, signed, ec.ECDSA(_hash_called(algorithm.hash)))
    elif isinstance(loaded, dsa.DSAPublicKey):
        _require(algorithm.scheme is Scheme.DSA)
        loaded.verify(signature, signed, _hash_called(algorithm.hash))
    elif key.type in PURE_BITS:
        _require(algorithm.name.casefold() == key.type.casefold())
        loaded.verify(signature, signed)
    else:
        raise UnsupportedAlgorithm("a key of a kind that signs nothing")


def _require(fits: bool) -> None:
    if not fits:
        raise InvalidSignature("a signature of another kind")


def _verify_rsa(key: rsa.RSAPublicKey, signed: bytes, signature: bytes, algorithm: SignatureAlgorithm) -> None:
    """Compare the digest in the signature where OpenSSL refuses to: RHEL's by policy for SHA-1, in FIPS mode for MD5.

    Raises InvalidSignature, and UnsupportedAlgorithm or InternalError if that isn't possible either.
    """
    if algorithm.scheme is Scheme.PSS:
        mask = padding.MGF1(_hash_called(algorithm.mask_hash))
        key.verify(signature, signed, padding.PSS(mask, algorithm.salt_length), _hash_called(algorithm.hash))
        return
    _require(algorithm.scheme is Scheme.PKCS1)
    scheme = padding.PKCS1v15()
    try:
        key.verify(signature, signed, scheme, _hash_called(algorithm.hash))
    except (UnsupportedAlgorithm, InternalError):
        # What another key signed is recognized here, whatever the hash; only then does it matter which one it is.
        if key.recover_data_from_signature(signature, scheme, None) != _digest_info(algorithm.hash, signed):
            raise InvalidSignature from None


def _digest_info(hash_name: str | None, signed: bytes) -> bytes:
    """The DER of the DigestInfo of ``signed``. Raises UnsupportedAlgorithm for other hashes, and those that hashlib refuses."""
    try:
        name = hash_name or ""
        return DIGEST_INFO[name] + hashlib.new(name, signed, usedforsecurity=False).digest()
    except (KeyError, ValueError) as error:
        raise UnsupportedAlgorithm(f"the hash {hash_name}") from error


def _hash_called(name: str | None) -> hashes.HashAlgorithm:
    """The hash of that name, which cryptography spells SHA3_256, for example. Raises UnsupportedAlgorithm if it has none."""
    algorithm: type[hashes.HashAlgorithm] | None = getattr(hashes, str(name).upper().replace("-", "_"), None)
    if algorithm is None:
        raise UnsupportedAlgorithm(f"the hash {name}")
    return algorithm()
