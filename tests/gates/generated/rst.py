# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of reStructuredText, as the guides have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import fill

WIDTH = 140


def wrap(text: str, depth: int = 0, hanging: int = 0) -> str:
    """A paragraph in lines; those after the first stand ``hanging`` columns deeper."""
    first, rest = " " * depth, " " * (depth + hanging)
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def field(name: str, text: str) -> str:
    """A line of a field list."""
    return wrap(f":{name}: {text}", hanging=2)


def list_table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()) -> str:
    """A table with a row to each line, and a cell to each of the lines below it."""
    options = ["   :header-rows: 1", *([f"   :widths: {' '.join(map(str, widths))}"] if widths else [])]
    cells = ["\n     - ".join(row) for row in (head, *rows)]
    return "\n".join([".. list-table::", *options, "", *(f"   * - {row}" for row in cells)])


def block(*paragraphs: str) -> str:
    """Paragraphs as they stand between two marks."""
    return "\n" + "\n\n".join(paragraphs) + "\n\n"
