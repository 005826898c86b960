# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry form of a certificate in a store: the value ``Blob``, a sequence of properties with the certificate last.

Each element is ``id | 1 | length | data`` with three little-endian 32-bit numbers ([MS-GPEF] 2.2.1.1.1). Windows' own blobs
end with the certificate. What follows it is passed over here; what Windows makes of it is not known.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha1, sha256

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError

SHA1_HASH = 3
KEY_PROV_INFO = 2
ENHANCED_KEY_USAGE = 9
FRIENDLY_NAME = 11
DESCRIPTION = 13
ARCHIVED = 19
CERTIFICATE = 32

_HEADER = struct.Struct("<III")
_RESERVED = 1


@dataclass(frozen=True)
class Blob:
    """A certificate in DER and its properties by id ([MS-GPEF] 2.2.1.1.1, wincrypt.h ``CERT_*_PROP_ID``).

    ``stored`` is the whole value that it was read from, which may hold more; None for one that was made here.
    """

    certificate: bytes
    properties: Mapping[int, bytes] = field(default_factory=dict)
    stored: bytes | None = field(default=None, compare=False, repr=False)

    def text(self, property_id: int) -> str | None:
        """A property that holds a NUL-terminated UTF-16 string, such as the friendly name; None where it is not set."""
        data = self.properties.get(property_id)
        return data.decode("utf-16-le", "replace").partition("\0")[0] if data else None


def encode_text(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le")


def encode(blob: Blob) -> bytes:
    """The bytes of the value: the properties in their order, then the certificate."""
    return encode_elements([*blob.properties.items(), (CERTIFICATE, blob.certificate)])


def decode(data: bytes) -> Blob:
    """Read a value; of equal properties the first counts.

    Raises :class:`CertificateError` when it is cut short, malformed, or holds no certificate.
    """
    *elements, (_number, certificate) = decode_elements(data)
    properties: dict[int, bytes] = {}
    for number, content in elements:
        properties.setdefault(number, content)
    return Blob(certificate, properties, data)


def certificate_sha256(data: bytes) -> str | None:
    """The SHA-256 fingerprint of the certificate in a value, in upper-case digits; None when the value is damaged."""
    try:
        return sha256(decode(data).certificate).hexdigest().upper()
    except CertificateError:
        return None


def certificate_sha1(data: bytes) -> str | None:
    """The SHA-1 thumbprint likewise, which names the registry key of an entry that lies as it should."""
    try:
        return sha1(decode(data).certificate).hexdigest().upper()
    except CertificateError:
        return None


def encode_elements(elements: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(_HEADER.pack(number, _RESERVED, len(data)) + data for number, data in elements)


def decode_elements(data: bytes) -> list[tuple[int, bytes]]:
    """All properties in their order, equal ones too, and the certificate as the last element. Raises like `decode`."""
    elements: list[tuple[int, bytes]] = []
    offset = 0
    while offset < len(data):
        elements.append(_element(data, offset))
        number, content = elements[-1]
        if number == CERTIFICATE:
            return elements
        offset += _HEADER.size + len(content)
    raise CertificateError("the store entry holds no certificate")


def _element(data: bytes, offset: int) -> tuple[int, bytes]:
    if offset + _HEADER.size > len(data):
        raise CertificateError(f"the store entry is cut short at byte {offset}")
    number, reserved, length = _HEADER.unpack_from(data, offset)
    start = offset + _HEADER.size
    if reserved != _RESERVED or start + length > len(data):
        raise CertificateError(f"the store entry is malformed at byte {offset}")
    return number, data[start : start + length]
