# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A certificate as a machine's CryptoAPI decodes it, which takes much that RFC 5280 forbids and `cryptography` refuses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import ClassVar, Final, NamedTuple, TypeAlias

from asn1crypto import algos, core
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

COMMON_NAME: Final = "2.5.4.3"
SUBJECT_KEY_IDENTIFIER: Final = "2.5.29.14"
KEY_USAGE: Final = "2.5.29.15"
SUBJECT_ALTERNATIVE_NAME: Final = "2.5.29.17"
BASIC_CONSTRAINTS: Final = "2.5.29.19"
NAME_CONSTRAINTS: Final = "2.5.29.30"
AUTHORITY_KEY_IDENTIFIER: Final = "2.5.29.35"
EXTENDED_KEY_USAGE: Final = "2.5.29.37"

LAST_FIELDS: Final = ("extensions", "subject_unique_id", "issuer_unique_id", "subject_public_key_info")
"""Of what is signed, the last first; all but the key may be missing (RFC 5280, 4.1)."""

SCHEMES: Final = {"rsassa_pkcs1v15": "RSA", "rsassa_pss": "RSAE-PSS", "ecdsa": "ECDSA", "dsa": "DSA"}

FIRST_YEAR: Final = 1601
"""Of a FILETIME, which CryptoAPI keeps moments in (minwinbase.h)."""


class _PublicKeyInfo(core.Sequence):
    """RFC 5280, 4.1.2.7. Unlike asn1crypto's own it takes keys of any algorithm."""

    _fields: ClassVar = [("algorithm", core.Any), ("public_key", core.OctetBitString)]


class _Extension(core.Sequence):
    """RFC 5280, 4.1. Unlike asn1crypto's own it doesn't look into the value."""

    _fields: ClassVar = [
        ("identifier", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("value", core.OctetString),
    ]


class _Extensions(core.SequenceOf):
    _child_spec: ClassVar = _Extension


class HeldExtension(NamedTuple):
    """Its dotted identifier, and its value, which nothing has looked into."""

    identifier: str
    critical: bool
    value: bytes


@dataclass(frozen=True)
class HeldCertificate:
    """Its bytes, and what of them has to be sound or the certificate is not loaded. `signature` is as Windows lists it: RSA/SHA256.

    Names and serial number are the bytes that stand in it: Windows compares them so (CertCompareCertificateName).
    """

    encoded: bytes
    subject: bytes = field(compare=False)
    issuer: bytes = field(compare=False)
    serial: bytes = field(compare=False)
    not_before: datetime = field(compare=False)
    not_after: datetime = field(compare=False)
    key_bits: bytes = field(compare=False)
    signature: str = field(compare=False)
    extensions: tuple[HeldExtension, ...] = field(compare=False)

    @cached_property
    def thumbprint(self) -> str:
        return hashlib.sha1(self.encoded).hexdigest().upper()

    @cached_property
    def common_name(self) -> str:
        """The first CN of the subject, the only one SCOM looks at; empty when there is none that can be read."""
        with suppress(ValueError):
            for part in (part for together in asn1.Name.load(self.subject).chosen for part in together):
                if part["type"].dotted == COMMON_NAME:
                    return str(part["value"].native)
        return ""

    @cached_property
    def usages(self) -> frozenset[str]:
        """The extended key usages, dotted; none when they can't be read."""
        with suppress(ValueError):
            return frozenset(each.dotted for each in asn1.ExtKeyUsageSyntax.load(self.extension(EXTENDED_KEY_USAGE)))
        return frozenset()

    @cached_property
    def key_identifier(self) -> bytes:
        """What the extension says, or the hash of the key (RFC 5280, 4.2.1.2)."""
        return self.stated_key_identifier or hashlib.sha1(self.key_bits).digest()

    @cached_property
    def stated_key_identifier(self) -> bytes:
        """What the extension says; empty when it says nothing that can be read."""
        with suppress(ValueError):
            return bytes(core.OctetString.load(self.extension(SUBJECT_KEY_IDENTIFIER)))
        return b""

    def has(self, identifier: str) -> bool:
        return any(each.identifier == identifier for each in self.extensions)

    def extension(self, identifier: str) -> bytes:
        """The value of the first of them, as CertFindExtension gives it; empty when there is none."""
        return next((each.value for each in self.extensions if each.identifier == identifier), b"")


AnyCertificate: TypeAlias = x509.Certificate | HeldCertificate


def encoding(certificate: AnyCertificate) -> bytes:
    return certificate.encoded if isinstance(certificate, HeldCertificate) else certificate.public_bytes(Encoding.DER)


def as_held(certificate: AnyCertificate) -> HeldCertificate:
    return decode(encoding(certificate))


@cache
def decode(encoded: bytes) -> HeldCertificate:
    """Raises ValueError for what a machine doesn't load: a field too many, no serial number, moments that no FILETIME is."""
    certificate = asn1.Certificate.load(encoded)
    signed = certificate["tbs_certificate"]
    if not (_ends(certificate, "signature_value") and _ends(signed, *LAST_FIELDS) and signed["serial_number"].contents):
        raise ValueError("not a certificate")
    return HeldCertificate(
        encoded,
        subject=signed["subject"].dump(),
        issuer=signed["issuer"].dump(),
        serial=signed["serial_number"].contents,
        not_before=_moment(signed["validity"]["not_before"]),
        not_after=_moment(signed["validity"]["not_after"]),
        signature=_signature(certificate["signature_algorithm"]),
        key_bits=_PublicKeyInfo.load(signed["subject_public_key_info"].dump())["public_key"].native,
        extensions=tuple(_extensions(signed["extensions"])),
    )


def _signature(algorithm: algos.SignedDigestAlgorithm) -> str:
    """As Windows lists signature algorithms; empty for one that asn1crypto does not know."""
    with suppress(ValueError, KeyError):
        scheme = SCHEMES[algorithm.signature_algo]
        return f"{scheme}/{algorithm.hash_algo.upper()}"
    return ""


def _ends(sequence: core.Sequence, *fields: str) -> bool:
    """Whether nothing follows the first of these that is there; asn1crypto passes over what does."""
    found = (sequence[field].dump() for field in fields)
    return bool(sequence.contents.endswith(next(filter(None, found))))


def _extensions(field: asn1.Extensions | core.Void) -> Iterator[HeldExtension]:
    if not isinstance(field, core.Void):
        for each in _Extensions.load(field.untag().dump()):
            yield HeldExtension(each["identifier"].dotted, each["critical"].native, each["value"].native)


def _moment(time: asn1.Time) -> datetime:
    moment = time.native
    if not isinstance(moment, datetime) or moment.microsecond or moment.year < FIRST_YEAR:
        raise ValueError("not a moment")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
