# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serialized stores (.sst) as certutil and Export-Certificate write them, and a single entry, as the registry holds it.

A store is zero, the letters CERT, and elements: number, encoding, length, content; the last one has the number zero. Numbers
are little-endian, and an element is a property unless it is one of the three below (Wine, ``dlls/crypt32/serialize.c``).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = b"\0\0\0\0CERT"
END, CERTIFICATE, REVOCATION_LIST, TRUST_LIST = 0, 32, 33, 34
_HIGHEST_PROPERTY = 0xFFFF
_ENCODINGS = frozenset({0, 1, 0x00010001})
"""None, X.509, and X.509 with PKCS#7 (wincrypt.h)."""
_HEADER = struct.Struct("<3I")


def is_store(data: bytes) -> bool:
    """Whether the data is meant to be a store, or an entry of one. It may still be damaged."""
    if data.startswith(MAGIC):
        return True
    if len(data) < _HEADER.size:
        return False
    number, encoding, length = _HEADER.unpack_from(data)
    return 0 < number <= _HIGHEST_PROPERTY and encoding in _ENCODINGS and length <= len(data) - _HEADER.size


def read_store(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The certificates and the lists among the elements, each under its number. Raises ValueError where it is damaged.

    Other stores behind the end of the first one are read on, and whatever else stands there comes under the number END.
    """
    offset = len(MAGIC) if data.startswith(MAGIC) else 0
    while offset < len(data):
        if offset + _HEADER.size > len(data):
            raise ValueError("an element that ends early")
        number, _encoding, length = _HEADER.unpack_from(data, offset)
        if number == END:
            offset += _HEADER.size
            if not data.startswith(MAGIC, offset):
                yield number, data[offset:]
                return
            offset += len(MAGIC)
            continue
        content = data[offset + _HEADER.size : offset + _HEADER.size + length]
        if len(content) < length:
            raise ValueError("an element that ends early")
        if number in (CERTIFICATE, REVOCATION_LIST, TRUST_LIST):
            yield number, content
        offset += _HEADER.size + length
