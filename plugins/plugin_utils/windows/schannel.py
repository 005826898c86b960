# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of TLS an administrator switched on or off on a host, for each end of a connection.

Source: Microsoft, "Transport Layer Security (TLS) registry settings": below SCHANNEL\\Protocols a key for each version
and end, with the DWORDs ``Enabled`` and ``DisabledByDefault``. What is not set there is left to the system's default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_listing import read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry

VERSIONS = ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")

UNUSED_BY_DEFAULT = frozenset({"TLS 1.3"})
"""Versions that the agent is taken not to use where nobody switched them on (GK, unverified)."""

_SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
_PROTOCOLS = "Protocols"


def _all_default() -> Mapping[str, bool | None]:
    return dict.fromkeys(VERSIONS)


@dataclass(frozen=True)
class Schannel:
    """For each of :data:`VERSIONS`: True when it is switched on, False when off, None when left to the default."""

    client: Mapping[str, bool | None] = field(default_factory=_all_default)
    server: Mapping[str, bool | None] = field(default_factory=_all_default)


class SchannelReader:
    """Reads :class:`Schannel`. Only where the key is not delivered, its parent tells missing from unreadable."""

    commands = (reg_query(f"{_SCHANNEL}\\{_PROTOCOLS}", recursive=True),)

    def read(self, sections: Sequence[Section], registry: Registry) -> Schannel:
        """A host without the key leaves everything to the default. Raises :class:`Unreadable`, RegistryError."""
        (protocols,) = sections
        if not protocols.succeeded:
            with attempting(f"read the TLS settings of {registry.host}"):
                if _PROTOCOLS.lower() in read_subkeys(_SCHANNEL, protocols, registry):
                    raise Unreadable(f"the key {_SCHANNEL}\\{_PROTOCOLS} exists, but cannot be read")
            return Schannel()
        tree = RegistryTree(protocols.text)
        return Schannel(_settings(tree, "Client"), _settings(tree, "Server"))


def no_common_protocol(client: Schannel, server: Schannel) -> bool:
    """True only when it is certain: every version is unavailable at one end at least.

    SSL and the choice of ciphers are not looked at.
    """
    return all(
        _unavailable(version, client.client.get(version)) or _unavailable(version, server.server.get(version))
        for version in VERSIONS
    )


def _settings(tree: RegistryTree, end: str) -> dict[str, bool | None]:
    return {version: _setting(tree, f"{_SCHANNEL}\\{_PROTOCOLS}\\{version}\\{end}") for version in VERSIONS}


def _setting(tree: RegistryTree, key: str) -> bool | None:
    """``Enabled`` decides; without it, only ``DisabledByDefault`` = 1 says something."""
    enabled, disabled = tree.integer(key, "Enabled"), tree.integer(key, "DisabledByDefault")
    if enabled is not None:
        return enabled != 0
    return False if disabled else None


def _unavailable(version: str, setting: bool | None) -> bool:
    return setting is False or (setting is None and version in UNUSED_BY_DEFAULT)
