# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The management groups of a host in its registry, and the parent health services of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree

DEFAULT_PORT = 5723

_LOG_ANALYTICS_PREFIX = "aoi-"
_INDEX = re.compile(r"0|[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Parent:
    """A parent health service; ``index`` 0 is the primary, higher ones are failovers."""

    management_group: str
    index: int
    network_name: str
    authentication_name: str
    port: int

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name.lower() for name in (self.network_name, self.authentication_name) if name)

    @property
    def names_differ(self) -> bool:
        """The name that is contacted is not the name that is authenticated."""
        return self.network_name.lower() != self.authentication_name.lower()


def is_workspace(name: str) -> bool:
    """``AOI-<workspace>`` is a Log Analytics workspace of the same agent, not a management group."""
    return name.lower().startswith(_LOG_ANALYTICS_PREFIX)


def uses_active_directory(groups: RegistryTree, folder: str, name: str) -> bool:
    """Whether Active Directory names the parents of a management group of the key ``folder`` (GK)."""
    return bool(groups.integer(f"{folder}\\{name}", "UseActiveDirectory"))


def parents_of(groups: RegistryTree, folder: str, names: Sequence[str]) -> tuple[Parent, ...]:
    """The parents of some management groups of the key ``folder``, each group's primary first."""
    return tuple(parent for name in names for parent in _parents(groups, f"{folder}\\{name}", name))


def _parents(groups: RegistryTree, key: str, management_group: str) -> list[Parent]:
    folder = f"{key}\\Parent Health Services"
    indices = sorted(int(name) for name in groups.subkeys(folder) if _INDEX.fullmatch(name))
    return [_parent(groups, f"{folder}\\{index}", management_group, index) for index in indices]


def _parent(groups: RegistryTree, key: str, management_group: str, index: int) -> Parent:
    network_name = groups.string(key, "NetworkName") or ""
    return Parent(
        management_group=management_group,
        index=index,
        network_name=network_name,
        authentication_name=groups.string(key, "AuthenticationName") or network_name,
        port=groups.integer(key, "Port") or DEFAULT_PORT,
    )
