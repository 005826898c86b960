# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated SCOM agent: it reads its machine's state when it starts and then behaves as the events document."""

from __future__ import annotations

from dataclasses import dataclass

from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.opsmgr.connector import NEW_CONFIGURATION, Connector
from tests.lab.opsmgr.gateway import Acceptor, Gateway
from tests.lab.opsmgr.handshake import authenticated
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import AGENT_GROUPS, AGENT_SETUP, CONNECTOR_MANAGER, Parent, install
from tests.lab.opsmgr.network import Network
from tests.lab.opsmgr.parents import groups_below, reach
from tests.lab.windows.machine import Machine
from tests.lab.windows.tcp import Connection

NO_SUCH_DOMAIN = "0x8007054B"
WAITING_FOR_CONFIGURATION = (21023, 21024)


@dataclass(frozen=True)
class Link:
    """An established connection of one management group."""

    gateway: Gateway
    row: Connection


class Agent(HealthService):
    """An agent's health service; `links` holds the connected management groups."""

    def __init__(self, machine: Machine, network: Network[Acceptor], behaviour: Behaviour = USUAL) -> None:
        install(machine, AGENT_SETUP)
        super().__init__(machine, "Microsoft Monitoring Agent", AGENT_SETUP["InstallDirectory"], behaviour)
        self.network = network
        self.links: dict[str, Link] = {}
        self._configured: set[str] = set()
        self._connector = Connector(self, AGENT_GROUPS, self._connect)

    def started(self) -> None:
        super().started()
        self._ask_active_directory(bool(groups_below(self.machine, AGENT_GROUPS)))
        self._connector.start(self.behaviour.link_seconds)

    def stopping(self) -> None:
        self._connector.stop()
        for link in self.links.values():
            link.gateway.unlink(self, link.row)
        self.links.clear()
        super().stopping()

    def lost(self, gateway: Gateway) -> None:
        """The gateway has gone away."""
        for group, link in list(self.links.items()):
            if link.gateway is gateway:
                self.machine.connections.remove(link.row)
                del self.links[group]
                self._connector.no_channel(group, gateway.machine.name)
                self._connector.retry(group)

    def _ask_active_directory(self, has_groups: bool) -> None:
        """No domain here has a policy for agents."""
        integrated = self.machine.registry.as_system().data(CONNECTOR_MANAGER, "EnableADIntegration") == 1
        if integrated and not self.network.directory.reached_by(self.machine):
            self.write(2010, NO_SUCH_DOMAIN, self.messages[int(NO_SUCH_DOMAIN, 16)])
        if not has_groups:
            self.write(2003)
        if integrated:
            self.write(20012)

    def _connect(self, group: str, parent: Parent) -> bool:
        reached = reach(self, self.network, parent)
        if reached is None:
            return False
        gateway = authenticated(self, reached.listener, parent, self.network.directory)
        if gateway is None:
            return False
        if not gateway.admits(self.machine.name, group):
            self.write(20070, parent.network_name)
            return False
        self._establish(gateway, group, reached.address, parent.port)
        return True

    def _establish(self, gateway: Gateway, group: str, address: str, port: int) -> None:
        row = self.open_connection(address, port)
        self.links[group] = Link(gateway, row)
        gateway.link(self, group, row)
        for event_id in self._configure(gateway, group):
            self.write(event_id, group)

    def _configure(self, gateway: Gateway, group: str) -> tuple[int, ...]:
        """Take over what the gateway has for this agent; the events that tell of it."""
        if not gateway.has_configuration_for(self.machine.name):
            return WAITING_FOR_CONFIGURATION
        if group in self._configured:
            return self.behaviour.reconfiguration
        self._configured.add(group)
        return NEW_CONFIGURATION
