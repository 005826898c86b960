# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands, files and outputs that a guide shows, taken from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.environment import REPOSITORY

GUIDES = REPOSITORY / "docs" / "docsite" / "rst"

_BLOCK = re.compile(
    r"^\.\. code-block:: (?P<language>\w+)\n(?: {3}:caption: (?P<caption>.+)\n)?\n(?P<text>(?:(?: {3}.*)?\n)+)",
    re.MULTILINE,
)
_COMMAND = re.compile(r"^[$>] (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of a guide: a file if it has a caption, else commands (console) or what they print (text)."""

    language: str
    caption: str | None
    text: str

    @property
    def commands(self) -> list[str]:
        return _COMMAND.findall(self.text)


def blocks(guide: str) -> list[Block]:
    """The blocks of a guide in their order."""
    text = (GUIDES / f"{guide}.rst").read_text(encoding="utf-8")
    return [
        Block(each["language"], each["caption"], re.sub(r"^ {3}", "", each["text"], flags=re.MULTILINE).rstrip() + "\n")
        for each in _BLOCK.finditer(text)
    ]


def files(guide: str) -> dict[str, str]:
    """The text of each file that a guide shows, by its name."""
    return {each.caption: each.text for each in blocks(guide) if each.caption}
