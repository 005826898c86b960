# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A mapping of a state's file, read strictly: a key that it may not have is an error that names those that it may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class StateError(Exception):
    """A file does not describe a state. Its sentence names the file and the key."""


@dataclass(frozen=True)
class Section:
    """What stands at a `place` of a file. A key without a value counts as not given."""

    content: Mapping[str, Any]
    place: str

    @classmethod
    def of(cls, content: object, place: str, keys: Iterable[str]) -> Section:
        """Raises StateError unless it is a mapping with no other keys than these."""
        if not isinstance(content, Mapping):
            raise StateError(f"{place} must be a mapping, not {content!r}.")
        for key in content:
            if key not in set(keys):
                raise StateError(f"{place} has the key {key!r}, and may have: {', '.join(keys)}.")
        return cls({key: value for key, value in content.items() if value is not None}, place)

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def at(self, key: str) -> str:
        """The place of a key, for a sentence."""
        return f"{self.place}, {key}"

    def text(self, key: str, default: str = "") -> str:
        value = self.content.get(key, default)
        if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
            raise StateError(f"{self.at(key)} must be a text, not {value!r}.")
        return str(value)

    def choice(self, key: str, choices: Iterable[str], default: str) -> str:
        value = self.text(key, default)
        if value not in set(choices):
            raise StateError(f"{self.at(key)} is {value!r}, and must be one of: {', '.join(choices)}.")
        return value

    def number(self, key: str, default: int) -> int:
        value = self.content.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise StateError(f"{self.at(key)} must be a number, not {value!r}.")
        return value

    def flag(self, key: str) -> bool:
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise StateError(f"{self.at(key)} must be true or false, not {value!r}.")
        return value

    def items(self, key: str, default: Sequence[Any] = ()) -> Sequence[Any]:
        value = self.content.get(key, default)
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise StateError(f"{self.at(key)} must be a list, not {value!r}.")
        return value

    def texts(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        return tuple(str(each) for each in self.items(key, default))

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Its keys are names, and so may be any."""
        value = self.content.get(key, {})
        if not isinstance(value, Mapping):
            raise StateError(f"{self.at(key)} must be a mapping, not {value!r}.")
        return value
