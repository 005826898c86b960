# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a Windows host is to SCOM, from its registry.

Facts and their sources: the registry layout of the Operations Manager agent as its public set-up and repair scripts
describe it. Only the keys named here are read, and only the values named here are kept; the keys that hold RunAs
credentials are never asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    HostUnreachable,
    RegistryError,
    Unreadable,
    WsmanError,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import (
    is_workspace,
    parents_of,
    uses_active_directory,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query, reg_query_value
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import not_delivered, read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree, TypedTree

_OPERATIONS_MANAGER = r"SOFTWARE\Microsoft\Microsoft Operations Manager\3.0"
_SETUP = "Setup"
_AGENT_GROUPS = "Agent Management Groups"
_SERVER_GROUPS = "Server Management Groups"
_MACHINE_SETTINGS = "Machine Settings"
_TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
_CONNECTOR_MANAGER = r"SYSTEM\CurrentControlSet\Services\HealthService\Parameters\ConnectorManager"
_AD_INTEGRATION = "EnableADIntegration"
_AGENT_PRODUCT = "microsoft monitoring agent"
_VERSION_VALUES = ("AgentVersion", "ServerVersion", "CurrentVersion", "ProductVersion")


class AdIntegrationReader:
    """Reads whether Active Directory integration is on. Beside this value lie keys with RunAs credentials, so it is read alone."""

    commands = (reg_query_value(_CONNECTOR_MANAGER, _AD_INTEGRATION),)

    def read(self, sections: Sequence[Section], host: Host) -> bool | None:
        """None when the value is missing or cannot be read, which :func:`ask_for_ad_integration` tells apart.

        Raises :class:`Unreadable` when it has another type.
        """
        (section,) = sections
        if not section.succeeded:
            return None
        with attempting(f"read the agent's configuration of {host.name}"):
            number = TypedTree(section.text).integer(_CONNECTOR_MANAGER, _AD_INTEGRATION)
        return None if number is None else bool(number)


def ask_for_ad_integration(host: Host) -> bool | None:
    """The same of StdRegProv: off when the value is missing, None when it cannot be read.

    Raises :class:`HostUnreachable`, and :class:`RegistryError` when it has another type.
    """
    try:
        return bool(host.registry.dword(_CONNECTOR_MANAGER, _AD_INTEGRATION))
    except WsmanError as error:
        has_another_type = isinstance(error, RegistryError) and error.code == RegistryError.OTHER_TYPE
        if has_another_type or isinstance(error, HostUnreachable):
            raise
        return None


class AgentReader:
    """Reads :class:`Agent` by ``reg query``. Keys that exist and cannot be read are :class:`Unreadable`."""

    _trees = (_SETUP, _MACHINE_SETTINGS, _AGENT_GROUPS, _SERVER_GROUPS)
    _groups = (_AGENT_GROUPS, _SERVER_GROUPS)

    @property
    def commands(self) -> list[str]:
        trees = [reg_query(_key(name), name in self._groups) for name in self._trees]
        return [reg_query(_OPERATIONS_MANAGER), reg_query(_TCPIP), *map(reg_query, map(_key, self._groups)), *trees]

    def read(self, sections: Sequence[Section], host: Host) -> Agent:
        listing, tcpip, agent_groups, server_groups, *contents = sections
        with attempting(f"read the agent's configuration of {host.name}"):
            present = read_subkeys(_OPERATIONS_MANAGER, listing, host)
            trees = {
                name: _tree(name, section, host)
                for name, section in zip(self._trees, contents, strict=True)
                if name.lower() in present
            }
            groups = {
                name: _group_names(name, trees[name], read_subkeys(_key(name), section, host))
                for name, section in zip(self._groups, (agent_groups, server_groups), strict=True)
                if name in trees
            }
            return _interpret(trees, groups, TypedTree(tcpip.text))


def _key(name: str) -> str:
    return f"{_OPERATIONS_MANAGER}\\{name}"


def _tree(name: str, section: Section, host: Host) -> RegistryTree:
    if not section.succeeded:
        sentence = f"the key {_key(name)} exists, but cannot be read"
        raise not_delivered(sentence, _key(name), section.words, host)
    return TypedTree(section.text)


def _group_names(name: str, tree: RegistryTree, listed: Mapping[str, str]) -> tuple[str, ...]:
    """The groups that the host lists. One that it does not deliver must not pass for none, nor an imitated key for one."""
    delivered = {group.lower() for group in tree.subkeys(_key(name))}
    for lower, group in listed.items():
        if lower not in delivered:
            raise Unreadable(f"the key {_key(name)}\\{group} exists, but was not delivered")
    return tuple(sorted(listed.values()))


def _interpret(trees: Mapping[str, RegistryTree], groups: Mapping[str, tuple[str, ...]], tcpip: RegistryTree) -> Agent:
    setup, settings, agent_groups, server_groups = (trees.get(name, TypedTree("")) for name in AgentReader._trees)
    names, served = (groups.get(name, ()) for name in AgentReader._groups)
    own = tuple(name for name in names if not is_workspace(name))
    host, suffix = tcpip.string(_TCPIP, "Hostname") or None, tcpip.string(_TCPIP, "Domain") or None
    agent = Agent(
        product=setup.string(_key(_SETUP), "Product") or None,
        version=next(filter(None, (setup.string(_key(_SETUP), name) for name in _VERSION_VALUES)), None),
        install_directory=setup.string(_key(_SETUP), "InstallDirectory") or None,
        computer_name=f"{host}.{suffix}" if host and suffix else host,
        host_name=host,
        dns_suffix=suffix,
        management_groups=own,
        workspaces=tuple(name for name in names if is_workspace(name)),
        active_directory_groups=tuple(
            name for name in own if uses_active_directory(agent_groups, _key(_AGENT_GROUPS), name)
        ),
        parents=parents_of(agent_groups, _key(_AGENT_GROUPS), own),
        server_groups=served,
        server_parents=parents_of(server_groups, _key(_SERVER_GROUPS), served),
        channel_serial=_channel_serial(settings),
        channel_hash=settings.string(_key(_MACHINE_SETTINGS), "ChannelCertificateHash") or None,
    )
    return replace(agent, role=_server_role(agent) if agent.server_groups else _agent_role(agent))


def _channel_serial(settings: RegistryTree) -> bytes | None:
    serial = settings.binary(_key(_MACHINE_SETTINGS), "ChannelCertificateSerialNumber")
    return serial[::-1] if serial else None


def _server_role(agent: Agent) -> Role:
    """Servers of Service Manager use the same key, but have no set-up of Operations Manager."""
    if agent.product is None:
        return Role.SERVICE_MANAGER
    witnesses = (agent.product, agent.install_directory or "")
    return Role.GATEWAY if any("gateway" in text.lower() for text in witnesses) else Role.MANAGEMENT_SERVER


def _agent_role(agent: Agent) -> Role:
    """Set-up of another part, such as the console alone, makes no agent."""
    if agent.product is None:
        return Role.NONE
    if agent.management_groups:
        return Role.AGENT
    if agent.workspaces:
        return Role.LOG_ANALYTICS_AGENT
    return Role.AGENT if agent.product.lower() == _AGENT_PRODUCT else Role.NONE
