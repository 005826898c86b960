# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text into XML the way WinRM writes it."""

from __future__ import annotations

import re

# MS-WSMV 3.1.4.1.25: control characters come back as a question mark. Tab and line ends are legal XML.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MARKUP = re.compile('[&<>"]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escape(text: str) -> str:
    """`text` as element content or attribute value."""
    return _MARKUP.sub(lambda match: _ENTITIES[match.group()], _CONTROL.sub("?", text))


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units, in which Windows counts envelopes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
