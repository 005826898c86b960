# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The members of a file, in their order: the DER of each, or what is wrong with it. Nothing in it is passed over in silence."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files import (
    digits,
    file_kinds,
    kinds,
    serialized_store,
    stray,
    trust_settings,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.kinds import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.pem import Block, find_blocks, outside_blocks
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.pkcs7 import MAXIMUM_MEMBERS, read_contents
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.text import read_text, without_mark

# Windows writes PKCS#7 under the label CERTIFICATE, so the label doesn't tell which of both is inside.
CERTIFICATE_LABELS = frozenset(
    {
        "CERTIFICATE",
        "X509 CERTIFICATE",
        "X.509 CERTIFICATE",
        "TRUSTED CERTIFICATE",
        "CERTIFICATE CHAIN",
        "NETSCAPE CERTIFICATE SEQUENCE",
        "PKCS7",
        "PKCS #7 SIGNED DATA",
        "CMS",
    }
)
TRUSTED_CERTIFICATE = "TRUSTED CERTIFICATE"

UNKNOWN = "nothing that is read here: PEM, DER, PKCS#7, a serialized store, base64 or hexadecimal digits"

_FILLING = b"\0\t\n\r\x1a "
_LONG_LENGTH, _UTF8 = 0x80, 0xC0
"""A length of several bytes begins with the one, and what is no ASCII in UTF-8 with the other."""
_DEEPEST = 2
"""Base64 of PEM of DER; nobody wraps it more often."""


@dataclass(frozen=True)
class Member:
    """One thing that a file holds: ``kind`` is what it is when that is known and no certificate.

    ``note`` is what stands beside it and is passed over; what has nothing but a note is no member.
    """

    content: bytes = b""
    kind: Kind | None = None
    note: str = ""

    @property
    def is_note(self) -> bool:
        return bool(self.note) and not self.content and self.kind is None


def find_members(data: bytes) -> Iterator[Member]:
    """The members of a file, private keys among them. One member at least."""
    yield from _found(data, 0)


def is_encoded(data: bytes) -> bool:
    """Whether the data is DER, a serialized store, or one of these in base64 or hexadecimal digits. It may be damaged.

    Digits must be a whole SEQUENCE, because a list of fingerprints consists of digits too.
    """
    if _is_der(without_mark(data).lstrip(_FILLING)) or serialized_store.is_store(data):
        return True
    text = read_text(data)
    found = _decoded(text)
    if found is None or set(text) - set(string.hexdigits + string.whitespace):
        return found is not None
    try:
        return bool(der.element(found, der.SEQUENCE))
    except ValueError:
        return False


def _found(data: bytes, depth: int) -> Iterator[Member]:
    binary = without_mark(data).lstrip(_FILLING)
    if serialized_store.is_store(data):
        yield from _from_store(data, depth)
    elif _is_der(binary):
        yield from _from_der(binary, depth)
    elif kind := kinds.kind_of(data) or file_kinds.kind_of_binary(data):
        yield Member(kind=kind)
    else:
        yield from _from_text(read_text(data), depth)


def _from_text(text: str, depth: int) -> Iterator[Member]:
    if kind := file_kinds.secret_in(text) or stray.private_key_in(text) or file_kinds.kind_around(text):
        yield Member(kind=kind)
    elif blocks := list(islice(find_blocks(text), MAXIMUM_MEMBERS + 1)):
        yield from _from_blocks(text, blocks)
    elif depth < _DEEPEST and (decoded := _decoded(text)) is not None:
        yield from _found(decoded, depth + 1)
    else:
        yield Member(digits.decode_beginning(text), file_kinds.kind_of_text(text) or Kind(UNKNOWN))


def _from_blocks(text: str, blocks: Sequence[Block]) -> Iterator[Member]:
    """The members of the blocks, and what stands between them as if it were one."""
    if stray.is_binary(text):
        yield Member(kind=stray.BINARY)
    for outside, block in zip_longest(outside_blocks(text, blocks), blocks):
        for found in stray.find_stray(outside):
            yield Member(found.content, found.kind)
        if block:
            yield from _from_block(block)


def _from_block(block: Block) -> Iterator[Member]:
    kind = Kind(block.fault) if block.fault else file_kinds.kind_of_label(block.label)
    if kind is None and block.label not in CERTIFICATE_LABELS:
        kind = Kind(f"a PEM block of the label {block.name}" if block.name else "a PEM block of a damaged label")
    try:
        content = digits.decode_base64(block.text)
    except ValueError:
        yield Member(digits.decode_beginning(block.text), kind or Kind("a PEM block whose base64 is damaged"))
        return
    if kind:
        yield Member(content, kind)
    elif block.label == TRUSTED_CERTIFICATE:
        yield from _without_trust_settings(list(_from_der(content, _DEEPEST)))
    else:
        yield from _from_der(content, _DEEPEST)


def _without_trust_settings(members: list[Member]) -> list[Member]:
    """OpenSSL's certificate without the settings behind it, X509_CERT_AUX of its ``crypto/x509/x_x509a.c``."""
    certificate, *behind = members
    if len(behind) == 1 and (note := trust_settings.described(behind[0].content)):
        return [replace(certificate, note=note)]
    return members


def _from_der(data: bytes, depth: int) -> Iterator[Member]:
    offset = 0
    try:
        for element in der.elements(data):
            if element.tag != der.SEQUENCE:
                break
            yield from _from_element(element.encoded)
            offset += len(element.encoded)
    except ValueError:
        pass
    rest = data[offset:]
    if rest[:1] == bytes([der.SEQUENCE]):
        yield Member(rest, kinds.kind_of(rest) or Kind("DER that is cut off or damaged"))
    elif offset and depth < _DEEPEST:
        yield from _found(rest, depth + 1) if rest.strip(_FILLING) else ()
    elif not offset or rest.strip(_FILLING):
        yield Member(rest, Kind("data that is no DER"))


def _from_element(encoded: bytes) -> Iterator[Member]:
    first = next(iter(kinds.leading_elements(encoded)), None)
    if first is None or first.tag != der.OBJECT_IDENTIFIER:
        yield Member(encoded)
        return
    try:
        contents = read_contents(encoded)
    except (ValueError, StopIteration) as error:
        yield Member(encoded, Kind(f"PKCS#7 that cannot be read: {error}"))
        return
    if not contents.certificates:
        yield Member(kind=Kind(contents.kind))
    for certificate in contents.certificates:
        yield Member(certificate)
    if contents.certificates and contents.beside:
        yield Member(note=", ".join(contents.beside))


def _from_store(data: bytes, depth: int) -> Iterator[Member]:
    certificates, beside, behind = 0, 0, b""
    try:
        for number, content in serialized_store.read_store(data):
            if number == serialized_store.CERTIFICATE:
                certificates += 1
                yield Member(content) if content else Member(kind=Kind("an empty entry"))
            elif number == serialized_store.END:
                behind = content
            else:
                beside += 1
    except ValueError as error:
        yield Member(kind=Kind(f"a serialized store that cannot be read: {error}"))
        return
    if not certificates:
        yield Member(kind=Kind("a serialized store without certificates"))
    elif beside:
        yield Member(note="a certificate revocation list (CRL) or a trust list")
    if behind.strip(_FILLING):
        yield from (
            _found(behind, depth + 1) if depth < _DEEPEST else [Member(behind, Kind("data behind the end of a store"))]
        )


def _is_der(data: bytes) -> bool:
    """Whether the data is a SEQUENCE and no text that begins with the same character, which is a zero."""
    if data[:1] != bytes([der.SEQUENCE]) or len(data) < 2:
        return False
    return _LONG_LENGTH <= data[1] < _UTF8 or any(byte < 0x20 and byte not in _FILLING for byte in data[1:16])


def _decoded(text: str) -> bytes | None:
    """What base64 or hexadecimal digits stand for, when that is something that may hold a certificate."""
    for decode in (digits.decode_hexadecimal, digits.decode_base64):
        try:
            found = decode(text)
        except ValueError:
            continue
        if _may_hold_certificates(found) or kinds.kind_of(found):
            return found
    return None


def _may_hold_certificates(data: bytes) -> bool:
    return _is_der(data) or serialized_store.is_store(data) or any(find_blocks(read_text(data)))
