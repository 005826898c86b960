# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single keys and values of HKEY_LOCAL_MACHINE, created, written and deleted by the CIM class StdRegProv."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.request_size import Oversize


class RegistryWriter:
    """Changes HKEY_LOCAL_MACHINE of one host. Keys are written without the hive: ``SOFTWARE\\Microsoft``.

    Every method raises :class:`RegistryError` with StdRegProv's return code, and the errors of the session.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def create_key(self, key: str) -> None:
        """Create a key and its missing parents; an existing key is left as it is."""
        with attempting(f"create the registry key HKLM\\{key} of {self._registry.host}"):
            self._registry.call("CreateKey", key)

    def set_binary(self, key: str, name: str, data: bytes) -> None:
        """Write a REG_BINARY into a key that exists, over the value of that name if there is one."""
        with attempting(f"write the registry value {name} of HKLM\\{key} of {self._registry.host}"):
            self._registry.call("SetBinaryValue", key, sValueName=name, uValue=data)

    def oversize_of(self, key: str, name: str, data: bytes) -> Oversize | None:
        """Why the host does not take a REG_BINARY of these bytes, None when it does."""
        return self._registry.oversize("SetBinaryValue", key, sValueName=name, uValue=data)

    def delete_key(self, key: str) -> None:
        """Delete a key that has no subkeys; a missing key is as good as deleted."""
        with attempting(f"delete the registry key HKLM\\{key} of {self._registry.host}"):
            try:
                self._registry.call("DeleteKey", key)
            except RegistryError as error:
                if error.code != RegistryError.KEY_MISSING:
                    raise
