# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Open enumerations of one machine: pages of items under a context that changes with every page."""

from __future__ import annotations

from dataclasses import dataclass

from tests.lab.wsman import envelope, faults
from tests.lab.wsman.codes import Code
from tests.lab.wsman.xml_text import utf16_length

# What an answer holds besides its items: the envelope's own text, rounded up.
_FRAME_CHARACTERS = 1_600


@dataclass(frozen=True)
class Page:
    """Items of one answer; `context` is empty at the end of the sequence."""

    items: tuple[str, ...]
    context: str

    @property
    def is_last(self) -> bool:
        """Whether nothing follows."""
        return not self.context


class Enumerations:
    """The contexts that a Pull may name. Each serves once: the next page has a new one."""

    def __init__(self) -> None:
        self._open: dict[str, list[str]] = {}

    def start(self, items: list[str], first_page: int, is_endless: bool = False) -> Page:
        """Begin with `first_page` items; a sequence of one is complete at once, unless it `is_endless`.

        WinRM 2.0 and later answer an optimized Enumerate with exactly one item when there are more.
        """
        return self._page(items, min(first_page, len(items)), is_endless)

    def pull(self, context: str, max_elements: int, max_characters: int, is_endless: bool = False) -> Page:
        """The next page: at most so many items and so many UTF-16 characters. Raises `Fault`.

        Behind a page that `is_endless` its items come again after all the others.
        """
        items = self._take(context)
        room = max_characters - _FRAME_CHARACTERS
        count = 0
        while count < min(len(items), max_elements) and utf16_length(items[count]) <= room:
            room -= utf16_length(items[count])
            count += 1
        if items and not count:
            raise faults.of(Code.MAX_ENVELOPE_SIZE_EXCEEDED)
        return self._page(items, count, is_endless)

    def release(self, context: str) -> None:
        """Forget the rest. Raises `Fault` for a context that is not open."""
        self._take(context)

    def _take(self, context: str) -> list[str]:
        try:
            return self._open.pop(context.casefold())
        except KeyError:
            raise faults.of(Code.INVALID_ENUMERATION_CONTEXT) from None

    def _page(self, items: list[str], count: int, is_endless: bool) -> Page:
        rest = items[count:] + (items[:count] if is_endless else [])
        context = ""
        if rest or is_endless:
            context = f"uuid:{envelope.identifier()}"
            self._open[context.casefold()] = rest
        return Page(tuple(items[:count]), context)
