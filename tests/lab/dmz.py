# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Puts machines, agents and gateways together into a site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import IPv4Address

from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.opsmgr.gateway import Acceptor, Gateway
from tests.lab.opsmgr.installation import DEFAULT_PORT, Parent, add_management_group, register_certificate
from tests.lab.opsmgr.management_server import ManagementServer
from tests.lab.opsmgr.network import Network
from tests.lab.pki import Pki
from tests.lab.windows.clock import Clock
from tests.lab.windows.console.output import ENGLISH_WINDOWS, ConsoleStyle
from tests.lab.windows.held_certificate import AnyCertificate, HeldCertificate
from tests.lab.windows.machine import Account, Machine
from tests.lab.windows.stock_certificates import BASIC_STOCK, Stock, stock_up
from tests.pki.certificates import Authority

ADMINISTRATOR = "Administrator"

FIRST_ADDRESS = IPv4Address("192.0.2.10")

MANAGEMENT_SERVER = ManagementServer("ms01.corp.example", "198.51.100.1")
"""The parent of every gateway; nobody else gets through to it."""


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
        self.network = _network()
        self.accounts: dict[str, Account] = {ADMINISTRATOR: Account(password)}
        self.stock = stock
        self.behaviour = behaviour
        self.style = style
        self.machines: dict[str, Machine] = {}
        self.agents: dict[str, Agent] = {}
        self.gateways: dict[str, Gateway] = {}
        self.refusing: tuple[str, ...] = ()
        self.after_boot: list[Callable[[], None]] = []
        """What happens to the machines once everything runs."""
        self.agent_authority = self.pki.root("Example DMZ Root CA")

    def add_machine(self, name: str, **windows: str) -> Machine:
        """A Windows machine with its stock of public roots and nothing else. `windows` is what a Machine may be given."""
        address = str(FIRST_ADDRESS + len(self.machines))
        dhcp = len(self.machines) % 2 == 1
        machine = Machine(
            name, self.accounts, address=address, dhcp=dhcp, clock=self.clock, style=self.style, **windows
        )
        stock_up(machine.registry, self.stock)
        self.machines[name] = machine
        return machine

    def add_gateway(
        self, name: str, group: str, certificate: AnyCertificate, chain: Sequence[Authority | HeldCertificate]
    ) -> Gateway:
        """A gateway that trusts the agents, a member of the domain of its name. `chain` are its issuers, the root last."""
        domain = name.partition(".")[2]
        gateway = self.install_gateway(name, {group: [Parent(MANAGEMENT_SERVER.name)]}, domain=domain)
        register_certificate(gateway.machine, certificate)
        _trust_chain(gateway.machine, chain)
        gateway.machine.stores.add("Root", self.agent_authority.certificate)
        return gateway

    def install_gateway(self, name: str, groups: Mapping[str, Sequence[Parent]], **windows: str) -> Gateway:
        """A gateway without a certificate, that trusts nobody yet."""
        machine = self.add_machine(name, **windows)
        self.gateways[name] = Gateway(machine, self.network, self.behaviour)
        for group, parents in groups.items():
            add_management_group(machine, group, parents, server=True)
        self.network.filter(MANAGEMENT_SERVER.address, False, source=machine.address)
        return self.gateways[name]

    def switch_certificate(self, name: str, chain: Sequence[Authority]) -> None:
        """Give a running gateway a certificate of another chain, the root last, and restart its service."""
        machine = self.gateways[name].machine
        with self.clock.settled():
            _trust_chain(machine, chain)
            register_certificate(machine, self.pki.host(name, chain[0]))
            machine.services.stop_at_once(self.gateways[name].service)
            machine.services.boot()

    def add_agent(self, name: str, groups: Mapping[str, Sequence[Parent]], trusted: Iterable[Authority] = ()) -> Agent:
        """An agent with a certificate of the DMZ's authority; it trusts that authority and `trusted`."""
        agent = self.install_agent(name, groups)
        register_certificate(agent.machine, self.pki.host(name, self.agent_authority))
        for authority in (self.agent_authority, *trusted):
            agent.machine.stores.add("Root", authority.certificate)
        return agent

    def install_agent(self, name: str, groups: Mapping[str, Sequence[Parent]], **windows: str) -> Agent:
        """An agent without a certificate, that trusts nobody yet."""
        machine = self.add_machine(name, **windows)
        self.agents[name] = Agent(machine, self.network, self.behaviour)
        for group, parents in groups.items():
            add_management_group(machine, group, parents)
        return self.agents[name]

    def boot(self) -> None:
        """Start every machine's services, the gateways' first, and let happen what comes after that."""
        with self.clock.settled():
            for gateway in self.gateways.values():
                gateway.machine.services.boot()
            for machine in self.machines.values():
                machine.services.boot()
            for happen in self.after_boot:
                happen()

    def dump(self) -> str:
        """The registries of all machines as JSON."""
        with self.clock.settled():
            hives = {name: json.loads(machine.registry.dump("HKLM")) for name, machine in self.machines.items()}
        return json.dumps(hives, indent=1)


def _trust_chain(machine: Machine, chain: Sequence[Authority | HeldCertificate]) -> None:
    *issuing, root = (each.certificate if isinstance(each, Authority) else each for each in chain)
    for certificate in issuing:
        machine.stores.add("CA", certificate)
    machine.stores.add("Root", root)


def _network() -> Network[Acceptor]:
    network: Network[Acceptor] = Network()
    network.name(MANAGEMENT_SERVER.name, MANAGEMENT_SERVER.address)
    network.listen(MANAGEMENT_SERVER.address, DEFAULT_PORT, MANAGEMENT_SERVER)
    network.filter(MANAGEMENT_SERVER.address)
    return network
