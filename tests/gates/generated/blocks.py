# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of files that are generated, each between two marks. All else in such a file is written by hand.

The marks are comments of YAML, reStructuredText or Markdown, and every line between them is as deep as they are::

    # Start of service, written by "make generate" from docs/return_values/service.yml.
    # End of service.

Of the first, ``# Start of service`` is enough to begin with: the rest of both lines is generated too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import indent

from tests.environment import REPOSITORY
from tests.gates.generated.generation import File, GenerationError

_MARK = re.compile(r"^ *(?:#|\.\.|<!--) (?P<kind>Start|End) of (?P<name>\w+)\b.*$", re.MULTILINE)
_BLOCK = re.compile(
    r"^(?P<depth> *)(?P<comment>#|\.\.|<!--) Start of (?P<name>\w+)\b.*\n"
    r"(?:(?! *(?:#|\.\.|<!--) (?:Start|End) of ).*\n)*"
    r"(?P=depth)(?P=comment) End of (?P=name)\b.*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """What stands between two marks."""

    source: str
    """Where the text comes from, as the mark says it: the path of a file in the repository."""
    text: str
    """Whole lines, as far to the left as they go. Between marks other than those of YAML the first and the last are empty."""


def filled(path: str, blocks: Mapping[str, Block]) -> File:
    """The file of the repository with what its marks should hold; raises GenerationError as :func:`fill` does."""
    return REPOSITORY / path, fill(path, (REPOSITORY / path).read_text(encoding="utf-8"), blocks)


def fill(path: str, text: str, blocks: Mapping[str, Block]) -> str:
    """The text of the file ``path`` with everything between marks as ``blocks`` have it by the names in the marks.

    Raises GenerationError for a mark without its other one, and for one with a name that ``blocks`` do not have.
    """
    by_hand = _BLOCK.sub(lambda block: "\n" * block[0].count("\n"), text)
    for mark in _MARK.finditer(by_hand):
        missing = "End" if mark["kind"] == "Start" else "Start"
        where = f'line {_line(by_hand, mark)} says "{mark["kind"]} of {mark["name"]}"'
        raise GenerationError(f'cannot generate {path}: {where}, and no "{missing} of {mark["name"]}" belongs to it')
    for block in _BLOCK.finditer(text):
        if block["name"] not in blocks:
            where = f'line {_line(text, block)} says "Start of {block["name"]}"'
            raise GenerationError(f"cannot generate {path}: {where}, and there are only {', '.join(sorted(blocks))}")
    return _BLOCK.sub(lambda block: _render(block, blocks[block["name"]]), text)


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def _render(marked: re.Match[str], block: Block) -> str:
    name, comment = marked["name"], marked["comment"]
    close = " -->" if comment == "<!--" else ""
    start = f'{comment} Start of {name}, written by "make generate" from {block.source}.{close}'
    return indent(f"{start}\n{block.text}{comment} End of {name}.{close}", marked["depth"])
