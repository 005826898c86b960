# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The content of a PKCS#7 SignedData whose signature holds (RFC 2315, 9), for content that is no OCTET STRING.

The signer is one of the certificates that are enclosed. That the signature holds proves that nothing was changed after
signing; it says nothing about who that signer is.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import HASHES

try:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key
except ImportError:
    pass

SIGNED_DATA = "1.2.840.113549.1.7.2"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
CONTENT_TYPE = "1.2.840.113549.1.9.3"

GOOD_HASHES = frozenset({"sha256", "sha384", "sha512"})

LEAST_FIELDS = 4
"""Version, algorithms, content and signers; certificates and revocation lists may be left out."""

EXPLICIT_CONTENT = 0xA0
CERTIFICATES = 0xA0
ATTRIBUTES = 0xA0


@dataclass(frozen=True)
class SignedData:
    """``content`` is the DER of what was signed, ``content_type`` its dotted type."""

    content_type: str
    content: bytes
    certificates: tuple[Certificate, ...]
    signers: tuple[bytes, ...]


def read_signed_data(data: bytes) -> SignedData:
    """The parts of a SignedData, whose signature is not looked at. Raises ValueError and :class:`CertificateError`."""
    identifier, wrapped = der.members(data, 2)
    if der.object_identifier(identifier.content) != SIGNED_DATA:
        raise ValueError("it is no signed data")
    fields = der.children(_explicit(wrapped))
    if len(fields) < LEAST_FIELDS:
        raise ValueError("its content or its signers are missing")
    _version, _algorithms, content, *rest = fields
    content_type, signed = der.members(content.encoded, 2)
    return SignedData(
        content_type=der.object_identifier(content_type.content),
        content=der.element(_explicit(signed), der.SEQUENCE).encoded,
        certificates=tuple(
            Certificate.from_der(each.encoded)
            for field in rest
            if field.tag == CERTIFICATES
            for each in der.elements(field.content)
        ),
        signers=tuple(each.encoded for each in der.elements(der.element(rest[-1].encoded, der.SET).content)),
    )


def _explicit(field: der.Element) -> bytes:
    return der.element(field.encoded, EXPLICIT_CONTENT).content


def verified_signer(signed: SignedData) -> Certificate:
    """The enclosed certificate whose key made the one signature. Raises ValueError when it does not hold."""
    if len(signed.signers) != 1:
        raise ValueError(f"it has {len(signed.signers)} signatures instead of one")
    _version, identity, digest, attributes, _algorithm, signature = _signer_fields(signed.signers[0])
    signer = _signer(signed, identity)
    name = _hash_name(digest)
    _check_attributes(attributes, signed, name)
    # RFC 2315, 9.3: the signature is over the attributes as a SET, not under the tag that they stand under.
    statement = bytes([der.SET]) + attributes.encoded[1:]
    _verify(signer, statement, signature.content, name)
    return signer


def _signer_fields(signer: bytes) -> list[der.Element]:
    """Version, issuer and serial, digest algorithm, signed attributes, signature algorithm, signature."""
    fields = der.members(signer, 6)
    if fields[3].tag != ATTRIBUTES:
        raise ValueError("its signature has no signed attributes")
    return fields


def _signer(signed: SignedData, identity: der.Element) -> Certificate:
    issuer, serial = der.members(identity.encoded, 2)
    for certificate in signed.certificates:
        if (certificate.issuer_der, certificate.serial_bytes) == (issuer.encoded, serial.content):
            return certificate
    raise ValueError("the certificate of its signer is not enclosed")


def _hash_name(algorithm: der.Element) -> str:
    identifier = der.object_identifier(next(der.elements(algorithm.content), algorithm).content)
    name = HASHES.get(identifier, identifier)
    if name not in GOOD_HASHES:
        raise ValueError(f"it is signed with the hash {name}")
    return name


def _check_attributes(attributes: der.Element, signed: SignedData, name: str) -> None:
    values = dict(_attributes(attributes))
    digest = hashlib.new(name, der.element(signed.content, der.SEQUENCE).content).digest()
    if not hmac.compare_digest(values.get(MESSAGE_DIGEST, b""), digest):
        raise ValueError("its content is not what was signed")
    if der.object_identifier(values.get(CONTENT_TYPE, b"")) != signed.content_type:
        raise ValueError("its type is not what was signed")


def _attributes(attributes: der.Element) -> Iterator[tuple[str, bytes]]:
    for attribute in der.elements(attributes.content):
        identifier, values = der.members(attribute.encoded, 2)
        value = next(der.elements(values.content), None)
        yield der.object_identifier(identifier.content), value.content if value else b""


def _verify(signer: Certificate, statement: bytes, signature: bytes, name: str) -> None:
    try:
        key = load_der_public_key(signer.public_key_info)
        if not isinstance(key, rsa.RSAPublicKey):
            raise UnsupportedAlgorithm(signer.public_key_type)
        key.verify(signature, statement, padding.PKCS1v15(), getattr(hashes, name.upper())())
    except UnsupportedAlgorithm as error:
        raise ValueError(f"it is signed with a key that is not known here: {error}") from error
    except InvalidSignature as error:
        raise ValueError("its signature does not hold") from error
