# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DER (X.690), written and read without the reader that is tested."""

from __future__ import annotations

from cryptography import x509

INTEGER, BIT_STRING, OCTET_STRING, OBJECT_IDENTIFIER = 0x02, 0x03, 0x04, 0x06
UTF8_STRING, PRINTABLE_STRING, UTC_TIME, SEQUENCE, SET = 0x0C, 0x13, 0x17, 0x30, 0x31
NULL = b"\x05\0"


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*elements: bytes) -> bytes:
    return tlv(SEQUENCE, b"".join(elements))


def set_of(*elements: bytes) -> bytes:
    return tlv(SET, b"".join(elements))


def oid(dotted: str) -> bytes:
    [element] = elements_of(x509.ExtendedKeyUsage([x509.ObjectIdentifier(dotted)]).public_bytes())
    return element


def elements_of(constructed: bytes) -> list[bytes]:
    """The elements within one that is well-formed, each as it is encoded."""
    start, _end = _content(constructed)
    found, rest = [], constructed[start:]
    while rest:
        _start, end = _content(rest)
        found.append(rest[:end])
        rest = rest[end:]
    return found


def _content(encoded: bytes) -> tuple[int, int]:
    """Where the content of the first element begins and ends."""
    octets = max(encoded[1] - 0x80, 0)
    start = 2 + octets
    return start, start + (int.from_bytes(encoded[2:start], "big") if octets else encoded[1])
