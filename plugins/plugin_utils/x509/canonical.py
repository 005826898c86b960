# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether something is in DER, where that is easily told: what is in BER only was not made by what makes certificates."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

TRUE = b"\xff"

DEEPEST = 32
"""Elements inside each other; a certificate has some ten."""


def is_der(data: bytes) -> bool:
    """Whether it is elements whose lengths, integers, booleans and sets are as DER wants them (X.690, 10.1 and 11).

    What an OCTET STRING or BIT STRING holds is not looked at.
    """
    try:
        return _all_in_der(list(der.elements(data)), DEEPEST)
    except ValueError:
        return False


def _all_in_der(elements: list[der.Element], depth: int) -> bool:
    return depth > 0 and all(_is_in_der(element, depth) for element in elements)


def _is_in_der(element: der.Element, depth: int) -> bool:
    content = element.content
    if not _has_shortest_length(element):
        return False
    if element.tag == der.BOOLEAN:
        return content == TRUE  # what is false is the default everywhere, and left out
    if element.tag == der.INTEGER:
        return _is_shortest(content)
    if not element.tag & der.CONSTRUCTED:
        return True
    inside = list(der.elements(content))
    encoded = [each.encoded for each in inside]
    return (element.tag != der.SET or encoded == sorted(encoded)) and _all_in_der(inside, depth - 1)


def _has_shortest_length(element: der.Element) -> bool:
    rest = _length(len(element.content)) + element.content
    if element.tag & der.HIGH_TAG_NUMBER == der.HIGH_TAG_NUMBER:
        return element.encoded.endswith(rest)
    return element.encoded[1:] == rest


def _length(size: int) -> bytes:
    if size < der.LONG_LENGTH:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([der.LONG_LENGTH + len(octets)]) + octets


def _is_shortest(integer: bytes) -> bool:
    """X.690, 8.3.2: the first nine bits are neither all zero nor all one."""
    return bool(integer) and (len(integer) == 1 or (integer[0], integer[1] & 0x80) not in ((0x00, 0), (0xFF, 0x80)))
