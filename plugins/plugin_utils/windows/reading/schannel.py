# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads which versions of TLS an administrator switched on or off on a host.

Source: Microsoft, "Transport Layer Security (TLS) registry settings": below SCHANNEL\\Protocols a key for each version
and end, with the DWORDs ``Enabled`` and ``DisabledByDefault``. What is not set there is left to the system's default.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import VERSIONS, Schannel, Setting, Settings

_SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
_PROTOCOLS = "Protocols"


class SchannelReader:
    """Reads :class:`Schannel`. Only where the key is not delivered, its parent tells missing from unreadable."""

    commands = (reg_query(f"{_SCHANNEL}\\{_PROTOCOLS}", recursive=True),)

    def read(self, sections: Sequence[Section], host: Host) -> Schannel:
        """A host without the key leaves everything to the default. Raises :class:`Unreadable`, RegistryError."""
        (protocols,) = sections
        if not protocols.succeeded:
            with attempting(f"read the TLS settings of {host.name}"):
                if _PROTOCOLS.lower() in read_subkeys(_SCHANNEL, protocols, host):
                    raise Unreadable(f"the key {_SCHANNEL}\\{_PROTOCOLS} exists, but cannot be read{protocols.words}")
            return Schannel()
        tree = RegistryTree(protocols.text)
        return Schannel(_settings(tree, "Client"), _settings(tree, "Server"))


def _settings(tree: RegistryTree, end: str) -> Settings:
    return {version: _setting(tree, f"{_SCHANNEL}\\{_PROTOCOLS}\\{version}\\{end}") for version in VERSIONS}


def _setting(tree: RegistryTree, key: str) -> Setting:
    enabled, disabled_by_default = tree.integer(key, "Enabled"), tree.integer(key, "DisabledByDefault")
    if enabled == 0:
        return Setting.DISABLED
    if disabled_by_default:
        return Setting.DISABLED_BY_DEFAULT
    return Setting.UNSET if enabled is None else Setting.ENABLED
