# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages sealed by the session that a login has left (MS-WSMV 2.2.9.1)."""

from __future__ import annotations

import struct

from tests.lab.wsman.acceptor import CREDSSP_SEALED, Acceptor, AcceptorError

_BOUNDARY = b"--Encrypted Boundary"
_OCTET_STREAM = b"\tContent-Type: application/octet-stream\r\n"

_CREDSSP_PART = 16_384
"""CredSSP seals at most a record of TLS at a time; longer messages come in several parts (MS-WSMV 2.2.9.1.3)."""


class UnsealError(Exception):
    """The message was not sealed for this connection's session."""


def is_sealed(content_type: str) -> bool:
    """Whether a body of that type is a sealed message."""
    return content_type.startswith(("multipart/encrypted", "multipart/x-multi-encrypted"))


def content_type(acceptor: Acceptor, message: bytes) -> str:
    """The type of the body that carries `message`."""
    kind = "x-multi-encrypted" if len(_parts(acceptor, message)) > 1 else "encrypted"
    return f'multipart/{kind};protocol="{acceptor.sealed_type}";boundary="Encrypted Boundary"'


def unseal(acceptor: Acceptor, body: bytes) -> bytes:
    """The clear message. Raises `UnsealError`."""
    sections = body.removesuffix(_BOUNDARY + b"--\r\n").split(_BOUNDARY + b"\r\n")[1:]
    if len(sections) < 2 or len(sections) % 2:
        raise UnsealError("each part has a description and a content")
    try:
        return b"".join(_unseal_part(acceptor, content) for content in sections[1::2])
    except (struct.error, AcceptorError) as error:
        raise UnsealError(str(error)) from error


def seal(acceptor: Acceptor, message: bytes) -> bytes:
    """The body that carries `message`."""
    return b"".join(_seal_part(acceptor, part) for part in _parts(acceptor, message)) + _BOUNDARY + b"--\r\n"


def _parts(acceptor: Acceptor, message: bytes) -> list[bytes]:
    size = _CREDSSP_PART if acceptor.sealed_type == CREDSSP_SEALED else len(message)
    return [message[start : start + size] for start in range(0, len(message), size)]


def _unseal_part(acceptor: Acceptor, content: bytes) -> bytes:
    sealed = content.removeprefix(_OCTET_STREAM)
    (length,) = struct.unpack_from("<I", sealed)
    return acceptor.unseal(sealed[4 : 4 + length], sealed[4 + length :])


def _seal_part(acceptor: Acceptor, part: bytes) -> bytes:
    header, data, padding = acceptor.seal(part)
    description = (
        f"\tContent-Type: {acceptor.sealed_type}\r\n"
        f"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={len(part) + padding}\r\n"
    )
    first = _BOUNDARY + b"\r\n" + description.encode()
    return first + _BOUNDARY + b"\r\n" + _OCTET_STREAM + struct.pack("<I", len(header)) + header + data
