# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates inside PKCS#7 (RFC 2315, 9.1; RFC 5652, 5.1) and Netscape's sequence, cut out as they are.

Nothing is decoded and written anew, so that an odd certificate keeps its fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

SIGNED_DATA = "1.2.840.113549.1.7.2"
NETSCAPE_SEQUENCE = "2.16.840.1.113730.2.5"
TRUST_LIST = "1.3.6.1.4.1.311.10.1"

MAXIMUM_MEMBERS = 10_000
"""All public roots of all programs are below a thousand."""

_OTHER_TYPES = {
    "1.2.840.113549.1.7.1": "PKCS#7 with plain data",
    "1.2.840.113549.1.7.3": "an encrypted message (PKCS#7)",
    "1.2.840.113549.1.7.4": "an encrypted message (PKCS#7)",
    "1.2.840.113549.1.7.5": "PKCS#7 with a digest",
    "1.2.840.113549.1.7.6": "encrypted data (PKCS#7)",
}

_EXPLICIT = 0xA0
_CERTIFICATES = 0xA0
_REVOCATION_LISTS = 0xA1
_OLD_CERTIFICATE = 0xA0
_ATTRIBUTE_CERTIFICATES = frozenset({0xA1, 0xA2})
_MOST_FIELDS = 8
_CONTENT = 2
"""The position of what is signed, behind version and algorithms."""


@dataclass(frozen=True)
class Contents:
    """``certificates`` as they are encoded, ``beside`` what else stands there, and ``kind`` what it is when it has none."""

    certificates: tuple[bytes, ...] = ()
    beside: tuple[str, ...] = ()
    kind: str = ""


def read_contents(data: bytes) -> Contents:
    """What stands in a ContentInfo, which begins with an object identifier. Raises ValueError when it is damaged."""
    identifier, *wrapped = _fields(der.element(data, der.SEQUENCE))
    content_type = der.object_identifier(identifier.content)
    if content_type not in (SIGNED_DATA, NETSCAPE_SEQUENCE):
        return Contents(kind=_OTHER_TYPES.get(content_type, "PKCS#7 of another type than signed data"))
    if not wrapped or wrapped[0].tag != _EXPLICIT:
        raise ValueError("its content is missing")
    if len(wrapped) > 1:
        raise ValueError("there is something behind its content")
    content = der.element(wrapped[0].content, der.SEQUENCE)
    return _netscape(content) if content_type == NETSCAPE_SEQUENCE else _signed(_fields(content))


def _netscape(sequence: der.Element) -> Contents:
    return Contents(tuple(each.encoded for each in _members(sequence)), kind="a certificate sequence that is empty")


def _fields(sequence: der.Element) -> list[der.Element]:
    return list(islice(der.elements(sequence.content), _MOST_FIELDS))


def _members(sequence: der.Element) -> Iterator[der.Element]:
    return islice(der.elements(sequence.content), MAXIMUM_MEMBERS + 1)


def _signed(fields: list[der.Element]) -> Contents:
    if len(fields) > _CONTENT and _content_type(fields[_CONTENT]) == TRUST_LIST:
        return Contents(kind="a certificate trust list (.stl), which names certificates and holds none of them")
    behind = {field.tag for field in fields[_CONTENT + 1 :]}
    if len(fields) == _MOST_FIELDS or not behind <= {_CERTIFICATES, _REVOCATION_LISTS, der.SET}:
        raise ValueError("it has fields that signed data has none of")
    members = [each for field in fields if field.tag == _CERTIFICATES for each in _members(field)]
    lists = any(field.content for field in fields if field.tag == _REVOCATION_LISTS)
    return Contents(
        certificates=tuple(each.encoded for each in members if each.tag == der.SEQUENCE),
        beside=tuple(_beside(members, lists, _carries_content(fields[_CONTENT : _CONTENT + 1]))),
        kind="PKCS#7 without certificates",
    )


def _content_type(content: der.Element) -> str:
    return der.object_identifier(next(der.elements(content.content)).content) if content.content else ""


def _carries_content(fields: list[der.Element]) -> bool:
    """Whether something is signed along; for certificates alone it is left out, or empty (RFC 5652, 5.2)."""
    behind_type = [each for field in fields for each in der.elements(field.content)][1:]
    return not all(map(_is_empty, behind_type))


def _is_empty(element: der.Element) -> bool:
    """In BER an octet string may consist of others."""
    if element.tag & der.CONSTRUCTED:
        return all(map(_is_empty, der.elements(element.content)))
    return not element.content


def _beside(members: list[der.Element], lists: bool, content: bool) -> Iterator[str]:
    if content:
        yield "content that is signed along"
    if lists:
        yield "a certificate revocation list (CRL)"
    if any(each.tag in _ATTRIBUTE_CERTIFICATES for each in members):
        yield "an attribute certificate"
    if any(each.tag not in (der.SEQUENCE, *_ATTRIBUTE_CERTIFICATES) for each in members):
        yield "a certificate of a kind that is no X.509"
