# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Windows host is to SCOM, from its registry: agent, gateway or management server, and its parents.

Facts and their sources: the registry layout of the Operations Manager agent as its public set-up and repair scripts
describe it. Only the keys named here are read; the keys that hold RunAs credentials never are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import Unreadable, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_listing import read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry

HEALTH_SERVICE = "HealthService"
DEFAULT_PORT = 5723

_OPERATIONS_MANAGER = r"SOFTWARE\Microsoft\Microsoft Operations Manager\3.0"
_SETUP = "Setup"
_AGENT_GROUPS = "Agent Management Groups"
_SERVER_GROUPS = "Server Management Groups"
_MACHINE_SETTINGS = "Machine Settings"
_TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
_LOG_ANALYTICS_PREFIX = "aoi-"

AGENT = "agent"
GATEWAY = "gateway"
MANAGEMENT_SERVER = "management_server"
NONE = "none"


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


@dataclass(frozen=True)
class Agent:
    """What SCOM is installed as on a host. ``channel_serial`` is big-endian, as certificates show serial numbers."""

    role: str = NONE
    product: str | None = None
    version: str | None = None
    computer_name: str | None = None
    management_groups: tuple[str, ...] = ()
    parents: tuple[Parent, ...] = ()
    channel_serial: bytes | None = None
    channel_hash: str | None = None


class AgentReader:
    """Reads :class:`Agent` by ``reg query``. Keys that exist and cannot be read are :class:`Unreadable`."""

    _trees = (_SETUP, _MACHINE_SETTINGS, _AGENT_GROUPS, _SERVER_GROUPS)
    _groups = (_AGENT_GROUPS, _SERVER_GROUPS)

    @property
    def commands(self) -> list[str]:
        trees = [reg_query(_key(name), name in self._groups) for name in self._trees]
        return [reg_query(_OPERATIONS_MANAGER), reg_query(_TCPIP), *map(reg_query, map(_key, self._groups)), *trees]

    def read(self, sections: Sequence[Section], registry: Registry) -> Agent:
        listing, tcpip, agent_groups, server_groups, *contents = sections
        with attempting(f"read the agent's configuration of {registry.host}"):
            present = read_subkeys(_OPERATIONS_MANAGER, listing, registry)
            trees = {
                name: _tree(name, section)
                for name, section in zip(self._trees, contents, strict=True)
                if name.lower() in present
            }
            for name, groups in zip(self._groups, (agent_groups, server_groups), strict=True):
                if name in trees:
                    _require_groups(name, trees[name], read_subkeys(_key(name), groups, registry))
        return _interpret(trees, RegistryTree(tcpip.text))


def _key(name: str) -> str:
    return f"{_OPERATIONS_MANAGER}\\{name}"


def _tree(name: str, section: Section) -> RegistryTree:
    if not section.succeeded:
        raise Unreadable(f"the key {_key(name)} exists, but cannot be read")
    return RegistryTree(section.text)


def _require_groups(name: str, tree: RegistryTree, listed: Mapping[str, str]) -> None:
    """A group that the host lists and does not deliver must not pass for none."""
    delivered = {group.lower() for group in tree.subkeys(_key(name))}
    for lower, group in listed.items():
        if lower not in delivered:
            raise Unreadable(f"the key {_key(name)}\\{group} exists, but was not delivered")


def _interpret(trees: dict[str, RegistryTree], tcpip: RegistryTree) -> Agent:
    nothing = RegistryTree("")
    setup = trees.get(_SETUP, nothing)
    product = _string(setup, f"{_OPERATIONS_MANAGER}\\{_SETUP}", "Product")
    if product is None:
        return Agent(computer_name=_computer_name(tcpip))
    settings, groups = trees.get(_MACHINE_SETTINGS, nothing), trees.get(_AGENT_GROUPS, nothing)
    settings_key = f"{_OPERATIONS_MANAGER}\\{_MACHINE_SETTINGS}"
    serial = settings.value(settings_key, "ChannelCertificateSerialNumber")
    names = _management_groups(groups)
    return Agent(
        role=_role(product, trees.get(_SERVER_GROUPS, nothing)),
        product=product,
        version=next(filter(None, (_setup_value(setup, name) for name in _VERSION_VALUES)), None),
        computer_name=_computer_name(tcpip),
        management_groups=names,
        parents=tuple(parent for name in names for parent in _parents(groups, name)),
        channel_serial=serial.binary[::-1] if serial and serial.binary else None,
        channel_hash=_string(settings, settings_key, "ChannelCertificateHash"),
    )


_VERSION_VALUES = ("AgentVersion", "ServerVersion", "CurrentVersion", "ProductVersion")


def _setup_value(setup: RegistryTree, name: str) -> str | None:
    return _string(setup, f"{_OPERATIONS_MANAGER}\\{_SETUP}", name)


def _string(tree: RegistryTree, key: str, name: str) -> str | None:
    value = tree.value(key, name)
    return value.string if value else None


def _role(product: str, server_groups: RegistryTree) -> str:
    if not server_groups.subkeys(f"{_OPERATIONS_MANAGER}\\{_SERVER_GROUPS}"):
        return AGENT
    return GATEWAY if "gateway" in product.lower() else MANAGEMENT_SERVER


def _management_groups(groups: RegistryTree) -> tuple[str, ...]:
    """``AOI-<workspace>`` is a Log Analytics workspace of the same agent, not a management group."""
    names = groups.subkeys(f"{_OPERATIONS_MANAGER}\\{_AGENT_GROUPS}")
    return tuple(sorted(name for name in names if not name.lower().startswith(_LOG_ANALYTICS_PREFIX)))


def _parents(groups: RegistryTree, management_group: str) -> list[Parent]:
    folder = f"{_OPERATIONS_MANAGER}\\{_AGENT_GROUPS}\\{management_group}\\Parent Health Services"
    indices = sorted(int(name) for name in groups.subkeys(folder) if name.isdecimal())
    return [_parent(groups, f"{folder}\\{index}", management_group, index) for index in indices]


def _parent(groups: RegistryTree, key: str, management_group: str, index: int) -> Parent:
    port = groups.value(key, "Port")
    network_name = _string(groups, key, "NetworkName") or ""
    return Parent(
        management_group=management_group,
        index=index,
        network_name=network_name,
        authentication_name=_string(groups, key, "AuthenticationName") or network_name,
        port=(port.integer if port else None) or DEFAULT_PORT,
    )


def _computer_name(tcpip: RegistryTree) -> str | None:
    host, domain = _string(tcpip, _TCPIP, "Hostname"), _string(tcpip, _TCPIP, "Domain")
    return f"{host}.{domain}" if host and domain else host
