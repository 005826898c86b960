# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed lists of roots as Microsoft publishes them, with a few entries, and each part as a test wants it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.pki.certificates import rsa_key
from tests.pki.der import INTEGER, NULL, OCTET_STRING, elements_of, oid, sequence, set_of, tlv
from tests.unit.plugins.plugin_utils.x509.authority import Identity, issue

UTC_TIME = 0x17
CONTEXT_0 = 0xA0
VERSION_1 = tlv(INTEGER, b"\x01")
TRUST_LIST = "1.3.6.1.4.1.311.10.1"
ROOT_LIST = "1.3.6.1.4.1.311.10.3.9"
DISALLOWED_LIST = "1.3.6.1.4.1.311.10.3.30"
MADE = datetime(2026, 10, 23, 23, 18, 35, tzinfo=UTC)

SHA256 = 98
DATE = bytes.fromhex("0080c82b6886d701")
"""2021-08-01, as Microsoft's list has it."""

Properties = Mapping[int, bytes]


def entry(identifier: bytes, properties: Properties) -> bytes:
    attributes = (
        sequence(oid(f"1.3.6.1.4.1.311.10.11.{number}"), set_of(tlv(OCTET_STRING, value)))
        for number, value in properties.items()
    )
    return sequence(tlv(OCTET_STRING, identifier), set_of(*attributes))


def root(certificate: Certificate, **properties: bytes) -> bytes:
    """An entry of a certificate, with its SHA-256 and further properties."""
    more = {int(name.removeprefix("property_")): value for name, value in properties.items()}
    return entry(bytes.fromhex(certificate.thumbprint), {SHA256: bytes.fromhex(certificate.sha256), **more})


def content(entries: Sequence[bytes], usage: str = ROOT_LIST, algorithm: str = "1.3.14.3.2.26") -> bytes:
    return sequence(
        sequence(oid(usage)),
        VERSION_1,
        tlv(UTC_TIME, MADE.strftime("%y%m%d%H%M%SZ").encode()),
        sequence(oid(algorithm), NULL),
        sequence(*entries),
    )


@cache
def publisher(usage: str = ROOT_LIST) -> Identity:
    purposes = x509.ExtendedKeyUsage([x509.ObjectIdentifier(usage)])
    return issue("List Publisher", ca=False, key=rsa_key(), extensions=(purposes,))


def signed(
    what: bytes, by: Identity | None = None, enclosed: Sequence[Certificate] | None = None, digest: str = "sha256"
) -> bytes:
    """A SignedData around a trust list."""
    signer = by or publisher()
    hashed = hashlib.new(digest, b"".join(elements_of(what))).digest()
    content_type = sequence(oid("1.2.840.113549.1.9.3"), set_of(oid(TRUST_LIST)))
    message_digest = sequence(oid("1.2.840.113549.1.9.4"), set_of(tlv(OCTET_STRING, hashed)))
    attributes = content_type + message_digest
    algorithm = hashes.SHA256() if digest == "sha256" else hashes.SHA1()
    signature = signer.key.sign(set_of(attributes), padding.PKCS1v15(), algorithm)
    identity = sequence(signer.certificate.issuer_der, tlv(INTEGER, signer.certificate.serial_bytes))
    hash_oid = sequence(oid({"sha256": "2.16.840.1.101.3.4.2.1", "sha1": "1.3.14.3.2.26"}[digest]), NULL)
    rsa_oid = sequence(oid("1.2.840.113549.1.1.1"), NULL)
    sealed = tlv(OCTET_STRING, signature)
    information = sequence(VERSION_1, identity, hash_oid, tlv(CONTEXT_0, attributes), rsa_oid, sealed)
    certificates = b"".join(each.der for each in ([signer.certificate] if enclosed is None else enclosed))
    listed = sequence(oid(TRUST_LIST), tlv(CONTEXT_0, what))
    data = sequence(VERSION_1, set_of(hash_oid), listed, tlv(CONTEXT_0, certificates), set_of(information))
    return sequence(oid("1.2.840.113549.1.7.2"), tlv(CONTEXT_0, data))
