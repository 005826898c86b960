# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of a certificate as they are encoded (RFC 5280, 4.1), without judging any of them."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

VERSION = 0xA0
EXTENSIONS = 0xA3
FALSE = b"\x00"


class Extension(NamedTuple):
    """An extension: its dotted object identifier, whether it is critical, and its value."""

    identifier: str
    critical: bool
    value: bytes


class Structure(NamedTuple):
    """The parts of one certificate; every value is the DER of that part unless said.

    ``serial`` is the content of the INTEGER, ``optional`` are the fields behind the public key, extensions among them.
    """

    signed: bytes
    signature_algorithm: bytes
    version: int
    serial: bytes
    issuer: bytes
    subject: bytes
    public_key_info: bytes
    optional: list[der.Element]


def read_structure(certificate: bytes) -> Structure:
    """The parts of a certificate in DER. Raises ValueError if the fields aren't where RFC 5280 puts them."""
    signed, signature_algorithm, _signature = der.children(certificate)
    fields = list(der.elements(signed.content))
    version = (
        der.integer(der.element(fields.pop(0).content, der.INTEGER).content)
        if fields and fields[0].tag == VERSION
        else 0
    )
    serial, _algorithm, issuer, _validity, subject, public_key_info, *optional = fields
    return Structure(
        signed=signed.encoded,
        signature_algorithm=signature_algorithm.encoded,
        version=version + 1,
        serial=serial.content,
        issuer=issuer.encoded,
        subject=subject.encoded,
        public_key_info=public_key_info.encoded,
        optional=optional,
    )


def read_extension_list(structure: Structure) -> list[Extension]:
    """The extensions of a certificate, undecoded. Raises ValueError if they aren't built like such."""
    fields = [field for field in structure.optional if field.tag == EXTENSIONS]
    return [_extension(extension) for field in fields for extension in der.children(field.content)]


def _extension(extension: der.Element) -> Extension:
    identifier, *critical, value = der.elements(extension.content)
    return Extension(
        identifier=der.object_identifier(identifier.content),
        critical=any(flag.content != FALSE for flag in critical),
        value=value.content,
    )
