# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of the registry as a state writes them: a text is REG_SZ, a number REG_DWORD, a list REG_MULTI_SZ, null is absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.lab.states.section import StateError
from tests.lab.windows.registry import Registry, RegistryType


def write_registry(registry: Registry, keys: Mapping[str, Any], place: str) -> None:
    """The values of each key; a key without any is deleted with all below it. Raises StateError."""
    for key, values in keys.items():
        if values is None:
            registry.delete_tree(key)
        elif isinstance(values, Mapping):
            _write_values(registry, key, values, f"{place}, {key}")
        else:
            raise StateError(f"{place}, {key} must be a mapping of values, not {values!r}.")


def _write_values(registry: Registry, key: str, values: Mapping[str, Any], place: str) -> None:
    registry.create(key)
    for name, value in values.items():
        match value:
            case None if registry.data(key, name) is None:
                pass
            case None:
                registry.delete_value(key, name)
            case int():
                registry.set(key, name, RegistryType.REG_DWORD, value)
            case str():
                registry.set(key, name, RegistryType.REG_SZ, value)
            case list():
                registry.set(key, name, RegistryType.REG_MULTI_SZ, tuple(map(str, value)))
            case _:
                raise StateError(f"{place}, {name} must be a text, a number, a list or null, not {value!r}.")
