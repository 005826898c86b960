# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forms that a usual certificate can be given, each with one thing in it that DER or RFC 5280 forbids and Windows takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki.der import INTEGER, PRINTABLE_STRING, SEQUENCE, SET, UTC_TIME, elements_of, oid, sequence, tlv
from tests.pki.odd import FIELDS, extension, signed_anew

Fields: TypeAlias = Mapping[str, bytes]
Form: TypeAlias = Callable[[Fields], Fields]
"""From what is signed of a usual certificate, by the names of FIELDS, to what it has instead."""

BASIC_CONSTRAINTS: Final = "2.5.29.19"
SUBJECT_ALTERNATIVE_NAME: Final = "2.5.29.17"
SUBJECT_KEY_IDENTIFIER: Final = "2.5.29.14"
ORGANIZATION: Final = "2.5.4.10"

TRUE, FALSE, ONE = b"\x01\x01\xff", b"\x01\x01\x00", b"\x01\x01\x01"
DNS_NAME: Final = 0x82
INDEFINITE: Final = b"\x80"
END_OF_CONTENTS: Final = b"\0\0"


def reissued(
    certificate: x509.Certificate, signer: rsa.RSAPrivateKey, form: Form | None = None, issuer: bytes = b""
) -> bytes:
    """A usual certificate in this form, in DER. `issuer` is the encoded name of another issuer than it has."""
    encoded = certificate.public_bytes(Encoding.DER)
    fields = dict(zip(FIELDS, elements_of(elements_of(encoded)[0]), strict=True))
    changed = ({"issuer": issuer} if issuer else {}) | dict(form(fields) if form else {})
    return signed_anew(encoded, lambda content: signer.sign(content, padding.PKCS1v15(), hashes.SHA256()), **changed)


def with_extension(fields: Fields, identifier: str, *encoded: bytes) -> Fields:
    """With this one, or none, in place of all of its kind."""
    others = [each for each in _extensions(fields) if _identifier(each) != oid(identifier)]
    return {"extensions": _field(*others, *encoded)}


def version_1_written_out(_fields: Fields) -> Fields:
    """Version 1 is the default, which DER leaves out (X.690, 11.5)."""
    return {"version": tlv(0xA0, tlv(INTEGER, b"\0")), "extensions": b""}


def without_extensions(_fields: Fields) -> Fields:
    return {"extensions": b""}


def true_as_01(fields: Fields) -> Fields:
    """In DER TRUE is FF (X.690, 11.1)."""
    return _with_extensions(fields, _with_ones)


def critical_false_written_out(fields: Fields) -> Fields:
    """FALSE is the default, which DER leaves out."""
    return _with_extensions(fields, lambda each: each if len(each) > 2 else [each[0], FALSE, each[1]])


def umlaut_in_alternative_name(fields: Fields) -> Fields:
    """In Latin-1. An IA5String has no such letters (RFC 5280, 4.2.1.6)."""
    names = [name for each in _values(fields, SUBJECT_ALTERNATIVE_NAME) for name in elements_of(each)]
    added = extension(SUBJECT_ALTERNATIVE_NAME, sequence(*names, tlv(DNS_NAME, "münchen.example".encode("latin-1"))))
    return with_extension(fields, SUBJECT_ALTERNATIVE_NAME, added)


def subject_key_identifier_twice(fields: Fields) -> Fields:
    """RFC 5280, 4.2: not more than one of a kind."""
    found = [each for each in _extensions(fields) if _identifier(each) == oid(SUBJECT_KEY_IDENTIFIER)]
    return {"extensions": _field(*_extensions(fields), *found)}


def long_lengths(fields: Fields) -> Fields:
    """More octets of length than are needed (X.690, 10.1)."""
    content = b"".join(elements_of(fields["validity"]))
    return {"validity": bytes([SEQUENCE, 0x83, 0, 0, len(content)]) + content}


def indefinite_length(fields: Fields) -> Fields:
    """X.690, 8.1.3.6, which DER forbids."""
    content = b"".join(elements_of(fields["validity"]))
    return {"validity": bytes([SEQUENCE]) + INDEFINITE + content + END_OF_CONTENTS}


def unsorted_set(fields: Fields) -> Fields:
    """A multi-valued part of the name whose members are not in the order of DER (X.690, 11.6)."""
    [first, *others] = elements_of(fields["subject"])
    members = sorted([*elements_of(first), _organization(b"Example Organization")], reverse=True)
    return _renamed(fields, tlv(SET, b"".join(members)), *others)


def latin_letters_in_printable_string(fields: Fields) -> Fields:
    """X.680, 41.4 has no umlauts in it."""
    organization = tlv(SET, _organization("Müller & Söhne".encode("latin-1")))
    return _renamed(fields, organization, *elements_of(fields["subject"]))


def needless_zeros_in_serial_number(fields: Fields) -> Fields:
    """X.690, 8.3.2: the first nine bits are not all alike."""
    return {"serial_number": tlv(INTEGER, b"\0\0" + _serial(fields))}


def needless_ones_in_serial_number(fields: Fields) -> Fields:
    """The number is negative by that."""
    return {"serial_number": tlv(INTEGER, b"\xff\xff\x91" + _serial(fields)[:16])}


def time_with_offset(fields: Fields) -> Fields:
    """The same moments in another zone. RFC 5280, 4.1.2.5.1 wants Z."""
    return {"validity": sequence(*map(_with_offset, elements_of(fields["validity"])))}


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            true_as_01,
            critical_false_written_out,
            umlaut_in_alternative_name,
            subject_key_identifier_twice,
            long_lengths,
            indefinite_length,
            unsorted_set,
            latin_letters_in_printable_string,
            needless_zeros_in_serial_number,
            needless_ones_in_serial_number,
            time_with_offset,
        )
    }
)
"""What any certificate can have."""

SILENT_FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {each.__name__: each for each in (version_1_written_out, without_extensions)}
)
"""What a root can have, which is one without saying so."""


def _extensions(fields: Fields) -> list[bytes]:
    [extensions] = elements_of(fields["extensions"])
    return elements_of(extensions)


def _field(*extensions: bytes) -> bytes:
    return tlv(0xA3, sequence(*extensions))


def _identifier(extension: bytes) -> bytes:
    return elements_of(extension)[0]


def _values(fields: Fields, identifier: str) -> list[bytes]:
    """What is in the OCTET STRING of the extensions of a kind."""
    return [
        elements_of(elements_of(each)[-1])[0] for each in _extensions(fields) if _identifier(each) == oid(identifier)
    ]


def _with_extensions(fields: Fields, change: Callable[[list[bytes]], list[bytes]]) -> Fields:
    return {"extensions": _field(*(sequence(*change(elements_of(each))) for each in _extensions(fields)))}


def _with_ones(parts: list[bytes]) -> list[bytes]:
    """In the basic constraints their value too."""
    inside = parts[0] == oid(BASIC_CONSTRAINTS)
    return [part.replace(TRUE, ONE) if inside or part == TRUE else part for part in parts]


def _organization(name: bytes) -> bytes:
    return sequence(oid(ORGANIZATION), tlv(PRINTABLE_STRING, name))


def _renamed(fields: Fields, *parts: bytes) -> Fields:
    """A root is its own issuer afterwards too."""
    name = sequence(*parts)
    return {"subject": name} | ({"issuer": name} if fields["issuer"] == fields["subject"] else {})


def _serial(fields: Fields) -> bytes:
    return fields["serial_number"][2:]


def _with_offset(time: bytes) -> bytes:
    moment = datetime.strptime(time[2:].decode(), "%y%m%d%H%M%SZ").replace(tzinfo=UTC)
    return tlv(UTC_TIME, moment.astimezone(timezone(timedelta(hours=1))).strftime("%y%m%d%H%M%S%z").encode())
