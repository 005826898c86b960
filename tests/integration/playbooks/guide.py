# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory examples of the guide to logins, taken from its text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

GUIDE = Path(__file__).parents[3] / "docs" / "docsite" / "rst" / "guide_logins.rst"

_SECTION = re.compile(r"^(\S[^\n]*)\n-+\n(.*?)(?=^\S[^\n]*\n-+\n|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^\.\. code-block:: yaml\n\n((?: {3}[^\n]*\n|\n)+)", re.MULTILINE)


def examples() -> dict[str, Any]:
    """What the YAML of each section that has one says, by the section's title."""
    text = GUIDE.read_text(encoding="utf-8")
    blocks = ((title, _BLOCK.search(body)) for title, body in _SECTION.findall(text))
    return {title: yaml.safe_load(block[1]) for title, block in blocks if block}


def logins() -> dict[str, dict[str, Any]]:
    """The variables of each login."""
    return {title: content for title, content in examples().items() if isinstance(content, dict)}
