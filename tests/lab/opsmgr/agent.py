# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated SCOM agent: it reads its machine's state when it starts and then behaves as the events document."""

from __future__ import annotations

from dataclasses import dataclass

from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.opsmgr.channel_certificate import common_name
from tests.lab.opsmgr.events import SCHANNEL_UNTRUSTED_ROOT, socket_error
from tests.lab.opsmgr.gateway import Gateway
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import AGENT_GROUPS, AGENT_SETUP, DEFAULT_PORT, Parent, install
from tests.lab.opsmgr.network import HOST_NOT_FOUND, ConnectFailed, Network
from tests.lab.windows.machine import Machine
from tests.lab.windows.tcp import Connection

UNTRUSTED = "0x800B0109"
UNTRUSTED_TEXT = (
    "A certificate chain processed, but terminated in a root certificate which is not trusted by the trust provider."
)


@dataclass(frozen=True)
class Link:
    """An established connection of one management group."""

    gateway: Gateway
    row: Connection


class Agent(HealthService):
    """An agent's health service; `links` holds the connected management groups."""

    def __init__(self, machine: Machine, network: Network[Gateway], behaviour: Behaviour = USUAL) -> None:
        install(machine, AGENT_SETUP)
        super().__init__(machine, "Microsoft Monitoring Agent", AGENT_SETUP["InstallDirectory"], behaviour)
        self.network = network
        self.links: dict[str, Link] = {}
        self._starts = 0

    def started(self) -> None:
        super().started()
        self._starts += 1
        groups = self._groups()
        if not groups:
            self.write(2003)
        for group in groups:
            self._connect_later(group, self.behaviour.link_seconds)

    def stopping(self) -> None:
        self._starts += 1
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
                self.write(21016, gateway.machine.name)

    def _connect_later(self, group: str, seconds: float) -> None:
        start = self._starts

        def connect() -> None:
            if start == self._starts:
                self._connect(group)

        self.machine.clock.call_later(seconds, connect)

    def _connect(self, group: str) -> None:
        """Try the parents in their order; say 21016 when none works."""
        parents = self._parents(group)
        if any(self._try(group, parent) for parent in parents):
            return
        if parents:
            self.write(21016, parents[0].network_name)
        if self.behaviour.retry_seconds is not None:
            self._connect_later(group, self.behaviour.retry_seconds)

    def _try(self, group: str, parent: Parent) -> bool:
        gateway = self._reach(parent)
        if gateway is None or not self._authenticate(gateway, parent):
            return False
        if not gateway.admits(self.machine.name, group):
            self.write(20070, parent.network_name)
            return False
        self._establish(gateway, group)
        return True

    def _reach(self, parent: Parent) -> Gateway | None:
        try:
            return self.network.connect(parent.network_name, parent.port)
        except ConnectFailed as failure:
            if failure.code == HOST_NOT_FOUND:
                self.write(21005, parent.network_name, *socket_error(failure.code))
            else:
                self.write(21006, parent.network_name, str(parent.port), *socket_error(failure.code))
            return None

    def _authenticate(self, gateway: Gateway, parent: Parent) -> bool:
        """Mutual: names, then the gateway's chain against this machine's stores, then the other way round."""
        if self.certificate is None or gateway.certificate is None:
            self.write(21007, parent.network_name)
            return False
        if common_name(gateway.certificate).lower() != parent.expected_name.lower():
            self.write(21001, parent.network_name)
            return False
        if not self.trusts(gateway):
            self._say_untrusted(gateway, parent)
            return False
        if not gateway.trusts(self):
            self._say_not_trusted_there(gateway, parent)
            return False
        return True

    def _say_untrusted(self, gateway: Gateway, parent: Parent) -> None:
        for event_id in self.behaviour.gateway_untrusted:
            self.write(event_id, *_trust_data(event_id, parent.network_name))
        for event_id in self.behaviour.gateway_untrusted_there:
            gateway.write(event_id, *_trust_data(event_id, self.machine.name))

    def _say_not_trusted_there(self, gateway: Gateway, parent: Parent) -> None:
        for event_id in self.behaviour.agent_untrusted:
            self.write(event_id, *_trust_data(event_id, parent.network_name))
        for event_id in self.behaviour.agent_untrusted_there:
            gateway.write(event_id, *_trust_data(event_id, self.machine.name))

    def _establish(self, gateway: Gateway, group: str) -> None:
        connections, now = self.machine.connections, self.machine.clock.now()
        row = Connection(
            connections.address,
            connections.next_port(),
            gateway.machine.address,
            DEFAULT_PORT,
            self.service.process_id,
            now,
        )
        connections.add(row)
        self.links[group] = Link(gateway, row)
        gateway.link(self, group, row)
        for event_id in (21024, 21025, 1210):
            self.write(event_id, group)

    def _groups(self) -> list[str]:
        registry = self.machine.registry.as_system()
        return registry.subkeys(AGENT_GROUPS) if registry.exists(AGENT_GROUPS) else []

    def _parents(self, group: str) -> list[Parent]:
        registry, base = self.machine.registry.as_system(), rf"{AGENT_GROUPS}\{group}\Parent Health Services"
        indexes = registry.subkeys(base) if registry.exists(base) else []
        return [self._parent(rf"{base}\{index}") for index in sorted(indexes, key=int)]

    def _parent(self, key: str) -> Parent:
        registry = self.machine.registry.as_system()
        port = registry.data(key, "Port")
        name = str(registry.data(key, "NetworkName"))
        authentication_name = registry.data(key, "AuthenticationName")
        return Parent(name, port if isinstance(port, int) else DEFAULT_PORT, str(authentication_name or name))


def _trust_data(event_id: int, peer: str) -> tuple[str, ...]:
    """The insertion strings of an event about a certificate that isn't trusted."""
    if event_id == 20057:
        return (f"MSOMHSvc/{peer}", *SCHANNEL_UNTRUSTED_ROOT)
    return (peer, UNTRUSTED, UNTRUSTED_TEXT) if event_id == 20072 else (peer,)
