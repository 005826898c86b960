# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a Windows host is to SCOM, from its registry.

Facts and their sources: the registry layout of the Operations Manager agent as its public set-up and repair scripts
describe it. Only the keys named here are read, and only the values named here are kept; the keys that hold RunAs
credentials are never asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    HostUnreachable,
    RegistryError,
    WsmanError,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.computer_name import ComputerName
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import (
    is_workspace,
    parents_of,
    uses_active_directory,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import (
    Further,
    Section,
    reg_query,
    reg_query_value,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import not_delivered, read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import TypedTree

_OPERATIONS_MANAGER = r"SOFTWARE\Microsoft\Microsoft Operations Manager\3.0"
_SETUP = "Setup"
_AGENT_GROUPS = "Agent Management Groups"
_SERVER_GROUPS = "Server Management Groups"
_MACHINE_SETTINGS = "Machine Settings"
_TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
_DNS_POLICY = r"SOFTWARE\Policies\Microsoft\System\DNSClient"
_CONNECTOR_MANAGER = r"SYSTEM\CurrentControlSet\Services\HealthService\Parameters\ConnectorManager"
_AD_INTEGRATION = "EnableADIntegration"
_AGENT_PRODUCT = "microsoft monitoring agent"
_VERSION_VALUES = ("AgentVersion", "ServerVersion", "CurrentVersion", "ProductVersion")


def _key(name: str) -> str:
    return f"{_OPERATIONS_MANAGER}\\{name}"


def _queries_of_groups(folder: str) -> tuple[str, str]:
    return reg_query(_key(folder)), reg_query(_key(folder), recursive=True)


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
    """Reads :class:`Agent` by ``reg query``. Keys that exist and cannot be read are :class:`Unreadable`.

    Why each command is run: the listing of ``3.0`` tells which of the keys below it exist; ``Setup`` and ``Machine Settings`` have
    one level; of the management groups the listing tells which there are, and ``/s`` delivers them, without a word for one that
    may not be read; ``Tcpip`` has the host's name, and ``DNSClient`` the suffix that group policy sets, if it does. Those of
    a server are asked for where the listing of ``3.0`` shows some.
    """

    commands = (
        reg_query(_OPERATIONS_MANAGER),
        reg_query(_TCPIP),
        reg_query(_DNS_POLICY),
        reg_query(_key(_SETUP)),
        reg_query(_key(_MACHINE_SETTINGS)),
        *_queries_of_groups(_AGENT_GROUPS),
    )

    def read(self, sections: Sequence[Section], host: Host) -> Agent | Further:
        listing, tcpip, policy, setup, settings, *agent_groups = sections
        with attempting(f"read the agent's configuration of {host.name}"):
            present = read_subkeys(_OPERATIONS_MANAGER, listing, host)
            found = _Configuration(
                _computer_name(TypedTree(tcpip.text), TypedTree(policy.text)),
                _tree(_SETUP, setup, host) if _SETUP.lower() in present else _NOTHING,
                _tree(_MACHINE_SETTINGS, settings, host) if _MACHINE_SETTINGS.lower() in present else _NOTHING,
                _groups(_AGENT_GROUPS, agent_groups, host) if _AGENT_GROUPS.lower() in present else _NO_GROUPS,
            )
            if _SERVER_GROUPS.lower() not in present:
                return _interpret(found, _NO_GROUPS)

        def read_server(sections: Sequence[Section], host: Host) -> Agent:
            with attempting(f"read the agent's configuration of {host.name}"):
                return _interpret(found, _groups(_SERVER_GROUPS, sections, host))

        return Further(_queries_of_groups(_SERVER_GROUPS), read_server)


@dataclass(frozen=True)
class _Groups:
    """Management groups: the names that the host lists, and what lies below them."""

    names: tuple[str, ...]
    tree: TypedTree


_NOTHING = TypedTree("")
_NO_GROUPS = _Groups((), _NOTHING)


@dataclass(frozen=True)
class _Configuration:
    name: ComputerName
    setup: TypedTree
    settings: TypedTree
    agent_groups: _Groups


def _tree(name: str, section: Section, host: Host) -> TypedTree:
    if not section.succeeded:
        sentence = f"the key {_key(name)} exists, but cannot be read"
        raise not_delivered(sentence, _key(name), section.words, host)
    return TypedTree(section.text)


def _groups(folder: str, sections: Sequence[Section], host: Host) -> _Groups:
    """The groups that the host lists. One that it does not deliver must not pass for none, nor an imitated key for one."""
    listing, content = sections
    tree = _tree(folder, content, host)
    listed = read_subkeys(_key(folder), listing, host, is_there=True)
    delivered = {group.lower() for group in tree.subkeys(_key(folder))}
    for lower, group in listed.items():
        if lower not in delivered:
            sentence = f"the key {_key(folder)}\\{group} exists, but was not delivered"
            raise not_delivered(sentence, f"{_key(folder)}\\{group}", content.words, host)
    return _Groups(tuple(sorted(listed.values())), tree)


def _interpret(found: _Configuration, server: _Groups) -> Agent:
    setup, settings, groups = found.setup, found.settings, found.agent_groups
    own = tuple(name for name in groups.names if not is_workspace(name))
    agent = Agent(
        product=setup.string(_key(_SETUP), "Product") or None,
        version=next(filter(None, (setup.string(_key(_SETUP), name) for name in _VERSION_VALUES)), None),
        install_directory=setup.string(_key(_SETUP), "InstallDirectory") or None,
        computer_name=found.name.full,
        other_name=found.name.other,
        host_name=found.name.host,
        dns_suffix=found.name.suffix,
        management_groups=own,
        workspaces=tuple(name for name in groups.names if is_workspace(name)),
        active_directory_groups=tuple(
            name for name in own if uses_active_directory(groups.tree, _key(_AGENT_GROUPS), name)
        ),
        parents=parents_of(groups.tree, _key(_AGENT_GROUPS), own),
        server_groups=server.names,
        server_parents=parents_of(server.tree, _key(_SERVER_GROUPS), server.names),
        channel_serial=_channel_serial(settings),
        channel_hash=settings.string(_key(_MACHINE_SETTINGS), "ChannelCertificateHash") or None,
    )
    return replace(agent, role=_server_role(agent) if agent.server_groups else _agent_role(agent))


def _computer_name(tcpip: TypedTree, policy: TypedTree) -> ComputerName:
    return ComputerName(
        host=tcpip.string(_TCPIP, "Hostname") or None,
        own_suffix=tcpip.string(_TCPIP, "Domain") or None,
        policy=policy.string(_DNS_POLICY, "PrimaryDnsSuffix") or None,
        coming_policy=policy.string(_DNS_POLICY, "NV PrimaryDnsSuffix") or None,
    )


def _channel_serial(settings: TypedTree) -> bytes | None:
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
