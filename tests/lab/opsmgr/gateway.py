# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated gateway: it listens for agents and admits those it trusts and knows."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Protocol, TypeAlias

from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.opsmgr.events import UNTRUSTED_ROOT, Peer
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import DEFAULT_PORT, GATEWAY_SETUP, SERVER_GROUPS, install
from tests.lab.opsmgr.management_server import ManagementServer
from tests.lab.opsmgr.network import Network
from tests.lab.opsmgr.parents import groups_below
from tests.lab.opsmgr.trust import CLIENTS, Purpose, TrustStatus, holds_foreign_root
from tests.lab.opsmgr.upstream import Upstream
from tests.lab.windows.machine import Machine
from tests.lab.windows.tcp import Connection


class Approval(Enum):
    """What the management group has decided about an agent."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"


class Linked(Protocol):
    """The agent at the other end of a link."""

    machine: Machine

    def lost(self, gateway: Gateway) -> None:
        """The gateway has gone away."""


class Gateway(HealthService):
    """A gateway's health service. What its management group knows is kept by the agent's name:
    `approvals` (others are approved) and `unconfigured`, for whom no configuration has been made yet."""

    def __init__(self, machine: Machine, network: Network[Acceptor], behaviour: Behaviour = USUAL) -> None:
        install(machine, GATEWAY_SETUP)
        super().__init__(machine, "Microsoft Monitoring Agent", GATEWAY_SETUP["InstallDirectory"], behaviour)
        self.network = network
        self.approvals: dict[str, Approval] = {}
        self.unconfigured: set[str] = set()
        self.upstream = Upstream(self, network)
        self._linked: list[Linked] = []
        network.name(machine.name, machine.address)

    def started(self) -> None:
        super().started()
        self.network.listen(self.machine.address, DEFAULT_PORT, self)
        self.machine.connections.listen(DEFAULT_PORT, self.service.process_id, self.machine.clock.now())
        self.upstream.open()

    def stopping(self) -> None:
        self.network.close(self.machine.address, DEFAULT_PORT)
        self.upstream.close()
        super().stopping()
        linked, self._linked = self._linked, []
        for agent in linked:
            agent.lost(self)

    def groups(self) -> list[str]:
        return groups_below(self.machine, SERVER_GROUPS)

    def judge(self, peer: HealthService, purpose: Purpose) -> TrustStatus:
        """As every machine; but a foreign certificate in Root may spoil what clients show (KB 2795828)."""
        spoilt = self.behaviour.leaf_in_root == "breaks_clients" and holds_foreign_root(self.machine.stores)
        return TrustStatus.UNTRUSTED_ROOT if spoilt and purpose == CLIENTS else super().judge(peer, purpose)

    def admits(self, agent: str, group: str) -> bool:
        """Whether an authenticated agent may stay; if not, the log says why (20000, 20001)."""
        approval = self.approvals.get(agent, Approval.APPROVED)
        if approval is Approval.REJECTED:
            self.write(20001, group, agent)
        elif approval is Approval.PENDING or group not in self.groups():
            self.write(20000, agent)
        elif group not in self.upstream.connected and self.behaviour.cut_off_gateway == "closes":
            self.complain(self.behaviour.cut_off_gateway_there, Peer(agent, ""), UNTRUSTED_ROOT)
        else:
            return True
        return False

    def has_configuration_for(self, agent: str) -> bool:
        return bool(self.upstream.connected) and agent not in self.unconfigured

    def link(self, agent: Linked, group: str, row: Connection) -> None:
        """Keep the other end of an agent's connection, at the address that this machine has itself."""
        self._linked.append(agent)
        mine = row.other_end(self.service.process_id)
        self.machine.connections.add(replace(mine, local_address=self.machine.address))
        self.write(20020, group, agent.machine.name)

    def unlink(self, agent: Linked, row: Connection) -> None:
        self._linked.remove(agent)
        for mine in list(self.machine.connections):
            if (mine.remote_address, mine.remote_port) == (row.local_address, row.local_port):
                self.machine.connections.remove(mine)


Acceptor: TypeAlias = Gateway | ManagementServer
"""Who listens for health services."""
