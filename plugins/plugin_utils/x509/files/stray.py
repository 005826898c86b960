# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and private keys in a text that are in no PEM block: as base64, as hexadecimal digits, or as they are.

None of it is read, because a guess is no reason to trust. It is found so that it does not vanish.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files import digits, kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.kinds import Kind

BASE64 = Kind("base64 outside of PEM blocks")
HEXADECIMAL = Kind("hexadecimal digits outside of PEM blocks")
BINARY = Kind("binary data beside PEM", secret=True)

# Without what terminals write: bell, backspace and escape. Zeros are gone before, as those of UTF-16 are.
_NO_TEXT = re.compile(r"[\x01-\x06\x0e-\x19\x1c-\x1f\x7f]")

_STRETCH = re.compile(r"[A-Za-z0-9+/_-]{60,4096}")
_NARROW_LINE = re.compile(r"[A-Za-z0-9+/]{16,59}={0,2}")
_SHORTEST = 60
"""Characters of a stretch of base64. The fingerprints and pins that people write in base64 have 44 at most."""
_BEGINNING = 4096
"""Characters; the subject of a certificate stands within so many."""
_CARRIERS = string.whitespace + ">\"'`,"
_RAREST, _MOST_HEXADECIMAL = 12, 4
"""Of 64 characters of base64, 2 are no letters and no digits, and 42 are no hexadecimal digits. Words and paths have other shares."""
_MIXED = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
_KEY_IN_BASE64 = re.compile(r"(?<![A-Za-z0-9+/])M[A-Za-z0-9+/_-]{23}")

# The beginnings of DER in hexadecimal digits, whatever stands between two bytes. A length below 0x20 is that of no key.
_TO_NEXT = r"[\s:,;-]{0,3}(?:0x|\\x)?"
_ANY = rf"[0-9A-F]{{2}}{_TO_NEXT}"


def _bytes(text: str) -> str:
    return "".join(f"{byte}{_TO_NEXT}" for byte in text.split())


# A certificate, a request and a revocation list are longer than 127 bytes, which some keys are not.
_LONG = rf"{_bytes('80')}|{_bytes('81')}{_ANY}|{_bytes('82')}{_ANY}{_ANY}|{_bytes('83')}{_ANY}{_ANY}{_ANY}"
_LENGTH = rf"(?:[2-7][0-9A-F]{_TO_NEXT}|{_LONG})"
_OUTER = _bytes("30") + _LENGTH
# RSA and Diffie-Hellman of PKCS, DSA, elliptic curves, X9.42, Ed25519 and its like, GOST, and those of FIPS 203 to 205, as far as
# they stand in a row of 16 bytes. Other identifiers stand in certificates behind a version too, such as those of fields and hashes.
_ALGORITHMS = (
    "2a 86 48 86 f7",
    "2a 86 48 ce 38",
    "2a 86 48 ce 3d 02",
    "2a 86 48 ce 3e",
    "2b 65",
    "2a 85 03",
    "60 86 48 01 65 03 04 03",
    "60 86 48 01 65 03 04 04",
)
_ALGORITHM = "|".join(map(_bytes, _ALGORITHMS))
_PKCS8 = rf"0[01]{_TO_NEXT}{_bytes('30')}{_ANY}{_bytes('06')}{_ANY}(?:{_ALGORITHM})"
_PKCS1_OR_SEC1 = rf"0[01]{_TO_NEXT}0[24]"
_PFX = rf"{_bytes('03')}30"
_ENCRYPTED = rf"{_bytes('30')}(?:[0-7][0-9A-F]{_TO_NEXT}|{_bytes('81')}{_ANY}){_bytes('06')}{_ANY}{_bytes('2a 86 48 86 f7 0d 01')}0[5c]"
_CERTIFICATE = rf"{_bytes('30')}(?:{_LONG}){_bytes('30')}{_LENGTH}(?:{_bytes('a0 03 02 01')}|02)"
_PKCS7 = _bytes("06 09 2a 86 48 86 f7 0d 01 07")
_STORE = _bytes("00 00 00 00 43 45 52 54")
_KEY = rf"{_OUTER}(?:{_bytes('02 01')}(?:{_PKCS8}|{_PKCS1_OR_SEC1}|{_PFX})|{_ENCRYPTED})"
_DIGITS = re.compile(rf"(?P<key>{_KEY})|{_CERTIFICATE}|{_OUTER}{_PKCS7}|{_STORE}", re.IGNORECASE)


@dataclass(frozen=True)
class Stray:
    """What was found: the bytes that its beginning stands for, and a kind for the error."""

    content: bytes
    kind: Kind


def is_binary(text: str) -> bool:
    """Whether there are characters that no text has. A key in DER always has some, behind the tag of its version."""
    return _NO_TEXT.search(text) is not None


def private_key_in(text: str) -> Kind | None:
    """The private key of which the text shows the beginning, in base64 or hexadecimal digits."""
    plain = digits.without_markup(text)
    for match in _KEY_IN_BASE64.finditer(plain):
        kind = kinds.kind_of(digits.decode_beginning(match.group()))
        if kind and kind.secret and _DIGITS.match(digits.decode_beginning(match.group()).hex()):
            return kind
    return kinds.PRIVATE_KEY if any(match["key"] for match in _DIGITS.finditer(plain)) else None


def find_stray(text: str) -> Iterator[Stray]:
    """The runs of base64, and the hexadecimal digits that begin as certificates, PKCS#7 and serialized stores do."""
    plain = digits.without_markup(text)
    for run in _runs(plain):
        yield Stray(digits.decode_beginning("".join(run)[:_BEGINNING]), BASE64)
    for match in _DIGITS.finditer(plain):
        yield Stray(digits.decode_pairs(plain[match.start() : match.start() + _BEGINNING]), HEXADECIMAL)


def _runs(text: str) -> Iterator[list[str]]:
    run: list[str] = []
    for line in filter(None, text.split("\n")):
        found = _stretches(line)
        if not found and any(map(str.isalnum, line)):
            yield from _if_base64(run)
            run = []
        run.extend(found)
        if found and found[-1].endswith("="):
            yield from _if_base64(run)
            run = []
    yield from _if_base64(run)


def _stretches(line: str) -> list[str]:
    bare = line.strip(_CARRIERS)
    found = [bare] if _NARROW_LINE.fullmatch(bare) else _STRETCH.findall(line)
    return [each for each in found if set(each) - set(string.hexdigits)]


def _if_base64(run: Sequence[str]) -> Iterator[list[str]]:
    """The run, if it is mixed as base64 is, and no ruler, path, name or fingerprint."""
    text = "".join(run)
    if len(text) < _SHORTEST or not all(set(text) & set(each) for each in _MIXED):
        return
    rare = sum(text.count(character) for character in "+/-_")
    hexadecimal = sum(text.count(digit) for digit in string.hexdigits)
    if rare * _RAREST <= len(text) and (len(text) - hexadecimal) * _MOST_HEXADECIMAL >= len(text):
        yield list(run)
