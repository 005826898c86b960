# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The imports below plugins/ as SVG, in the layers that pyproject.toml names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import grimp

from tests.environment import REPOSITORY
from tests.gates.generated.generation import File

PICTURE = REPOSITORY / "docs" / "images" / "imports.svg"
PLUGINS = "ansible_collections.scom.dmz.plugins"
UTILS = f"{PLUGINS}.plugin_utils."

WIDTH, ROW, BOX_HEIGHT, MARGIN = 1000, 110, 34, 30
STYLE = """
  .ground { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif; text-anchor: middle }
  rect.package { fill: #ddf4ff; stroke: #0969da } rect.module { fill: #f6f8fa; stroke: #8c959f }
  line { stroke: #8c959f; stroke-opacity: 0.6 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } text { fill: #e6edf3 }
    rect.package { fill: #0c2d6b; stroke: #58a6ff } rect.module { fill: #161b22; stroke: #6e7681 }
  }
"""


def files() -> Iterator[File]:
    """The picture, of the imports as they are."""
    yield PICTURE, picture()


def picture() -> str:
    """The layers as rows, the highest on top, and a line for each box that imports another."""
    graph = grimp.build_graph(PLUGINS, cache_dir=None)
    rows = layers()
    places = {name: (x, y) for y, row in enumerate(rows) for name, x in zip(row, columns(len(row)), strict=True)}
    height = len(rows) * ROW + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>What imports what below plugins/: every line runs downwards</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
        *(line(places[upper], places[lower]) for upper, lower in imports(graph)),
        *(text for name, place in places.items() for text in box(name, place, is_package(graph, name))),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def layers() -> list[list[str]]:
    """The rows, as the contracts have them; the boxes of plugin_utils take the place of its own."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    plugins, utils = (each["layers"] for each in settings["tool"]["importlinter"]["contracts"][:2])
    return [row.split(" | ") for row in (*plugins[:-1], *utils)]


def imports(graph: grimp.ImportGraph) -> list[tuple[str, str]]:
    """Which box imports which other."""
    imported = graph.find_modules_directly_imported_by
    found = {(box_of(module), box_of(other)) for module in graph.modules for other in imported(module)}
    return sorted((upper, lower) for upper, lower in found if upper != lower)


def box_of(module: str) -> str:
    return module.removeprefix(UTILS).removeprefix(f"{PLUGINS}.").partition(".")[0]


def is_package(graph: grimp.ImportGraph, name: str) -> bool:
    full = next(full for full in (f"{UTILS}{name}", f"{PLUGINS}.{name}") if full in graph.modules)
    return bool(graph.find_children(full))


def columns(count: int) -> list[int]:
    """The middles of boxes that share a row."""
    return [WIDTH * (2 * number + 1) // (2 * count) for number in range(count)]


def line(upper: tuple[int, int], lower: tuple[int, int]) -> str:
    start, end = upper[1] * ROW + MARGIN + BOX_HEIGHT, lower[1] * ROW + MARGIN
    return f'<line x1="{upper[0]}" y1="{start}" x2="{lower[0]}" y2="{end}"/>'


def box(name: str, place: tuple[int, int], package: bool) -> Iterator[str]:
    """A folder with a slash behind its name, or a module."""
    x, y = place[0], place[1] * ROW + MARGIN
    label = f"{name}/" if package else name
    width = 8 * len(label) + 16
    kind = "package" if package else "module"
    yield f'<rect class="{kind}" x="{x - width // 2}" y="{y}" width="{width}" height="{BOX_HEIGHT}" rx="4"/>'
    yield f'<text x="{x}" y="{y + 22}">{label}</text>'
