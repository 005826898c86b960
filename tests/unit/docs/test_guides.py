# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every guide is found where people look for it, and names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

COLLECTION = Path(__file__).parents[3]
DOCSITE = COLLECTION / "docs" / "docsite"
GUIDES = {path.stem for path in (DOCSITE / "rst").glob("guide_*.rst")}


def test_every_guide_is_on_the_site() -> None:
    [section] = yaml.safe_load((DOCSITE / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    assert sorted(section["toctree"]) == sorted(GUIDES)


def test_every_guide_is_in_the_readme() -> None:
    readme = (COLLECTION / "README.md").read_text(encoding="utf-8")
    assert {name for name in GUIDES if f"docs/docsite/rst/{name}.rst" not in readme} == set()


def test_every_test_that_a_guide_names_exists() -> None:
    named = {
        (guide.stem, name)
        for guide in (DOCSITE / "rst").glob("*.rst")
        for name in re.findall(r"``(tests/[\w/.]+)``", guide.read_text(encoding="utf-8"))
    }
    assert {each for each in named if not (COLLECTION / each[1]).exists()} == set()
