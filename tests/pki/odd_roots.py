# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Self-signed roots with one oddity each, which cryptography refuses or which no library makes, and hosts hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki.certificates import issue, key_identifiers, key_usage, name_of, rsa_key
from tests.pki.der import INTEGER, NULL, OCTET_STRING, UTF8_STRING, elements_of, oid, sequence, set_of, tlv
from tests.pki.odd import extension, signed_anew, with_outer_algorithm

BOOLEAN, PRINTABLE_STRING, UTC_TIME, GENERALIZED_TIME, BMP_STRING = 0x01, 0x13, 0x17, 0x18, 0x1E
COMMON_NAME, ORGANIZATION = "2.5.4.3", "2.5.4.10"
SUBJECT_KEY_IDENTIFIER, ALTERNATIVE_NAMES, BASIC_CONSTRAINTS = "2.5.29.14", "2.5.29.17", "2.5.29.19"
SHA256_WITH_RSA = "1.2.840.113549.1.1.11"

VALIDITY = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


@cache
def plain_root() -> bytes:
    """A root in order, which all others are made of."""
    key = rsa_key()
    certificate = issue(
        name_of("Odd Root"),
        key,
        validity=VALIDITY,
        serial_number=1,
        extensions=key_identifiers(key, None),
        critical=[x509.BasicConstraints(ca=True, path_length=None), key_usage("key_cert_sign", "crl_sign")],
    )
    return certificate.public_bytes(Encoding.DER)


def edited(**fields: bytes) -> bytes:
    """The root with other fields, signed anew."""
    return signed_anew(
        plain_root(), lambda content: rsa_key().sign(content, padding.PKCS1v15(), hashes.SHA256()), **fields
    )


def extended(*extensions: bytes) -> bytes:
    """The root with these extensions beside its own; its basic constraints come first."""
    *_others, field = elements_of(elements_of(plain_root())[0])
    [own] = elements_of(field)
    return edited(extensions=tlv(field[0], sequence(*elements_of(own), *extensions)))


def constrained(constraints: bytes) -> bytes:
    """The root with other basic constraints."""
    *_others, field = elements_of(elements_of(plain_root())[0])
    [own] = elements_of(field)
    return edited(extensions=tlv(field[0], sequence(constraints, *elements_of(own)[1:])))


def named(*attributes: bytes) -> dict[str, bytes]:
    """A subject and issuer of one set of attributes."""
    name = sequence(set_of(*attributes))
    return {"issuer": name, "subject": name}


def attribute(identifier: str, value: bytes, tag: int = UTF8_STRING) -> bytes:
    return sequence(oid(identifier), tlv(tag, value))


def valid(not_before: bytes = b"200101000000Z", not_after: bytes = b"400101000000Z", tag: int = UTC_TIME) -> bytes:
    return edited(validity=sequence(tlv(tag, not_before), tlv(tag, not_after)))


def indefinite(encoded: bytes) -> bytes:
    return bytes([encoded[0], 0x80]) + b"".join(elements_of(encoded)) + b"\0\0"


def long_length(encoded: bytes) -> bytes:
    content = b"".join(elements_of(encoded))
    return bytes([encoded[0], 0x84]) + len(content).to_bytes(4, "big") + content


def version(number: int) -> bytes:
    return tlv(0xA0, tlv(INTEGER, bytes([number])))


def odd_roots() -> Mapping[str, bytes]:
    """The roots in DER or BER, by what is odd about each."""
    root = plain_root()
    again = extension(SUBJECT_KEY_IDENTIFIER, tlv(OCTET_STRING, b"again"))
    critical = tlv(BOOLEAN, b"\1"), tlv(BOOLEAN, b"\0")
    constraints = tlv(OCTET_STRING, sequence(tlv(BOOLEAN, b"\xff")))
    return {
        "version 1": edited(version=b"", extensions=b""),
        "version 1 written out": edited(version=version(0), extensions=b""),
        "version 2": edited(version=version(1), extensions=b""),
        "version 3 without extensions": edited(extensions=b""),
        "version 4": edited(version=version(3)),
        "serial number with a needless byte": edited(serial_number=tlv(INTEGER, b"\xff\xff")),
        "serial number without a byte": edited(serial_number=tlv(INTEGER, b"")),
        "set out of order": edited(**named(attribute(ORGANIZATION, b"zzzz"), attribute(COMMON_NAME, b"a"))),
        "Latin-1 in a PrintableString": edited(
            **named(attribute(COMMON_NAME, "Größe".encode("latin-1"), PRINTABLE_STRING))
        ),
        "BMPString of odd length": edited(**named(attribute(COMMON_NAME, b"\0R\0", BMP_STRING))),
        "subject that is none": edited(subject=sequence(NULL), issuer=sequence(NULL)),
        "time with an offset": valid(b"200101000000+0100"),
        "time without seconds": valid(not_after=b"4001010000Z"),
        "local time": valid(b"20200101000000Z", b"20400101000000", GENERALIZED_TIME),
        "fraction of a second": valid(b"20200101000000.5Z", b"20400101000000Z", GENERALIZED_TIME),
        "day that is none": valid(not_after=b"400230000000Z"),
        "indefinite lengths": indefinite(root),
        "lengths that are too long": long_length(root),
        "critical, written as 1": constrained(sequence(oid(BASIC_CONSTRAINTS), critical[0], constraints)),
        "not critical, written out": constrained(sequence(oid(BASIC_CONSTRAINTS), critical[1], constraints)),
        "CA, written as 1": constrained(extension(BASIC_CONSTRAINTS, sequence(tlv(BOOLEAN, b"\1")))),
        "alternative name with an umlaut": extended(
            extension(ALTERNATIVE_NAMES, sequence(tlv(0x82, b"\xfcber.example")))
        ),
        "identifier without a wrapper": constrained(
            extension(BASIC_CONSTRAINTS, sequence(tlv(BOOLEAN, b"\xff"))) + extension("2.5.29.35", b"\x07")
        ),
        "extension that occurs twice": extended(again, again),
        "two algorithms": with_outer_algorithm(root, sequence(oid(SHA256_WITH_RSA))),
        "field that is none": edited(public_key=elements_of(elements_of(root)[0])[6] + NULL),
        "bytes in it, behind the signature": sequence(*elements_of(root), NULL),
        "bytes behind it": root + b"\r\n",
    }
