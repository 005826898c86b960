# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's texts as they may be shown: none of them acts on a terminal, fakes a line or turns the direction of reading.

Letters, marks, numbers, punctuation, symbols and blanks of every script stay as they are. Any other character (the Unicode
categories C, Zl and Zp: control, format, surrogate, private, unassigned, and the separators of lines and paragraphs) is
replaced by its escape: ESC by ``\\x1b``, U+202E by ``\\u202e``. Backslashes stay single, as paths are full of them, so
the escapes are for reading and cannot be told from a host that sends them as text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

LINES = frozenset(
    {"after", "before", "chain", "chain_pem", "former_roots", "intermediates", "pem", "root_pem", "trusted_roots"}
)
"""The keys of results whose text consists of lines: PEM, and both sides of a diff, whose lines are made by :func:`one_line`."""

LONGEST_EXCERPT = 300
"""Characters: some sentences of Windows, in German too."""

_LOOKED_AT = 10_000


def one_line(text: str) -> str:
    """The text on a line of its own, whatever it holds."""
    return text if text.isprintable() else "".join(map(_shown, text))


def excerpt(text: str) -> str:
    """The start of what a program wrote, on one line, each of its lines once: a line of many commands fails in the same words."""
    lines = dict.fromkeys(line.strip() for line in text[:_LOOKED_AT].splitlines())
    told = one_line(" ".join(filter(None, lines)))
    return told if len(told) <= LONGEST_EXCERPT else told[:LONGEST_EXCERPT] + "..."


def printable(value: Any) -> Any:
    """A result with every text in it on one line, those of its keys too; only the texts of :data:`LINES` keep line feeds.

    Members of enumerations become plain text, because ansible-core refuses variables of other types than its own.
    """
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {printable(key): _lines(item) if key in LINES else printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(item) for item in value]
    return value


def _lines(value: Any) -> Any:
    return "\n".join(map(one_line, value.split("\n"))) if isinstance(value, str) else printable(value)


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    is_shown = category[0] != "C" and category not in {"Zl", "Zp"}
    return character if is_shown else character.encode("unicode_escape").decode()
