# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables in Markdown, and figures in their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.bench.results import Figure


def rows(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are numbers."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def milliseconds(seconds: Figure) -> str:
    """A time and its spread."""
    return f"{seconds.median * 1000:.0f} ± {seconds.spread:.0%}"


def span(figure: Figure) -> str:
    """A ratio and its extremes."""
    return f"{figure.median:.2f} ({figure.lowest:.2f} to {figure.highest:.2f})"
