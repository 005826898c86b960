# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lays into a Wine prefix what changes in the certificate stores of a lab machine."""

from __future__ import annotations

from collections.abc import Sequence

from tests.lab.windows.certificate_store import store_path
from tests.lab.windows.registry import Registry, Value, full_path
from tests.wine.prefix import Prefix
from tests.wine.registry_file import registry_file

STORES = ("Root", "CA")


class Mirror:
    """The entries of Root and CA, with the names that their keys have in the lab. What was there before is not laid."""

    def __init__(self, registry: Registry, prefix: Prefix) -> None:
        self._registry = registry
        self._prefix = prefix
        self._before = self._laid = self._entries()

    def update(self) -> None:
        self._lay(self._entries())

    def restore(self) -> None:
        """Take everything back out of the prefix."""
        self._lay(self._before)

    def _lay(self, entries: dict[str, Sequence[Value]]) -> None:
        keys = {**self._laid, **entries}
        changed = {key: entries.get(key) for key in keys if entries.get(key) != self._laid.get(key)}
        self._prefix.import_registry(registry_file(changed))
        self._laid = entries

    def _entries(self) -> dict[str, Sequence[Value]]:
        folders = [full_path(f"{store_path(store)}\\Certificates") for store in STORES]
        keys = [f"{folder}\\{name}" for folder in folders for name in self._registry.subkeys(folder)]
        return {key: self._registry.values(key) for key in keys}
