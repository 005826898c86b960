# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated gateway: it listens for agents and admits those it trusts and knows."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import DEFAULT_PORT, GATEWAY_SETUP, SERVER_GROUPS, install
from tests.lab.opsmgr.network import Network
from tests.lab.windows.machine import Machine
from tests.lab.windows.tcp import Connection

if TYPE_CHECKING:
    from tests.lab.opsmgr.agent import Agent


class Approval(Enum):
    """What the management group has decided about an agent."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"


class Gateway(HealthService):
    """A gateway's health service. `approvals` is keyed by the agent's name; others are approved."""

    def __init__(self, machine: Machine, network: Network[Gateway], behaviour: Behaviour = USUAL) -> None:
        install(machine, GATEWAY_SETUP)
        super().__init__(machine, "Microsoft Monitoring Agent", GATEWAY_SETUP["InstallDirectory"], behaviour)
        self.network = network
        self.approvals: dict[str, Approval] = {}
        self._linked: list[Agent] = []
        network.name(machine.name, machine.address)

    def started(self) -> None:
        super().started()
        self.network.listen(self.machine.address, DEFAULT_PORT, self)
        self.machine.connections.listen(DEFAULT_PORT, self.service.process_id, self.machine.clock.now())
        for group in self.groups():
            self.write(1210, group)

    def stopping(self) -> None:
        self.network.close(self.machine.address, DEFAULT_PORT)
        super().stopping()
        linked, self._linked = self._linked, []
        for agent in linked:
            agent.lost(self)

    def groups(self) -> list[str]:
        return self.machine.registry.as_system().subkeys(SERVER_GROUPS)

    def admits(self, agent: str, group: str) -> bool:
        """Whether an authenticated agent may stay; if not, the log says why (20000, 20001)."""
        approval = self.approvals.get(agent, Approval.APPROVED)
        if approval is Approval.REJECTED:
            self.write(20001, group, agent)
        elif approval is Approval.PENDING or group not in self.groups():
            self.write(20000, agent)
        else:
            return True
        return False

    def link(self, agent: Agent, group: str, row: Connection) -> None:
        """Keep the other end of an agent's connection."""
        self._linked.append(agent)
        self.machine.connections.add(row.other_end(self.service.process_id))
        self.write(20020, group, agent.machine.name)

    def unlink(self, agent: Agent, row: Connection) -> None:
        self._linked.remove(agent)
        for mine in list(self.machine.connections):
            if (mine.remote_address, mine.remote_port) == (row.local_address, row.local_port):
                self.machine.connections.remove(mine)
