# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registry keys in the text that regedit imports (Microsoft, "How to add, modify, or delete registry subkeys and values")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.lab.windows.registry import Data, Registry, RegistryType, Value

EOL = "\r\n"
NUMBER_SIZES = {RegistryType.REG_DWORD: 4, RegistryType.REG_QWORD: 8}

Keys = Mapping[str, Sequence[Value] | None]
"""The values of keys by full path; None stands for a key that is to be deleted."""


def keys_below(registry: Registry, key: str) -> dict[str, Sequence[Value]]:
    """A key and all below it."""
    keys: dict[str, Sequence[Value]] = {key: registry.values(key)}
    for name in registry.subkeys(key):
        keys |= keys_below(registry, f"{key}\\{name}")
    return keys


def registry_file(keys: Keys) -> bytes:
    lines = ["Windows Registry Editor Version 5.00", "", *(line for key in keys for line in _section(key, keys[key]))]
    return "".join(line + EOL for line in lines).encode("utf-16")


def _section(key: str, values: Sequence[Value] | None) -> Iterator[str]:
    yield f"[-{key}]" if values is None else f"[{key}]"
    for value in values or ():
        yield f"{_name(value)}=hex({value.type:x}):{_bytes(value.type, value.data).hex(',')}"
    yield ""


def _name(value: Value) -> str:
    escaped = value.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if value.name else "@"


def _bytes(kind: RegistryType, data: Data) -> bytes:
    match data:
        case bytes():
            return data
        case int():
            return data.to_bytes(NUMBER_SIZES[kind], "little")
        case tuple():
            return "".join(f"{text}\0" for text in (*data, "")).encode("utf-16-le")
    return f"{data}\0".encode("utf-16-le")
