# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A bar chart as SVG, which is light or dark as its reader's screen is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, MARGIN, BAR, STEP, HEADING = 760, 24, 18, 46, 36
_ROOM_FOR_NUMBER = 150

_STYLE = """
  .ground { fill: #ffffff } text { fill: #1f2328; font: 14px system-ui, sans-serif }
  .title { font-size: 16px; font-weight: 600 } .group { font-weight: 600 } .number { font-variant-numeric: tabular-nums }
  .ours { fill: #0969da } .other { fill: #8c959f } .spread { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } text { fill: #e6edf3 }
    .ours { fill: #58a6ff } .other { fill: #6e7681 } .spread { stroke: #e6edf3 }
  }
"""


@dataclass(frozen=True)
class Bar:
    """A value with its extremes, and the group that it stands in. `is_ours` sets it off."""

    label: str
    group: str
    value: float
    lowest: float
    highest: float
    is_ours: bool


def chart(title: str, unit: str, bars: Sequence[Bar]) -> str:
    """The bars under the headings of their groups, which come in the order of the bars."""
    groups = list(dict.fromkeys(bar.group for bar in bars))
    height = 2 * MARGIN + HEADING + len(groups) * HEADING + len(bars) * STEP
    lines = [*_frame(title, unit, height), *_groups(groups, bars), "</svg>"]
    return "\n".join(lines) + "\n"


def _frame(title: str, unit: str, height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title">'
    )
    yield f'<title id="title">{escape(title)}, {escape(unit)}</title>'
    yield f"<style>{_STYLE}</style>"
    yield f'<rect class="ground" width="{WIDTH}" height="{height}"/>'
    yield _text("title", MARGIN, MARGIN + 16, f"{title}, {unit}")


def _groups(groups: Sequence[str], bars: Sequence[Bar]) -> Iterator[str]:
    scale = (WIDTH - 2 * MARGIN - _ROOM_FOR_NUMBER) / max(bar.highest for bar in bars)
    y = MARGIN + HEADING
    for group in groups:
        yield _text("group", MARGIN, y + 22, group)
        y += HEADING
        for bar in (bar for bar in bars if bar.group == group):
            yield from _bar(bar, y, scale)
            y += STEP


def _bar(bar: Bar, y: int, scale: float) -> Iterator[str]:
    kind = "ours" if bar.is_ours else "other"
    middle = y + 18 + BAR // 2
    right = MARGIN + bar.highest * scale + 10
    yield _text("label", MARGIN, y + 13, bar.label)
    yield f'<rect class="{kind}" x="{MARGIN}" y="{y + 18}" width="{bar.value * scale:.1f}" height="{BAR}" rx="2"/>'
    yield (
        f'<line class="spread" x1="{MARGIN + bar.lowest * scale:.1f}" x2="{MARGIN + bar.highest * scale:.1f}" '
        f'y1="{middle}" y2="{middle}"/>'
    )
    yield _text("number", right, middle + 5, f"{bar.value:.0f}")


def _text(kind: str, x: float, y: float, text: str) -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(text)}</text>'
