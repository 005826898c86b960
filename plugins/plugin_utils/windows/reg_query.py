# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text that ``reg query`` prints, read without relying on its language.

A key is a full name at the beginning of a line; a value is four spaces, name, four spaces, type, four spaces, data.
Names may hold spaces and REG_SZ data may hold line breaks that imitate a key, so a caller asks for exact keys only.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable

Found = TypeVar("Found", str, int, bytes)

_LINE = re.compile(
    r"^(?:HKEY_LOCAL_MACHINE\\(?P<key>.*)|    (?P<name>.*?)    (?P<type>REG_[A-Z_]+)(?:    (?P<data>.*))?)$",
    re.MULTILINE,
)
_BETWEEN_STRINGS = r"\0"
_HEX_NUMBER = re.compile(r"0x[0-9A-Fa-f]{1,8}")


@dataclass(frozen=True)
class Value:
    """A value as printed: its type such as ``REG_SZ``, and its data as text."""

    type: str
    data: str

    @property
    def string(self) -> str | None:
        return self.data if self.type in ("REG_SZ", "REG_EXPAND_SZ") else None

    @property
    def strings(self) -> tuple[str, ...]:
        """The strings of a REG_MULTI_SZ, without empty ones; a backslash and a zero inside a string cannot be told apart."""
        return tuple(filter(None, self.data.split(_BETWEEN_STRINGS))) if self.type == "REG_MULTI_SZ" else ()

    @property
    def integer(self) -> int | None:
        return int(self.data, 16) if self.type == "REG_DWORD" and _HEX_NUMBER.fullmatch(self.data) else None

    @property
    def binary(self) -> bytes | None:
        try:
            return binascii.unhexlify(self.data) if self.type == "REG_BINARY" else None
        except ValueError:
            return None


class RegistryTree:
    """Keys and values below HKEY_LOCAL_MACHINE as ``reg query`` printed them; names in any letter case.

    A value that was not printed or has another type than the one asked for is None, or no strings.
    """

    def __init__(self, text: str) -> None:
        self.is_blank = not text.strip()
        """Whether nothing was printed but blanks."""
        self._values: dict[str, dict[str, Value]] = {}
        self._subkeys: dict[str, dict[str, str]] = {}
        self._read(text)

    def values(self, key: str) -> Mapping[str, Value]:
        """The values of a key by lower-case name; empty when the key was not printed."""
        return self._values.get(key.lower(), {})

    def value(self, key: str, name: str) -> Value | None:
        return self.values(key).get(name.lower())

    def string(self, key: str, name: str) -> str | None:
        value = self.value(key, name)
        return value.string if value else None

    def strings(self, key: str, name: str) -> tuple[str, ...]:
        value = self.value(key, name)
        return value.strings if value else ()

    def integer(self, key: str, name: str) -> int | None:
        value = self.value(key, name)
        return value.integer if value else None

    def binary(self, key: str, name: str) -> bytes | None:
        value = self.value(key, name)
        return value.binary if value else None

    def shows(self, key: str) -> bool:
        """Whether the key or a subkey of it was printed."""
        return key.lower() in self._values or key.lower() in self._subkeys

    def subkeys(self, key: str) -> list[str]:
        """The names of the direct subkeys that were printed, as the host spells them."""
        return list(self._subkeys.get(key.lower(), {}).values())

    def _read(self, text: str) -> None:
        values: dict[str, Value] = {}
        for line in _LINE.finditer(text):
            if line["key"] is None:
                values.setdefault(line["name"].lower(), Value(line["type"], line["data"] or ""))
            else:
                parent, _separator, name = line["key"].rpartition("\\")
                self._subkeys.setdefault(parent.lower(), {}).setdefault(name.lower(), name)
                values = self._values.setdefault(line["key"].lower(), {})


class TypedTree(RegistryTree):
    """The same, but a value of another type than the one asked for is :class:`Unreadable`, and not taken for one that is not set."""

    def string(self, key: str, name: str) -> str | None:
        return self._typed(super().string(key, name), key, name, "REG_SZ")

    def integer(self, key: str, name: str) -> int | None:
        return self._typed(super().integer(key, name), key, name, "REG_DWORD")

    def binary(self, key: str, name: str) -> bytes | None:
        return self._typed(super().binary(key, name), key, name, "REG_BINARY")

    def _typed(self, found: Found | None, key: str, name: str, kind: str) -> Found | None:
        value = self.value(key, name)
        if found is None and value is not None:
            what = "holds none" if value.type == kind else f"is a {value.type}"
            raise Unreadable(f"the value {name} of HKLM\\{key} should be a {kind} and {what}")
        return found
