# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How large a request is on the wire, and how large one a host takes: it answers HTTP 413 to a larger one and reads none of it.

MaxEnvelopeSizekb of its WinRM configuration is that limit ([MS-WSMV] 2.2.4.10, 3.1.4.1.20): 500 on Windows Server 2012 and
later, 150 before. pypsrp asks for it and sends requests of up to as many bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST_LIMIT = 150 * 1024
"""Bytes; every Windows as it is set up takes that, so the host is asked only about larger requests."""

USUAL_LIMIT = 500 * 1024
"""Bytes; taken for the limit of a host that does not tell its own."""

_CREDSSP = "credssp"
_CREDSSP_PART = 16 * 1024
"""Bytes of a message that are sealed together; other protocols seal it as a whole ([MS-WSMV] 2.2.9.1)."""

_SEAL = 512
"""Bytes, at most, that a sealed part takes more than what is in it: its MIME headers, of some 230 bytes, and the signature."""


@dataclass(frozen=True)
class Oversize:
    """A request that the host does not take: its bytes as they would be sent, and the most that the host takes."""

    size: int
    limit: int

    def __str__(self) -> str:
        return f"the request would have {self.size} bytes, and the host takes {self.limit} (MaxEnvelopeSizekb of its WinRM)"


def sent_size(message: int, sealed_by: str | None) -> int:
    """The bytes of a message as they are sent, at most; ``sealed_by`` is the protocol that seals it, None for none."""
    if sealed_by is None:
        return message
    parts = -(-message // _CREDSSP_PART) if sealed_by == _CREDSSP else 1
    return message + parts * _SEAL
