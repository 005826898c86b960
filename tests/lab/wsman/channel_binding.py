# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Channel bindings: does the client's NTLM message speak of the certificate that this server has shown?"""

from __future__ import annotations

import hashlib
import struct
from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives.hashes import MD5, SHA1, SHA256

_SIGNATURE = b"NTLMSSP\0"
_AUTHENTICATE = 3
_NT_RESPONSE_FIELDS = 20
_TARGET_INFO = 16 + 28
"""The AV pairs come after the proof (16 octets) and the fixed part of the client's challenge (MS-NLMP 2.2.2.7 and .8)."""

_END_OF_LIST = 0
_CHANNEL_BINDINGS = 10
"""AvId values (MS-NLMP 2.2.2.1)."""

_NOTHING = bytes(16)


class Hardening(Enum):
    """WinRM's setting CbtHardeningLevel (MS-WSMV 2.2.4.10)."""

    NONE = "None"
    RELAXED = "Relaxed"
    STRICT = "Strict"

    def allows(self, sent: bytes | None, expected: bytes) -> bool:
        """Relaxed lets through who sends no binding; a wrong one never gets through."""
        if self is Hardening.NONE or (self is Hardening.RELAXED and sent is None):
            return True
        return sent == expected


def expected_binding(certificate: bytes) -> bytes:
    """MD5 of the gss_channel_bindings structure for a certificate in DER (RFC 5929, 4.1; RFC 2744, 3.11)."""
    data = b"tls-server-end-point:" + _digest(certificate)
    return hashlib.md5(bytes(16) + struct.pack("<I", len(data)) + data, usedforsecurity=False).digest()


def sent_binding(token: bytes) -> bytes | None:
    """What an AUTHENTICATE message, bare or in SPNEGO, has in MsvAvChannelBindings; zeros are nothing."""
    start = token.find(_SIGNATURE)
    message = token[start:]
    if start < 0 or struct.unpack_from("<I", message, len(_SIGNATURE)) != (_AUTHENTICATE,):
        return None
    length, _allocated, offset = struct.unpack_from("<HHI", message, _NT_RESPONSE_FIELDS)
    found = _av_pairs(message[offset : offset + length][_TARGET_INFO:]).get(_CHANNEL_BINDINGS, _NOTHING)
    return None if found == _NOTHING else found


def _av_pairs(data: bytes) -> dict[int, bytes]:
    pairs = {}
    while len(data) >= 4:
        kind, length = struct.unpack_from("<HH", data)
        if kind == _END_OF_LIST:
            break
        pairs[kind], data = data[4 : 4 + length], data[4 + length :]
    return pairs


def _digest(certificate: bytes) -> bytes:
    """By the certificate's own signature hash, with SHA-256 in place of MD5 and SHA-1."""
    algorithm = x509.load_der_x509_certificate(certificate).signature_hash_algorithm
    if algorithm is None or isinstance(algorithm, MD5 | SHA1):
        algorithm = SHA256()
    return hashlib.new(algorithm.name, certificate).digest()
