# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who comes from an earlier version is told of every name that a breaking change of the changelog has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

COLLECTION = Path(__file__).parents[3]
GUIDE = (COLLECTION / "docs" / "docsite" / "rst" / "guide_upgrading.rst").read_text(encoding="utf-8")
CHANGELOGS = COLLECTION / "changelogs"

NAME = re.compile(r"``(\w+)``")


def changes() -> Iterator[dict[str, Any]]:
    """Those that are to be released, and those of each release."""
    for fragment in (CHANGELOGS / "fragments").glob("*.yml"):
        yield yaml.safe_load(fragment.read_text(encoding="utf-8"))
    released = yaml.safe_load((CHANGELOGS / "changelog.yaml").read_text(encoding="utf-8"))["releases"]
    yield from (release.get("changes", {}) for release in released.values())


def test_the_guide_has_the_names_of_all_breaking_changes() -> None:
    told = [sentence for each in changes() for sentence in each.get("breaking_changes", ())]
    assert told
    assert {name for sentence in told for name in NAME.findall(sentence)} - set(NAME.findall(GUIDE)) == set()
