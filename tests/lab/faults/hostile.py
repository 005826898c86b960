# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that are made to harm whoever parses them. Each is a SOAP envelope that relates to the right message."""

from __future__ import annotations

from tests.lab.wsman import envelope
from tests.lab.wsman.misbehaviour import MESSAGE_ID

_ACTION = "http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse"

_LEVELS = "abcdefghi"
_DEPTH = 50_000


def _of_type(declarations: str, name: str) -> str:
    """An envelope with a document type whose body has the entity of that name."""
    return f"<!DOCTYPE answer [{declarations}]>{envelope.write(_ACTION, MESSAGE_ID, f'<text>&{name};</text>')}"


def _ten_times(name: str, inner: str) -> str:
    return f'<!ENTITY {name} "{10 * f"&{inner};"}">'


_BOMB = '<!ENTITY z "zzzzzzzzzz">' + "".join(map(_ten_times, _LEVELS, "z" + _LEVELS))

ENTITY_BOMB = _of_type(_BOMB, _LEVELS[-1])
"""Ten thousand million characters when every entity is put in."""

EXTERNAL_ENTITY = _of_type('<!ENTITY file SYSTEM "file:///etc/passwd">', "file")
"""A file of whoever parses it."""

DEEP_NESTING = envelope.write(_ACTION, MESSAGE_ID, "<n>" * _DEPTH + "</n>" * _DEPTH)
"""Small enough for an envelope of Windows, and too deep for a parser or a reader that calls itself."""
