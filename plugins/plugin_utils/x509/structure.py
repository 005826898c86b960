# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of a certificate as they are encoded (RFC 5280, 4.1), without judging any of them.

A host loads certificates that break RFC 5280, so what is read here is everything that has these fields in this order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

VERSION = 0xA0
EXTENSIONS = 0xA3
OPTIONAL = (0x81, 0x82, EXTENSIONS)
"""The unique identifiers of the issuer and the subject, and the extensions."""

NO_UNUSED_BITS = b"\x00"

_PARTS = (der.SEQUENCE, der.SEQUENCE, der.BIT_STRING)
"""What is signed, signature algorithm, signature."""

_FIELDS = (der.INTEGER, der.SEQUENCE, der.SEQUENCE, der.SEQUENCE, der.SEQUENCE, der.SEQUENCE)
"""Serial number, signature algorithm, issuer, validity, subject, public key."""


_EXTENSION_FORMS = (
    (der.OBJECT_IDENTIFIER, der.OCTET_STRING),
    (der.OBJECT_IDENTIFIER, der.BOOLEAN, der.OCTET_STRING),
)


class Extension(NamedTuple):
    """An extension: its dotted object identifier, whether it is critical, and its value."""

    identifier: str
    critical: bool
    value: bytes


class Structure(NamedTuple):
    """The parts of one certificate; every value is that part as it is encoded unless said.

    ``serial`` is the content of the INTEGER. ``inner_algorithm`` is the signature algorithm that is signed along, and
    ``signature`` the bytes of the BIT STRING, None if that isn't made of whole ones. ``optional`` are the fields behind the
    public key, extensions among them. ``writes_version`` is whether the version is there, which version 1 leaves out.
    ``surplus`` is the number of bytes that are inside the certificate behind its signature, ``behind`` of those after it.
    """

    signed: bytes
    signature_algorithm: bytes
    inner_algorithm: bytes
    signature: bytes | None
    version: int
    writes_version: bool
    serial: bytes
    issuer: bytes
    validity: bytes
    subject: bytes
    public_key_info: bytes
    optional: list[der.Element]
    surplus: int
    behind: int


def read_structure(certificate: bytes) -> Structure:
    """The parts of a certificate. Raises ValueError if the fields aren't where RFC 5280 puts them."""
    outer = der.first(certificate)
    (signed, signature_algorithm, signature), surplus = _split(outer, _PARTS)
    version, fields = _version(signed)
    (serial, inner_algorithm, issuer, validity, subject, public_key_info), optional = _split(fields, _FIELDS)
    return Structure(
        signed=signed.encoded,
        signature_algorithm=signature_algorithm.encoded,
        inner_algorithm=inner_algorithm.encoded,
        signature=_whole_bytes(signature.content),
        version=version,
        writes_version=fields is not signed,
        serial=serial.content,
        issuer=issuer.encoded,
        validity=validity.encoded,
        subject=subject.encoded,
        public_key_info=public_key_info.encoded,
        optional=optional,
        surplus=sum(len(each.encoded) for each in surplus),
        behind=len(certificate) - len(outer.encoded),
    )


def read_extension_list(structure: Structure) -> list[Extension]:
    """The extensions of a certificate, undecoded. Raises ValueError if they aren't built like such."""
    fields = [field for field in structure.optional if field.tag == EXTENSIONS]
    if len(fields) > 1:
        raise ValueError("extensions in two places")
    return [_extension(extension) for field in fields for extension in der.children(field.content)]


def unexpected_fields(structure: Structure) -> int:
    """How many of the fields behind the public key are none that RFC 5280 has there: unique identifiers and extensions."""
    return sum(field.tag not in OPTIONAL for field in structure.optional)


def _split(sequence: der.Element, tags: Sequence[int]) -> tuple[list[der.Element], list[der.Element]]:
    """The first elements of a sequence, which have these tags, and all behind them."""
    elements = list(der.elements(sequence.content)) if sequence.tag == der.SEQUENCE else []
    foremost = elements[: len(tags)]
    if [element.tag for element in foremost] != list(tags):
        raise ValueError("its fields are not those of a certificate")
    return foremost, elements[len(tags) :]


def _version(signed: der.Element) -> tuple[int, der.Element]:
    """The version, and what is signed without it; it is left out of a certificate of version 1."""
    foremost = der.first(signed.content)
    if foremost.tag != VERSION:
        return 1, signed
    number = der.integer(der.element(foremost.content, der.INTEGER).content)
    return number + 1, signed._replace(content=signed.content[len(foremost.encoded) :])


def _whole_bytes(bit_string: bytes) -> bytes | None:
    return bit_string.removeprefix(NO_UNUSED_BITS) if bit_string.startswith(NO_UNUSED_BITS) else None


def _extension(extension: der.Element) -> Extension:
    fields = list(der.elements(extension.content)) if extension.tag == der.SEQUENCE else []
    if tuple(field.tag for field in fields) not in _EXTENSION_FORMS:
        raise ValueError("an extension that is not built like one")
    identifier, *critical, value = fields
    return Extension(
        identifier=der.object_identifier(identifier.content),
        critical=any(der.boolean(flag.content) for flag in critical),
        value=value.content,
    )
