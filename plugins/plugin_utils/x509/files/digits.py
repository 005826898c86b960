# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes that are written as text: base64 as mails, web pages and scripts carry it, and hexadecimal digits in columns."""

from __future__ import annotations

import base64
import html
import re
import string

_TAG = re.compile(r"<[^<>]{0,200}>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,5}|#[xX][0-9A-Fa-f]{1,4}|[A-Za-z]{2,8});")
_ESCAPE = re.compile(r"\\[nrt]")
_QUOTED_PRINTABLE = re.compile(r"=([0-9A-F]{2})")
_CARRIERS = str.maketrans(dict.fromkeys(">\"'`" + string.whitespace, ""))
_FOR_URLS = str.maketrans("-_", "+/")
_BASE64 = frozenset(string.ascii_letters + string.digits + "+/=")

_SEPARATORS = str.maketrans(dict.fromkeys(":,;-" + string.whitespace, ""))
_PREFIXED = re.compile(r"0x([0-9A-Fa-f]{2})(?![0-9A-Fa-f])")
_PAIR = re.compile(r"(?:0x|\\x)?([0-9A-Fa-f]{2})")
_BYTE = re.compile(r"[ \t]{0,2}-?([0-9A-Fa-f]{2})")
_ROW = 16
_MOST_PIECES = 10_000
_BEGINNING = 4096
"""Characters; the subject of a certificate stands within so many."""
_QUOTED_PRINTABLE_LINE = 76
"""Characters (RFC 2045, 6.7)."""


def decode_base64(text: str) -> bytes:
    """The bytes of base64, several pieces of it one after another. Raises ValueError.

    Headers (RFC 1421), HTML tags, quotation marks of mails and of scripts, ``\\n`` in two characters and quoted-printable
    are undone before; the alphabet may be that for URLs, and the padding may be missing.
    """
    digits = _bare(text)
    if not set(digits) <= _BASE64:
        raise ValueError("it is no base64")
    pieces = digits.replace("=", " ").split(maxsplit=_MOST_PIECES)
    if not pieces or len(pieces) > _MOST_PIECES:
        raise ValueError("it is empty, or in too many pieces")
    return b"".join(base64.b64decode(piece + "=" * (-len(piece) % 4)) for piece in pieces)


def decode_beginning(text: str) -> bytes:
    """The bytes of as much base64 as the text begins with, to tell what a damaged block was."""
    digits = _bare(text)[:_BEGINNING]
    length = next((at for at, digit in enumerate(digits) if digit not in _BASE64 or digit == "="), len(digits))
    return base64.b64decode(digits[: length // 4 * 4])


def decode_hexadecimal(text: str) -> bytes:
    """The bytes of hexadecimal digits: in one piece, with separators, in a C array, or in rows with offsets and text beside.

    Rows are as certutil, xxd, hexdump, od and Format-Hex write them. Raises ValueError.
    """
    if prefixed := _PREFIXED.findall(text):
        return bytes.fromhex("".join(prefixed))
    digits = text.strip().removeprefix("0x").translate(_SEPARATORS)
    if digits and set(digits) <= set(string.hexdigits) and not digits.startswith("00"):
        return bytes.fromhex(digits)
    return _decode_rows([line.strip() for line in text.split("\n") if line.strip()])


def decode_pairs(text: str) -> bytes:
    """The bytes of every two hexadecimal digits, to tell what the text begins with."""
    return bytes.fromhex("".join(_PAIR.findall(text)))


def without_markup(text: str) -> str:
    """The text without tags, entities and the escapes of scripts."""
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    if "\\" in text:
        text = _ESCAPE.sub("\n", text).replace("\\/", "/").replace("\\\n", "\n")
    return text


def _bare(text: str) -> str:
    """The text without anything that carries base64 from one place to another."""
    text = without_markup(text)
    if "=" in text:
        text = _without_quoted_printable(text)
    return _without_headers(text).translate(_CARRIERS).translate(_FOR_URLS)


def _without_headers(text: str) -> str:
    lines = text.strip().split("\n")
    if ":" not in lines[0]:
        return text
    blank = next((number for number, line in enumerate(lines) if not line.strip()), None)
    if blank is not None:
        return "\n".join(lines[blank:])
    return "\n".join(line for line in lines if ":" not in line)


def _without_quoted_printable(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().split("\n")]
    *wrapped, _last = lines
    if wrapped and all(line.endswith("=") and len(line) <= _QUOTED_PRINTABLE_LINE for line in wrapped):
        text = "".join(line.removesuffix("=") for line in wrapped) + lines[-1]
    return _QUOTED_PRINTABLE.sub(lambda match: chr(int(match.group(1), 16)), text)


def _decode_rows(lines: list[str]) -> bytes:
    if not lines:
        raise ValueError("it is empty")
    offset = lines[0].split(None, 1)[0].rstrip(":")
    if len(offset) >= 4 and not offset.strip("0"):
        lines = [line.split(None, 1)[1] for line in lines if _begins_with_offset(line, len(offset))]
    elif any(line == "*" for line in lines):
        raise ValueError("rows that repeat are left out")
    if not lines:
        raise ValueError("it has no rows")
    end = _end_of_bytes(lines[0])
    if end == 0:
        raise ValueError("it is no hexadecimal digits")
    return b"".join(_bytes_of_row(line[:end]) for line in lines)


def _begins_with_offset(line: str, digits: int) -> bool:
    offset, _blank, rest = line.partition(" ")
    offset = offset.rstrip(":")
    return len(offset) >= digits and set(offset) <= set(string.hexdigits) and bool(rest.strip())


def _end_of_bytes(row: str) -> int:
    """Where the bytes of a full row end, and text may stand beside them."""
    end = 0
    for _byte in range(_ROW):
        match = _BYTE.match(row, end)
        if match is None:
            break
        end = match.end()
    return end


def _bytes_of_row(row: str) -> bytes:
    found, end = [], 0
    while match := _BYTE.match(row, end):
        found.append(match.group(1))
        end = match.end()
    return bytes.fromhex("".join(found))
