# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a file, whatever its encoding, with the characters that mails, dialogs and word processors put in made plain."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # which begins as UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)

_WIDE = (("utf-32-le", 0, 4), ("utf-32-be", 3, 4), ("utf-16-le", 0, 2), ("utf-16-be", 1, 2))
_HEAD = 1024
"""Bytes that tell an encoding without a mark."""

_BEGIN = "BEGIN "
# Object identifiers of keys and names, and a version in front of one: letters in UTF-16 that no text has side by side.
_DER = re.compile(rb"\x2a\x86\x48|\x06\x03[\x2b\x55]|\x02\x01[\x00-\x03][\x02\x04\x30]")

# A byte that is no UTF-8 comes as U+DC00 and itself: 96, 97 and A0 are dashes and the no-break space of Windows-1252.
_SHORT, _LONG = "\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d\udc96", "\u2014\u2015\udc97"
_DASHES = {**dict.fromkeys(_SHORT, "-"), **dict.fromkeys(_LONG, "--")}
DASHES = f"-{_SHORT}{_LONG}"
"""Whatever is read as one hyphen or two."""
_BLANKS = dict.fromkeys("\xa0\u1680\u202f\u205f\u3000\udca0\x1a" + "".join(map(chr, range(0x2000, 0x200B))), " ")
_INVISIBLE = dict.fromkeys("\0\xad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff", "")
_LINE_ENDS = dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n")
_QUOTES = dict.fromkeys("\u2018\u2019\u201c\u201d\udc91\udc92\udc93\udc94", '"')
_PLAIN = str.maketrans({**_DASHES, **_BLANKS, **_INVISIBLE, **_LINE_ENDS, **_QUOTES})


def read_text(data: bytes) -> str:
    """The data as text whose lines end in line feeds, whose blanks are spaces and whose dashes are hyphens."""
    return _decoded(data).replace("\r\n", "\n").translate(_PLAIN)


def without_mark(data: bytes) -> bytes:
    """The data without a byte order mark in front, which some programs write before everything."""
    mark = next((mark for mark, _encoding in MARKS if data.startswith(mark)), b"")
    return data[len(mark) :]


def _decoded(data: bytes) -> str:
    # UTF-16 and UTF-32 are ASCII with zeros in between, as long as it is PEM, base64 or hexadecimal digits.
    narrow = data.replace(b"\0", b"").decode("utf-8", "surrogateescape")
    mark, encoding = _encoding(data)
    if encoding is None:
        return narrow
    wide = data[len(mark) :].decode(encoding, "replace")
    # What was appended to a file in another encoding, or in DER, must not vanish.
    return wide if _blocks(wide) >= _blocks(narrow) and not _DER.search(data) else narrow


def _encoding(data: bytes) -> tuple[bytes, str | None]:
    """The byte order mark, and the encoding that it or the places of zeros tell."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return mark, encoding
    head = data[:_HEAD]
    wide = (encoding for encoding, place, width in _WIDE if _stands_at(place, width, head))
    return b"", next(wide, None)


def _stands_at(place: int, width: int, head: bytes) -> bool:
    """Whether most of the letters have their one byte at that place of their ``width`` bytes, and zeros at the others."""
    letters, count = head[place::width], len(head) // width
    zeros = head.count(0) - letters.count(0)
    return count > 0 and letters.count(0) * 4 < count and zeros * 4 > count * (width - 1) * 3


def _blocks(text: str) -> int:
    return text.upper().count(_BEGIN)
