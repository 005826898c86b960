# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the lab may know: nothing of the collection, and below the scenarios nothing of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LAB = Path(__file__).parents[2] / "lab"


def imported(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield node.module or ""
            elif isinstance(node, ast.Import):
                yield from (name.name for name in node.names)


def test_the_lab_knows_nothing_of_the_collection() -> None:
    names = list(imported(LAB))
    assert "tests.lab.dmz" in names
    assert [name for name in names if name.startswith(("ansible", "plugins"))] == []


def test_health_services_and_windows_know_no_scenario() -> None:
    names = [*imported(LAB / "opsmgr"), *imported(LAB / "windows")]
    assert "tests.lab.windows.machine" in names
    assert [name for name in names if "scenario" in name] == []
