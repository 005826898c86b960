# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The management groups and parents in a machine's registry, and the attempt to reach one."""

from __future__ import annotations

from tests.lab.opsmgr.events import socket_error
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import DEFAULT_PORT, Parent
from tests.lab.opsmgr.network import HOST_NOT_FOUND, ConnectFailed, Listener, Network, Reached
from tests.lab.windows.machine import Machine


def groups_below(machine: Machine, key: str) -> list[str]:
    """The names of the management groups below `key`."""
    registry = machine.registry.as_system()
    return registry.subkeys(key) if registry.exists(key) else []


def parents_of(machine: Machine, group_key: str) -> list[Parent]:
    """A management group's parents, the primary one first."""
    indexes = groups_below(machine, rf"{group_key}\Parent Health Services")
    return [_parent(machine, rf"{group_key}\Parent Health Services\{index}") for index in sorted(indexes, key=int)]


def _parent(machine: Machine, key: str) -> Parent:
    registry = machine.registry.as_system()
    port = registry.data(key, "Port")
    name = str(registry.data(key, "NetworkName"))
    authentication_name = registry.data(key, "AuthenticationName")
    return Parent(name, port if isinstance(port, int) else DEFAULT_PORT, str(authentication_name or name))


def reach(service: HealthService, network: Network[Listener], parent: Parent) -> Reached[Listener] | None:
    """Who listens at a parent's address; None when nobody does, and 21005 or 21006 says why."""
    try:
        return network.connect(parent.network_name, parent.port, service.machine.address)
    except ConnectFailed as failure:
        code = socket_error(failure.code, service.messages)
        if failure.code == HOST_NOT_FOUND:
            service.write(21005, parent.network_name, *code)
        else:
            service.write(21006, parent.network_name, str(parent.port), *code)
        return None
