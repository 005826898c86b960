# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Puts machines, agents and gateways together into a site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from cryptography import x509

from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.opsmgr.gateway import Gateway
from tests.lab.opsmgr.installation import Parent, add_management_group, register_certificate
from tests.lab.opsmgr.network import Network
from tests.lab.pki import Authority, Pki
from tests.lab.windows.clock import Clock
from tests.lab.windows.console.output import ENGLISH_WINDOWS, ConsoleStyle
from tests.lab.windows.machine import Account, Machine
from tests.lab.windows.stock_certificates import BASIC_STOCK, Stock, stock_up

ADMINISTRATOR = "Administrator"


class Dmz:
    """A site under construction and in use. `refusing` are inventory names that no machine answers for."""

    def __init__(
        self,
        password: str = "Lab-Passw0rd!",
        *,
        clock: Clock | None = None,
        stock: Stock = BASIC_STOCK,
        behaviour: Behaviour = USUAL,
        style: ConsoleStyle = ENGLISH_WINDOWS,
    ) -> None:
        self.clock = clock or Clock()
        self.pki = Pki(self.clock.now())
        self.network: Network[Gateway] = Network()
        self.accounts: Mapping[str, Account] = {ADMINISTRATOR: Account(password)}
        self.stock = stock
        self.behaviour = behaviour
        self.style = style
        self.machines: dict[str, Machine] = {}
        self.agents: dict[str, Agent] = {}
        self.gateways: dict[str, Gateway] = {}
        self.refusing: tuple[str, ...] = ()
        self.agent_authority = self.pki.root("Example DMZ Root CA")

    def add_machine(self, name: str) -> Machine:
        """A Windows machine with its stock of public roots and nothing else."""
        address = f"192.0.2.{len(self.machines) + 10}"
        machine = Machine(name, self.accounts, address=address, clock=self.clock, style=self.style)
        stock_up(machine.registry, self.stock)
        self.machines[name] = machine
        return machine

    def add_gateway(self, name: str, group: str, certificate: x509.Certificate, chain: Sequence[Authority]) -> Gateway:
        """A gateway that trusts the agents. `chain` are its issuers, the root last."""
        machine = self.add_machine(name)
        gateway = Gateway(machine, self.network, self.behaviour)
        add_management_group(machine, group, [Parent("ms01.corp.example")], server=True)
        register_certificate(machine, certificate)
        for authority in chain[:-1]:
            machine.stores.add("CA", authority.certificate)
        for authority in (chain[-1], self.agent_authority):
            machine.stores.add("Root", authority.certificate)
        self.gateways[name] = gateway
        return gateway

    def add_agent(self, name: str, groups: Mapping[str, Sequence[Parent]], trusted: Iterable[Authority] = ()) -> Agent:
        """An agent with a certificate of the DMZ's authority; it trusts that authority and `trusted`."""
        machine = self.add_machine(name)
        agent = Agent(machine, self.network, self.behaviour)
        for group, parents in groups.items():
            add_management_group(machine, group, parents)
        register_certificate(machine, self.pki.host(name, self.agent_authority))
        for authority in (self.agent_authority, *trusted):
            machine.stores.add("Root", authority.certificate)
        self.agents[name] = agent
        return agent

    def boot(self) -> None:
        """Start every machine's services, the gateways' first."""
        with self.clock.settled():
            for gateway in self.gateways.values():
                gateway.machine.services.boot()
            for machine in self.machines.values():
                machine.services.boot()

    def dump(self) -> str:
        """The registries of all machines as JSON."""
        with self.clock.settled():
            hives = {name: json.loads(machine.registry.dump("HKLM")) for name, machine in self.machines.items()}
        return json.dumps(hives, indent=1)
