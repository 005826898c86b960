# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages sealed by SPNEGO session security (MS-WSMV 2.2.9.1.1)."""

from __future__ import annotations

import struct

import spnego
from spnego.exceptions import SpnegoError

_PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
_BOUNDARY = b"--Encrypted Boundary"
_OCTET_STREAM = b"\tContent-Type: application/octet-stream\r\n"
CONTENT_TYPE = f'multipart/encrypted;protocol="{_PROTOCOL}";boundary="Encrypted Boundary"'


class UnsealError(Exception):
    """The message was not sealed for this connection's session."""


def is_sealed(content_type: str) -> bool:
    """Whether a body of that type is a sealed message."""
    return content_type.startswith("multipart/encrypted")


def unseal(context: spnego.ContextProxy, body: bytes) -> bytes:
    """The clear message. Raises `UnsealError`."""
    try:
        content = body.split(_BOUNDARY + b"\r\n", 2)[2].removesuffix(_BOUNDARY + b"--\r\n")
        content = content.removeprefix(_OCTET_STREAM)
        (length,) = struct.unpack_from("<I", content)
        return context.unwrap_winrm(content[4 : 4 + length], content[4 + length :])
    except (IndexError, struct.error, SpnegoError) as error:
        raise UnsealError(str(error)) from error


def seal(context: spnego.ContextProxy, message: bytes) -> bytes:
    """The body that carries `message`."""
    header, data, padding = context.wrap_winrm(message)
    description = (
        f"\tContent-Type: {_PROTOCOL}\r\n"
        f"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={len(message) + padding}\r\n"
    )
    sealed = struct.pack("<I", len(header)) + header + data
    first = _BOUNDARY + b"\r\n" + description.encode()
    return first + _BOUNDARY + b"\r\n" + _OCTET_STREAM + sealed + _BOUNDARY + b"--\r\n"
