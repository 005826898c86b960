# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a piece of DER is, told by its shape, so that what is no certificate is named for what it is.

Cut-off and damaged pieces are told as well, as far as their beginning goes: a part of a private key is still secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import read_name

_CONSTRUCTED_0, _CONSTRUCTED_1 = 0xA0, 0xA1
_ENUMERATED = 0x0A
_MOST_FIELDS = 16
"""What is told by its shape has less than ten."""
_TIMES = frozenset({0x17, 0x18})
_PFX_VERSION = b"\x03"
_PASSWORD_BASED = (bytes.fromhex("2a864886f70d0105"), bytes.fromhex("2a864886f70d010c01"))
"""What the algorithms of encrypted keys begin with: PKCS#5, and PKCS#12."""
_SUBJECT = 4
"""The position of a certificate's subject behind its version (RFC 5280, 4.1)."""


class Kind(NamedTuple):
    """What something is, for a sentence that says "it is ...", and whether it is, or may carry, a private key."""

    name: str
    secret: bool = False


REVOCATION_LIST = Kind("a certificate revocation list (CRL)")
REQUEST = Kind("a certificate request (CSR)")
ATTRIBUTE_CERTIFICATE = Kind("an attribute certificate")
PUBLIC_KEY = Kind("a public key")
PARAMETERS = Kind("a public key or parameters of one")
CROSS_CERTIFICATES = Kind("a pair of cross certificates (X.509, 11.2.3)")
OCSP_RESPONSE = Kind("an OCSP response")
PFX = Kind("a PFX (PKCS#12), made to carry a private key", secret=True)
PKCS8 = Kind("a private key (PKCS#8)", secret=True)
ENCRYPTED_PKCS8 = Kind("an encrypted private key (PKCS#8)", secret=True)
PKCS1 = Kind("a private key (PKCS#1)", secret=True)
SEC1 = Kind("a private key (SEC 1)", secret=True)
PRIVATE_KEY = Kind("a private key", secret=True)
OPENSSH = Kind("a private key (OpenSSH)", secret=True)
_OPENSSH_MAGIC = b"openssh-key-v1\0"


def leading_elements(data: bytes) -> list[der.Element]:
    """The first elements inside the SEQUENCE that the data begins with, up to where they are malformed or cut off."""
    found: list[der.Element] = []
    with suppress(ValueError):
        found.extend(islice(der.elements(_content(data)), _MOST_FIELDS))
    return found


def kind_of(data: bytes) -> Kind | None:
    """What the data is when it is known and no certificate: DER, or a key of OpenSSH, which is none."""
    if data.startswith(_OPENSSH_MAGIC):
        return OPENSSH
    fields = leading_elements(data)
    if not fields:
        return _cut_kind(data)
    match fields[0].tag:
        case der.INTEGER:
            return _numbers(fields)
        case der.SEQUENCE:
            return _sequences(fields)
    return {
        _ENUMERATED: OCSP_RESPONSE,
        _CONSTRUCTED_0: CROSS_CERTIFICATES,
        _CONSTRUCTED_1: CROSS_CERTIFICATES,
    }.get(fields[0].tag)


def is_shaped_as_certificate(data: bytes) -> bool:
    """Whether the data has the outer form of a certificate, which others that are signed have too."""
    return [field.tag for field in leading_elements(data)] == [der.SEQUENCE, der.SEQUENCE, der.BIT_STRING]


def subject_of(data: bytes) -> str | None:
    """The subject of a certificate or a request, as far as it can be read."""
    fields = _signed_fields(data)
    names = [1] if _is_request(fields) else [_SUBJECT]
    try:
        return next(read_name(fields[at].encoded).text or None for at in names if fields[at].tag == der.SEQUENCE)
    except (IndexError, StopIteration, ValueError):
        return None


def _numbers(fields: Sequence[der.Element]) -> Kind:
    """What begins with a version number, which neither a certificate nor PKCS#7 does; or with a large number."""
    version, *rest = fields
    if len(version.content) > 1:
        return PARAMETERS
    tag = rest[0].tag if rest else None
    if version.content == _PFX_VERSION and tag == der.SEQUENCE:
        return PFX
    return {der.SEQUENCE: PKCS8, der.INTEGER: PKCS1, der.OCTET_STRING: SEC1}.get(tag or 0, PRIVATE_KEY)


def _sequences(fields: Sequence[der.Element]) -> Kind | None:
    inner = leading_elements(fields[0].encoded)
    if inner and inner[0].tag == der.OBJECT_IDENTIFIER:
        if len(fields) > 1:
            return {der.OCTET_STRING: ENCRYPTED_PKCS8, der.BIT_STRING: PUBLIC_KEY}.get(fields[1].tag)
        return _encrypted_kind(inner)
    return _signed_kind(inner)


def _signed_kind(fields: Sequence[der.Element]) -> Kind | None:
    """What a signed structure is that isn't a certificate (RFC 5280, 5.1; RFC 2986, 4; RFC 5755, 4.1)."""
    tags = [field.tag for field in fields]
    behind_version = tags[1:] if tags[:1] == [der.INTEGER] else tags
    if behind_version[:2] == [der.SEQUENCE, der.SEQUENCE] and behind_version[2:3] and behind_version[2] in _TIMES:
        return REVOCATION_LIST
    if _is_request(fields):
        return REQUEST
    if tags[:1] == [der.INTEGER] and tags[3:5] == [der.SEQUENCE, der.INTEGER]:
        return ATTRIBUTE_CERTIFICATE
    return None


def _is_request(fields: Sequence[der.Element]) -> bool:
    tags = [field.tag for field in fields]
    if tags[:3] != [der.INTEGER, der.SEQUENCE, der.SEQUENCE]:
        return False
    return tags[3:] in ([], [_CONSTRUCTED_0])


def _signed_fields(data: bytes) -> list[der.Element]:
    """The fields of what is signed, without the version of a certificate."""
    fields = leading_elements(_content(data))
    return fields[1:] if fields and fields[0].tag == _CONSTRUCTED_0 else fields


def _cut_kind(data: bytes) -> Kind | None:
    """What is cut off within its first element: only a private key and a PFX begin with a short number."""
    content = _content(data)
    if content.startswith(bytes([der.INTEGER, 1])):
        return PRIVATE_KEY
    return _encrypted_kind(leading_elements(content))


def _encrypted_kind(algorithm: Sequence[der.Element]) -> Kind | None:
    return ENCRYPTED_PKCS8 if algorithm and algorithm[0].content.startswith(_PASSWORD_BASED) else None


def _content(data: bytes) -> bytes:
    """What is there of the content of the SEQUENCE that the data begins with, when the data ends before it does."""
    if len(data) < 2 or data[0] != der.SEQUENCE:
        return b""
    if data[1] == der.INDEFINITE:
        return data[2:]
    start = 2 + max(0, data[1] - der.LONG_LENGTH)
    length = int.from_bytes(data[2:start], "big") if start > 2 else data[1]
    return data[start : start + length]
