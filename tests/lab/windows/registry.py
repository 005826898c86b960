# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated registry: hives, keys and typed values, access rules and watchers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal, TypeAlias

Data: TypeAlias = "str | int | bytes | tuple[str, ...]"
Access: TypeAlias = Literal["read", "write"]
Watcher: TypeAlias = "Callable[[str], None]"

HIVES = {
    "HKCR": "HKEY_CLASSES_ROOT",
    "HKCU": "HKEY_CURRENT_USER",
    "HKLM": "HKEY_LOCAL_MACHINE",
    "HKU": "HKEY_USERS",
    "HKCC": "HKEY_CURRENT_CONFIG",
}


class RegistryType(IntEnum):
    """winnt.h's type numbers, as StdRegProv.EnumValues gives them."""

    REG_NONE = 0
    REG_SZ = 1
    REG_EXPAND_SZ = 2
    REG_BINARY = 3
    REG_DWORD = 4
    REG_MULTI_SZ = 7
    REG_QWORD = 11


class RegistryError(Exception):
    """A key path that an operation could not be done on."""


class UnknownHive(RegistryError):
    """The path does not begin with a hive's name."""


class KeyMissing(RegistryError):
    """There is no such key."""


class ValueMissing(RegistryError):
    """The key has no such value."""


class AccessDenied(RegistryError):
    """A rule denies this, or the key to delete has subkeys."""


@dataclass(frozen=True)
class Value:
    """A value; `name` is empty for the unnamed one."""

    name: str
    type: RegistryType
    data: Data


@dataclass
class Key:
    """One key. Lookups are case-insensitive, names keep the case they were made with."""

    name: str
    subkeys: dict[str, Key] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    denied: frozenset[Access] = frozenset()


def full_path(path: str) -> str:
    """The path with its hive's long name and single backslashes."""
    hive, *parts = [part for part in path.split("\\") if part]
    return "\\".join([HIVES.get(hive.upper(), hive.upper()), *parts])


class Registry:
    """The registry as an administrator sees it; `as_system()` is the same one without access rules."""

    def __init__(self) -> None:
        self._hives = {name: Key(name) for name in HIVES.values()}
        self._watchers: list[tuple[str, Watcher]] = []
        self._guarded = True

    def as_system(self) -> Registry:
        view = copy.copy(self)
        view._guarded = False
        return view

    def deny(self, path: str, *access: Access) -> None:
        """Deny the key and everything below it."""
        key = self.as_system()._create(path)
        key.denied = key.denied | frozenset(access)

    def permit(self, path: str) -> None:
        """Take back what `deny` did to the key."""
        self.as_system()._create(path).denied = frozenset()

    def watch(self, path: str, watcher: Watcher) -> None:
        """Call `watcher` with the key's path after every change at or below `path`."""
        self._watchers.append((full_path(path).lower(), watcher))

    def exists(self, path: str) -> bool:
        """Whether the key is there, for whoever may open it or not."""
        try:
            self._find(path)
        except KeyMissing:
            return False
        return True

    def subkeys(self, path: str) -> list[str]:
        """The names of the direct subkeys, in the order Windows keeps them."""
        subkeys = self._open(path, "read").subkeys.values()
        return sorted((key.name for key in subkeys), key=str.upper)

    def values(self, path: str) -> list[Value]:
        return list(self._open(path, "read").values.values())

    def get(self, path: str, name: str) -> Value:
        try:
            return self._open(path, "read").values[name.lower()]
        except KeyError:
            raise ValueMissing(f"{path}: {name}") from None

    def data(self, path: str, name: str) -> Data | None:
        """A value's data, None when the value or its key is missing."""
        try:
            return self.get(path, name).data
        except (KeyMissing, ValueMissing):
            return None

    def create(self, path: str) -> None:
        """Make the key and every missing parent."""
        existed = self.exists(path)
        self._create(path)
        if not existed:
            self._changed(path)

    def set(self, path: str, name: str, kind: RegistryType, data: Data) -> None:
        values = self._open(path, "write").values
        kept = values.get(name.lower())
        values[name.lower()] = Value(kept.name if kept else name, kind, data)
        self._changed(path)

    def delete_value(self, path: str, name: str) -> None:
        values = self._open(path, "write").values
        if name.lower() not in values:
            raise ValueMissing(f"{path}: {name}")
        del values[name.lower()]
        self._changed(path)

    def delete_key(self, path: str) -> None:
        """Delete one key, which must not have subkeys (RegDeleteKey)."""
        key = self._open(path, "write")
        parent, _, name = full_path(path).rpartition("\\")
        if key.subkeys or not parent:
            raise AccessDenied(path)
        del self.as_system()._open(parent, "read").subkeys[name.lower()]
        self._changed(path)

    def delete_tree(self, path: str) -> None:
        for name in self.subkeys(path):
            self.delete_tree(f"{path}\\{name}")
        self.delete_key(path)

    def check(self, path: str, access: Access) -> None:
        """Raise KeyMissing or AccessDenied unless the key can be opened for this."""
        self._open(path, access)

    def dump(self, path: str) -> str:
        """Everything at and below `path` as JSON text that is equal exactly when the content is."""
        keys = {name: _as_json(key) for name, key in self._walk(full_path(path))}
        return json.dumps(keys, indent=1, ensure_ascii=False)

    def _walk(self, path: str) -> Iterator[tuple[str, Key]]:
        system = self.as_system()
        if not system.exists(path):
            return
        yield path, system._open(path, "read")
        for name in system.subkeys(path):
            yield from self._walk(f"{path}\\{name}")

    def _open(self, path: str, access: Access) -> Key:
        key, denied = self._find(path)
        if self._guarded and access in denied:
            raise AccessDenied(path)
        return key

    def _find(self, path: str) -> tuple[Key, frozenset[Access]]:
        """The key, and what is denied on it."""
        hive, *parts = full_path(path).split("\\")
        if hive not in self._hives:
            raise UnknownHive(path)
        key = self._hives[hive]
        denied = key.denied
        for part in parts:
            if part.lower() not in key.subkeys:
                raise KeyMissing(path)
            key = key.subkeys[part.lower()]
            denied = denied | key.denied
        return key, denied

    def _create(self, path: str) -> Key:
        there, *parts = full_path(path).split("\\")
        for part in parts:
            child = f"{there}\\{part}"
            if not self.exists(child):
                self._open(there, "write").subkeys[part.lower()] = Key(part)
            there = child
        return self._open(there, "write")

    def _changed(self, path: str) -> None:
        changed = full_path(path).lower()
        for root, watcher in self._watchers:
            if changed == root or changed.startswith(root + "\\"):
                watcher(full_path(path))


def _as_json(key: Key) -> dict[str, list[object]]:
    values = sorted(key.values.values(), key=lambda value: value.name.lower())
    return {value.name: [value.type.name, _data_as_json(value.data)] for value in values}


def _data_as_json(data: Data) -> object:
    return data.hex().upper() if isinstance(data, bytes) else data
