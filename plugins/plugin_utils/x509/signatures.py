# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signature algorithms: their names, the hash that each one signs, and the scheme that it is signed with."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der


class Scheme(Enum):
    """How a signature is made: with RSA by PKCS #1 v1.5 or PSS (RFC 8017, 8), with DSA, or of the text itself, without a hash."""

    PKCS1 = auto()
    PSS = auto()
    ECDSA = auto()
    DSA = auto()
    PURE = auto()


class SignatureAlgorithm(NamedTuple):
    """The algorithm's name, dotted if it isn't known, its hash and its scheme.

    The hash is None if it has none of its own or isn't known, the scheme if the algorithm isn't known. PSS has a second
    hash for its mask, None if that isn't known, and a salt of so many bytes.
    """

    name: str
    hash: str | None
    scheme: Scheme | None = None
    mask_hash: str | None = None
    salt_length: int = 0

    @property
    def refusal(self) -> str:
        """The end of a sentence about a signature that cannot be verified here."""
        algorithm = f"{self.name} ({self.hash})" if self.hash else self.name
        return (
            "cannot be verified on this controller: its cryptography library, or the crypto policy of its OpenSSL,"
            f" refuses {algorithm} or the key that signed"
        )


RSASSA_PSS = "1.2.840.113549.1.1.10"
MASK_GENERATION_1 = "1.2.840.113549.1.1.8"
HASH_PARAMETER = 0xA0
MASK_PARAMETER = 0xA1
SALT_PARAMETER = 0xA2
ECDSA_WITH_SPECIFIED = "1.2.840.10045.4.3"

HASHES = {
    "1.2.840.113549.2.2": "md2",
    "1.2.840.113549.2.4": "md4",
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.7": "sha3-224",
    "2.16.840.1.101.3.4.2.8": "sha3-256",
    "2.16.840.1.101.3.4.2.9": "sha3-384",
    "2.16.840.1.101.3.4.2.10": "sha3-512",
}

# RFC 3279, 4055, 5758, 8410, 9688 and 9881, and those of the OIW's Stable Implementation Agreements that wincrypt.h lists.
ALGORITHMS = {
    "1.2.840.113549.1.1.2": SignatureAlgorithm("md2WithRSAEncryption", "md2", Scheme.PKCS1),
    "1.2.840.113549.1.1.3": SignatureAlgorithm("md4WithRSAEncryption", "md4", Scheme.PKCS1),
    "1.2.840.113549.1.1.4": SignatureAlgorithm("md5WithRSAEncryption", "md5", Scheme.PKCS1),
    "1.2.840.113549.1.1.5": SignatureAlgorithm("sha1WithRSAEncryption", "sha1", Scheme.PKCS1),
    "1.2.840.113549.1.1.14": SignatureAlgorithm("sha224WithRSAEncryption", "sha224", Scheme.PKCS1),
    "1.2.840.113549.1.1.11": SignatureAlgorithm("sha256WithRSAEncryption", "sha256", Scheme.PKCS1),
    "1.2.840.113549.1.1.12": SignatureAlgorithm("sha384WithRSAEncryption", "sha384", Scheme.PKCS1),
    "1.2.840.113549.1.1.13": SignatureAlgorithm("sha512WithRSAEncryption", "sha512", Scheme.PKCS1),
    "1.3.14.3.2.2": SignatureAlgorithm("md4WithRSA", "md4", Scheme.PKCS1),
    "1.3.14.3.2.3": SignatureAlgorithm("md5WithRSA", "md5", Scheme.PKCS1),
    "1.3.14.3.2.4": SignatureAlgorithm("md4WithRSAEncryption", "md4", Scheme.PKCS1),
    "1.3.14.3.2.13": SignatureAlgorithm("dsaWithSHA", "sha", Scheme.DSA),
    "1.3.14.3.2.15": SignatureAlgorithm("shaWithRSASignature", "sha", Scheme.PKCS1),
    "1.3.14.3.2.27": SignatureAlgorithm("dsaWithSHA1", "sha1", Scheme.DSA),
    "1.3.14.3.2.29": SignatureAlgorithm("sha1WithRSA", "sha1", Scheme.PKCS1),
    "1.2.840.10040.4.3": SignatureAlgorithm("dsa-with-sha1", "sha1", Scheme.DSA),
    "2.16.840.1.101.3.4.3.1": SignatureAlgorithm("dsa-with-sha224", "sha224", Scheme.DSA),
    "2.16.840.1.101.3.4.3.2": SignatureAlgorithm("dsa-with-sha256", "sha256", Scheme.DSA),
    "2.16.840.1.101.3.4.3.3": SignatureAlgorithm("dsa-with-sha384", "sha384", Scheme.DSA),
    "2.16.840.1.101.3.4.3.4": SignatureAlgorithm("dsa-with-sha512", "sha512", Scheme.DSA),
    "1.2.840.10045.4.1": SignatureAlgorithm("ecdsa-with-SHA1", "sha1", Scheme.ECDSA),
    "1.2.840.10045.4.3.1": SignatureAlgorithm("ecdsa-with-SHA224", "sha224", Scheme.ECDSA),
    "1.2.840.10045.4.3.2": SignatureAlgorithm("ecdsa-with-SHA256", "sha256", Scheme.ECDSA),
    "1.2.840.10045.4.3.3": SignatureAlgorithm("ecdsa-with-SHA384", "sha384", Scheme.ECDSA),
    "1.2.840.10045.4.3.4": SignatureAlgorithm("ecdsa-with-SHA512", "sha512", Scheme.ECDSA),
    "2.16.840.1.101.3.4.3.9": SignatureAlgorithm("ecdsa-with-SHA3-224", "sha3-224", Scheme.ECDSA),
    "2.16.840.1.101.3.4.3.10": SignatureAlgorithm("ecdsa-with-SHA3-256", "sha3-256", Scheme.ECDSA),
    "2.16.840.1.101.3.4.3.11": SignatureAlgorithm("ecdsa-with-SHA3-384", "sha3-384", Scheme.ECDSA),
    "2.16.840.1.101.3.4.3.12": SignatureAlgorithm("ecdsa-with-SHA3-512", "sha3-512", Scheme.ECDSA),
    "1.3.101.112": SignatureAlgorithm("ed25519", None, Scheme.PURE),
    "1.3.101.113": SignatureAlgorithm("ed448", None, Scheme.PURE),
    "2.16.840.1.101.3.4.3.17": SignatureAlgorithm("ML-DSA-44", None, Scheme.PURE),
    "2.16.840.1.101.3.4.3.18": SignatureAlgorithm("ML-DSA-65", None, Scheme.PURE),
    "2.16.840.1.101.3.4.3.19": SignatureAlgorithm("ML-DSA-87", None, Scheme.PURE),
}


def read_signature_algorithm(identifier: bytes) -> SignatureAlgorithm:
    """The algorithm in the DER of an AlgorithmIdentifier. Raises ValueError if it isn't one."""
    algorithm, *parameters = der.children(identifier)
    oid = der.object_identifier(algorithm.content)
    if oid == RSASSA_PSS:
        return _pss(parameters)
    if oid == ECDSA_WITH_SPECIFIED:
        # X9.62, of which AD CS makes use as its "alternate signature format".
        (hash_algorithm,) = parameters
        return SignatureAlgorithm("ecdsa-with-Specified", _hash_of(hash_algorithm.encoded), Scheme.ECDSA)
    return ALGORITHMS.get(oid) or SignatureAlgorithm(oid, None)


def _pss(parameters: list[der.Element]) -> SignatureAlgorithm:
    """What RSASSA-PSS-params name (RFC 4055, 3.1), and their defaults: SHA-1, twice, and a salt as long."""
    fields = {field.tag: field.content for each in parameters[:1] for field in der.elements(each.content)}
    salt = fields.get(SALT_PARAMETER)
    return SignatureAlgorithm(
        name="rsassaPss",
        hash=_hash_of(fields[HASH_PARAMETER]) if HASH_PARAMETER in fields else "sha1",
        scheme=Scheme.PSS,
        mask_hash=_mask_hash(fields[MASK_PARAMETER]) if MASK_PARAMETER in fields else "sha1",
        salt_length=20 if salt is None else der.integer(der.element(salt, der.INTEGER).content),
    )


def _mask_hash(identifier: bytes) -> str | None:
    algorithm, *parameters = der.children(identifier)
    if der.object_identifier(algorithm.content) != MASK_GENERATION_1 or not parameters:
        return None
    return _hash_of(parameters[0].encoded)


def _hash_of(identifier: bytes) -> str | None:
    algorithm, *_parameters = der.children(identifier)
    return HASHES.get(der.object_identifier(algorithm.content))
