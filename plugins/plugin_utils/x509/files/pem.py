# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks of PEM out of any text (RFC 7468, and what became of it on its way): none that was meant as one goes unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Every part is bounded, so that a search takes time in proportion to the text.
_BOUNDARY = re.compile(r"--[ \t]{0,4}(BEGIN|END)\b[ \t]{0,4}((?:[^\n-]|-(?!-)){0,128})--", re.IGNORECASE)
_BEGINS_NOWHERE = "a PEM block whose first line is missing or damaged"
_EXACT = frozenset({"-----BEGIN", "-----END"})
_ENCODED = re.compile(r"[A-Za-z0-9+/]{24}")
_WORDS = re.compile(r"[\w ,.;:'\"()/-]{0,128}")
_LONGEST_SENTENCE = 128
_PLAIN_LABEL = re.compile(r"[A-Z0-9#./]{1,20}(?: [A-Z0-9#./]{1,20}){0,5}")


@dataclass(frozen=True)
class Block:
    """What stands between two boundaries: the label in upper case, the text as it is; or the fault that makes it none.

    ``start`` and ``end`` are where it stands in the text it was found in, with its boundaries.
    """

    label: str
    text: str = ""
    fault: str = ""
    start: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """The label for an error; empty when it is made of something else than a few words."""
        return self.label if _PLAIN_LABEL.fullmatch(self.label) else ""


@dataclass(frozen=True)
class _Boundary:
    """``exact`` is whether it is as RFC 7468 writes it, so that it is no ruler of a text such as "-- end of list --"."""

    begins: bool
    exact: bool
    label: str
    start: int
    end: int


def find_blocks(text: str) -> Iterator[Block]:
    """The blocks in their order, damaged ones among them. A sentence that only mentions a boundary is none."""
    return _blocks(text, map(_boundary, _BOUNDARY.finditer(text)))


def outside_blocks(text: str, blocks: Iterable[Block]) -> Iterator[str]:
    """What stands before each of the blocks, and behind the last one."""
    at = 0
    for block in blocks:
        yield text[at : block.start].strip("-")
        at = block.end
    yield text[at:].lstrip("-")


def has_boundary(text: str) -> bool:
    """Whether a block begins or ends anywhere in the text, or is mentioned."""
    return _BOUNDARY.search(text) is not None


def _boundary(match: re.Match[str]) -> _Boundary:
    begins, label = match.group(1).upper() == "BEGIN", " ".join(match.group(2).upper().split())
    exact = match.string[max(0, match.start() - 3) : match.end(1)] in _EXACT
    return _Boundary(begins, exact, label, match.start(), match.end())


def _blocks(text: str, boundaries: Iterator[_Boundary]) -> Iterator[Block]:
    opened: _Boundary | None = None
    last = 0
    for boundary in boundaries:
        between = text[last : boundary.start]
        if boundary.begins:
            if opened and not _is_mentioned(text, opened, between):
                yield _unended(opened, between, boundary.start)
            opened = boundary
        elif opened:
            if not _is_mentioned_whole(text, opened, between):
                yield _ended(opened, boundary, between)
            opened = None
        elif _ENCODED.search(between):
            yield Block(boundary.label, fault=_BEGINS_NOWHERE, start=last, end=boundary.end)
        last = boundary.end
    if opened and not _is_mentioned(text, opened, text[last:]):
        yield _unended(opened, text[last:], len(text))


def _ended(opened: _Boundary, ended: _Boundary, between: str) -> Block:
    # A one-line block has its dashes beside its base64, whose alphabet for URLs has a hyphen in it.
    text, fault = between.strip("-"), ""
    if opened.label != ended.label:
        fault = "a PEM block that ends under another label than it begins with"
    elif not text.strip():
        text, fault = "", "an empty PEM block"
    return Block(opened.label, text, fault, opened.start, ended.end)


def _unended(opened: _Boundary, between: str, end: int) -> Block:
    return Block(opened.label, between.strip("-"), "a PEM block without an end", opened.start, end)


def _is_mentioned(text: str, opened: _Boundary, between: str) -> bool:
    """Whether a beginning without an end is only spoken of, or is a ruler."""
    spoken_of = not opened.exact or _stands_in_a_sentence(text, opened, between.partition("\n")[0])
    return spoken_of and not _ENCODED.search(between)


def _is_mentioned_whole(text: str, opened: _Boundary, between: str) -> bool:
    """Whether one line speaks of both boundaries, with nothing but words between them."""
    return "\n" not in between and _stands_in_a_sentence(text, opened, between) and not _ENCODED.search(between)


def _stands_in_a_sentence(text: str, opened: _Boundary, behind: str) -> bool:
    before = text[max(0, opened.start - _LONGEST_SENTENCE) : opened.start].rpartition("\n")[2]
    return any(map(str.isalpha, before)) and _WORDS.fullmatch(behind.strip("-")) is not None
