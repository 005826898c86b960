# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The little of ASN.1's encoding rules (ITU-T X.690) that a certificate needs: elements, object identifiers, integers.

Certificates and PKCS#7 are to be in DER, and some are in BER: with longer lengths than needed, or with indefinite ones
(8.1.3.6). Both are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

BOOLEAN = 0x01
INTEGER = 0x02
BIT_STRING = 0x03
OCTET_STRING = 0x04
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30
SET = 0x31

CONSTRUCTED = 0x20
HIGH_TAG_NUMBER = 0x1F
CONTINUED = 0x80
LONG_LENGTH = 0x80
INDEFINITE = 0x80
END_OF_CONTENTS = b"\0\0"

DEEPEST = 32
"""Elements of indefinite length inside each other: each is searched for its end again, so more would not be read in linear time."""

LONGEST_INTEGER = 128
"""Bytes; serial numbers have 20 (RFC 5280, 4.1.2.2). Python turns no integer of more than 4300 digits into text."""

WIDEST_ARC = 128
"""Bits of a number in an object identifier; only those made of UUIDs have so many (X.667, 7)."""


class Element(NamedTuple):
    """One element: the first byte of its tag, its content without an end-of-contents, and everything as it was encoded."""

    tag: int
    content: bytes
    encoded: bytes


def elements(data: bytes) -> Iterator[Element]:
    """The elements that stand side by side in the data. Raises ValueError where they are malformed."""
    offset = 0
    while offset < len(data):
        element = _element_at(data, offset)
        yield element
        offset += len(element.encoded)


def first(data: bytes) -> Element:
    """The element that the data begins with, whatever follows it. Raises ValueError if that is malformed."""
    return _element_at(data, 0)


def element(data: bytes, tag: int) -> Element:
    """The one element that the data consists of. Raises ValueError if it isn't one of that tag."""
    found = _element_at(data, 0) if data else None
    if found is None or found.tag != tag or len(found.encoded) != len(data):
        raise ValueError(f"not a single element of type 0x{tag:02x}")
    return found


def children(data: bytes) -> list[Element]:
    """The elements inside the one SEQUENCE that the data consists of. Raises ValueError if it isn't one."""
    return list(elements(element(data, SEQUENCE).content))


def members(data: bytes, count: int) -> list[Element]:
    """The ``count`` elements inside the one SEQUENCE that the data consists of. Raises ValueError if there are more or fewer."""
    found = children(data)
    if len(found) != count:
        raise ValueError(f"a sequence of {len(found)} elements instead of {count}")
    return found


def integer(content: bytes) -> int:
    """The value of an INTEGER's content. Raises ValueError if it is empty or too long."""
    if not content:
        raise ValueError("an integer without content")
    if len(content) > LONGEST_INTEGER:
        raise ValueError(f"an integer of {len(content)} bytes")
    return int.from_bytes(content, "big", signed=True)


def boolean(content: bytes) -> bool:
    """The value of a BOOLEAN's content: in BER all but zero is true (X.690, 8.2). Raises ValueError if it isn't one byte."""
    (value,) = content
    return bool(value)


@lru_cache(maxsize=1024)  # whose answers depend on nothing else, so that none is ever stale
def object_identifier(content: bytes) -> str:
    """An OBJECT IDENTIFIER's content in dotted form (X.690, 8.19). Raises ValueError if it is malformed."""
    if not content or content[-1] & 0x80:
        raise ValueError("an object identifier that ends early")
    arcs, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
        elif value.bit_length() > WIDEST_ARC:
            raise ValueError(f"an object identifier with a number of more than {WIDEST_ARC} bits")
    first = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))


def _element_at(data: bytes, offset: int) -> Element:
    start, length = _header(data, offset)
    if length is None:
        end = _end_of_contents(data, start)
        return Element(data[offset], data[start : end - len(END_OF_CONTENTS)], data[offset:end])
    return Element(data[offset], data[start : start + length], data[offset : start + length])


def _header(data: bytes, offset: int) -> tuple[int, int | None]:
    """Where the content of an element begins, and its length in bytes; None if that is indefinite."""
    try:
        tag = data[offset]
        start = offset + 1 if tag & HIGH_TAG_NUMBER != HIGH_TAG_NUMBER else _tag_end(data, offset)
        length, start = data[start], start + 1
    except IndexError:
        raise ValueError("an element that ends early") from None
    if length == INDEFINITE:
        if not tag & CONSTRUCTED:
            raise ValueError("an element of indefinite length that has no elements inside")
        return start, None
    if length > LONG_LENGTH:
        size = length - LONG_LENGTH
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    if start + length > len(data):
        raise ValueError("an element that ends early")
    return start, length


def _end_of_contents(data: bytes, offset: int) -> int:
    """Where an element of indefinite length ends, behind its end-of-contents; the offset is that of its content."""
    depth = 1
    while depth:
        if data.startswith(END_OF_CONTENTS, offset):
            offset, depth = offset + len(END_OF_CONTENTS), depth - 1
            continue
        start, length = _header(data, offset)
        offset, depth = (start, depth + 1) if length is None else (start + length, depth)
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} elements of indefinite length inside each other")
    return offset


def _tag_end(data: bytes, offset: int) -> int:
    """Where a tag of several bytes ends."""
    end = offset + 1
    while data[end] & CONTINUED:
        end += 1
    return end + 1
