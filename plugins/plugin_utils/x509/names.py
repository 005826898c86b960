# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Distinguished names: their text in RFC 4514 form, and the attributes that they are made of."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

COMMON_NAME = "2.5.4.3"
ORGANIZATION = "2.5.4.10"
ORGANIZATIONAL_UNIT = "2.5.4.11"
DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25"
EMAIL_ADDRESS = "1.2.840.113549.1.9.1"

# RFC 4514, section 3: the names that every implementation must know.
SHORT_NAMES = {
    COMMON_NAME: "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    ORGANIZATION: "O",
    ORGANIZATIONAL_UNIT: "OU",
    "0.9.2342.19200300.100.1.1": "UID",
    DOMAIN_COMPONENT: "DC",
}
# What Windows adds (Microsoft, CertStrToName). It writes S for ST, and reads both.
WINDOWS_SHORT_NAMES = {
    "2.5.4.4": "SN",
    "2.5.4.12": "T",
    "2.5.4.42": "G",
    "2.5.4.43": "I",
    EMAIL_ADDRESS: "E",
}
# The names of X.520, PKCS #9 and the CA/Browser Forum's extended validation guidelines.
LONG_NAMES = {
    "2.5.4.4": "surname",
    "2.5.4.5": "serialNumber",
    "2.5.4.12": "title",
    "2.5.4.13": "description",
    "2.5.4.15": "businessCategory",
    "2.5.4.16": "postalAddress",
    "2.5.4.17": "postalCode",
    "2.5.4.20": "telephoneNumber",
    "2.5.4.41": "name",
    "2.5.4.42": "givenName",
    "2.5.4.43": "initials",
    "2.5.4.44": "generationQualifier",
    "2.5.4.45": "x500UniqueIdentifier",
    "2.5.4.46": "dnQualifier",
    "2.5.4.65": "pseudonym",
    "2.5.4.97": "organizationIdentifier",
    EMAIL_ADDRESS: "emailAddress",
    "1.2.840.113549.1.9.2": "unstructuredName",
    "1.2.840.113549.1.9.8": "unstructuredAddress",
    "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionLocality",
    "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionStateOrProvince",
    "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionCountry",
}

# X.690, 8.23. Characters that a type of eight bits doesn't allow are common, so all of these are read as ISO 8859-1.
ENCODINGS = {
    0x0C: "utf-8",
    0x12: "latin-1",
    0x13: "latin-1",
    0x14: "latin-1",
    0x16: "latin-1",
    0x1A: "latin-1",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}

SPECIAL = re.compile(r'^[# ]|[\\"+,;<>]|(?<!^) $')


class NamePart(NamedTuple):
    """One attribute: the number of its RDN, its type dotted and by name (dotted if it has none), and its value.

    RDNs are counted in the order of RFC 4514, the most specific one is 0; attributes of one RDN share its number.
    A value that is no text is # and the upper-case hex of its DER.
    """

    rdn: int
    oid: str
    type: str
    value: str


_LOWER_CASE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

Rdn = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Name:
    """A name as RFC 4514 writes it, with Windows' short names too, and its attributes in the same order.

    ``compared`` are its RDNs, the most general one first, as RFC 5280, 7.1, compares them: without regard to the string
    type, to case, and to how many blanks there are.
    """

    text: str
    parts: tuple[NamePart, ...]
    compared: tuple[Rdn, ...] = ()

    @property
    def common_name(self) -> str | None:
        """The most specific common name."""
        return next((part.value for part in self.parts if part.oid == COMMON_NAME), None)


def read_name(encoded: bytes) -> Name:
    """The name in the DER of a Name (RFC 5280, 4.1.2.4). Raises ValueError if it isn't built like one."""
    texts: list[str] = []
    parts: list[NamePart] = []
    for position, rdn in enumerate(reversed(der.children(encoded))):
        attributes = list(_attributes(rdn))
        texts.append("+".join(f"{_short_name(oid)}={escaped}" for oid, _value, escaped in attributes))
        parts.extend(NamePart(position, oid, _type(oid), value) for oid, value, _escaped in attributes)
    return Name(",".join(texts), tuple(parts), _compared(parts))


def _compared(parts: list[NamePart]) -> tuple[Rdn, ...]:
    rdns: dict[int, set[tuple[str, str]]] = {}
    for part in parts:
        rdns.setdefault(part.rdn, set()).add((part.oid, _folded(part.value)))
    return tuple(frozenset(rdns[position]) for position in sorted(rdns, reverse=True))


def _folded(value: str) -> str:
    """RFC 4518 as far as OpenSSL goes with it: the case of the letters of ASCII, and insignificant blanks."""
    return " ".join(value.translate(_LOWER_CASE).split())


def _attributes(rdn: der.Element) -> Iterator[tuple[str, str, str]]:
    """The dotted type, the value, and the value as RFC 4514 writes it."""
    if rdn.tag != der.SET:
        raise ValueError("a part of a name that is no set")
    for attribute in der.elements(rdn.content):
        identifier, value = der.elements(attribute.content)
        oid, text = der.object_identifier(identifier.content), _text(value)
        # RFC 4514, section 2.4: what has no string representation is # and the hex of its encoding, unescaped.
        shown = f"#{value.encoded.hex().upper()}" if text is None else text
        yield oid, shown, shown if text is None else _escape(text)


def _text(value: der.Element) -> str | None:
    try:
        return value.content.decode(ENCODINGS[value.tag])
    except (KeyError, UnicodeDecodeError):
        return None


def _escape(text: str) -> str:
    """The text as RFC 4514, section 2.4, writes it."""
    return SPECIAL.sub(lambda special: "\\" + special[0], text).replace("\0", "\\00")


def _short_name(oid: str) -> str:
    return SHORT_NAMES.get(oid) or WINDOWS_SHORT_NAMES.get(oid, oid)


def _type(oid: str) -> str:
    return SHORT_NAMES.get(oid) or LONG_NAMES.get(oid, oid)
