# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide for contributors draws the layers, tests and gates that there are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest

from tests.integration import expectation
from tests.integration.expectation import read_expectation
from tests.lab.states import build, building, certificates, events, machines, read_document, stores

REPOSITORY = Path(__file__).parents[3]
GUIDE = (REPOSITORY / "docs" / "docsite" / "rst" / "guide_contributing.rst").read_text(encoding="utf-8")
PLUGIN_UTILS = "plugins/plugin_utils"
TABLE = re.compile(r"^   \* - (folder|layer|room|gate)\n     - .+\n((?:   \* - .+\n     - .+\n)+)", re.MULTILINE)
FIRST_CELL = re.compile(r"^   \* - (.+)$", re.MULTILINE)
NAME = re.compile(r"``([\w/-]+)``")
FILE = re.compile(r":file:`((?:\w+/)+[\w.]*)`")


def rows(kind: str) -> list[list[str]]:
    """The names in the first cell of each row of the tables of a kind."""
    cells = [cell for head, table in TABLE.findall(GUIDE) if head == kind for cell in FIRST_CELL.findall(table)]
    return [NAME.findall(cell) for cell in cells]


def named(kind: str) -> set[str]:
    return {name for row in rows(kind) for name in row}


@pytest.mark.parametrize(("kind", "container"), [("layer", "plugin_utils"), ("room", "plugin_utils.opsmgr")])
def test_the_layers_are_those_that_the_imports_are_held_to(kind: str, container: str) -> None:
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    full = f"ansible_collections.scom.dmz.plugins.{container}"
    [layers] = [each["layers"] for each in contracts["contracts"] if each.get("containers") == [full]]
    assert [set(row) for row in rows(kind)] == [set(layer.split(" | ")) for layer in layers]


def test_the_gates_are_those_of_the_makefile() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8").replace("\\\n", "")
    gates = re.search(r"^GATES := (.+)$", makefile, re.MULTILINE)
    assert gates is not None
    assert named("gate") == set(gates[1].split())


def test_every_folder_with_code_has_its_row() -> None:
    files = [path for parent in ("plugins", "tests") for path in (REPOSITORY / parent).glob("*/*.py")]
    folders = {path.parent for path in files if path.parent.name != "__pycache__"}
    drawn = {"/".join(name.split("/")[:2]) for name in named("folder")}
    assert {str(path.relative_to(REPOSITORY)) for path in folders} - drawn == set()


def test_every_folder_of_the_map_exists() -> None:
    assert {name for name in named("folder") if not (REPOSITORY / name).is_dir()} == set()


def test_every_file_that_is_named_exists() -> None:
    places = [REPOSITORY, REPOSITORY / PLUGIN_UTILS, *(REPOSITORY / "roles").iterdir()]
    files = {name for name in FILE.findall(GUIDE) if not name.startswith(".")}
    assert {name for name in files if not any((place / name).exists() for place in places)} == set()
    assert len(files) > 15


def test_the_example_of_a_state_is_one(tmp_path: Path) -> None:
    [example] = re.findall(r"code-block:: yaml\n\n((?:   .*\n|\n)+)", GUIDE)
    path = tmp_path / "example.yml"
    path.write_text(dedent(example), encoding="utf-8")
    document = read_document(path)
    assert list(build(document).dmz.agents) == ["agent01.dmz.example"]
    assert read_expectation(document).action == "nothing"


@pytest.mark.parametrize(
    "key",
    [
        *building.KEYS,
        *building.NOT_OF_THE_LAB,
        *machines.AGENT_KEYS,
        *machines.PARENT_KEYS,
        *machines.PRODUCTS,
        *machines.SERVICES,
        *machines.APPROVALS,
        *machines.CONFIGURATIONS,
        *certificates.AUTHORITY_KEYS,
        *certificates.CERTIFICATE_KEYS,
        *certificates.KEYS,
        *events.KEYS,
        *stores.ENTRY_KEYS,
        *expectation.KEYS,
        *expectation.QUESTION_KEYS,
        *expectation.ACTIONS,
    ],
)
def test_everything_that_a_state_may_say_is_explained(key: str) -> None:
    assert f"``{key}``" in re.sub(r"\s+", " ", GUIDE)
