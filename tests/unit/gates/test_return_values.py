# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of modules gets the return values that they share."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.gates.generated import return_values
from tests.gates.generated.generation import GenerationError, generate

MARKS = re.compile(r"^ *# (?:Start of|Insert) (\w+)", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, value in {
        "chain": "trusted:\n  type: bool\nroot:\n  contains:\n    # Insert root.\n",
        "root": "subject:\n  type: str\n",
    }.items():
        (tmp_path / f"{name}.yml").write_text(f"# A comment\n---\n{value}")
    (tmp_path / "stale.py").write_text("chain:\n  # Start of chain\n  subject:\n  # End of chain\n")
    (tmp_path / "without.py").write_text("host:\n")
    return tmp_path


def bring_up_to_date(folder: Path) -> list[Path]:
    return generate([lambda: return_values.files(folder, folder)], write=True)


def test_a_module_gets_the_value_with_those_that_it_inserts_once(folder: Path) -> None:
    assert bring_up_to_date(folder) == [folder / "stale.py"]
    assert (folder / "stale.py").read_text() == (
        "chain:\n"
        '  # Start of chain, written by "make generate" from docs/return_values/chain.yml.\n'
        "  trusted:\n    type: bool\n  root:\n    contains:\n      subject:\n        type: str\n"
        "  # End of chain.\n"
    )
    assert bring_up_to_date(folder) == []


@pytest.mark.parametrize(
    ("inserted", "complaint"),
    [
        ("rot", "cannot complete docs/return_values/root.yml: it inserts rot, which is not there"),
        ("chain", "cannot complete docs/return_values/root.yml: it inserts chain, which inserts it in turn"),
    ],
)
def test_what_cannot_be_inserted_is_named(folder: Path, inserted: str, complaint: str) -> None:
    (folder / "root.yml").write_text(f"---\n# Insert {inserted}.\n")
    with pytest.raises(GenerationError, match=re.escape(complaint)):
        bring_up_to_date(folder)


def test_every_value_is_in_use() -> None:
    files = [*return_values.MODULES.glob("*.py"), *return_values.VALUES.glob("*.yml")]
    used = {name for file in files for name in MARKS.findall(file.read_text(encoding="utf-8"))}
    assert {path.stem for path in return_values.VALUES.glob("*.yml")} == used
