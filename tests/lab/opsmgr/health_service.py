# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What agents and gateways have in common: a service bound to a machine, its log and its certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.lab.opsmgr import events
from tests.lab.opsmgr.behaviour import Behaviour, Events
from tests.lab.opsmgr.channel_certificate import load_channel_certificate
from tests.lab.opsmgr.trust import Purpose, TrustSettings, TrustStatus
from tests.lab.windows import schannel
from tests.lab.windows.event_log import ERROR
from tests.lab.windows.held_certificate import HeldCertificate
from tests.lab.windows.machine import Machine
from tests.lab.windows.services import Service
from tests.lab.windows.tcp import Connection


class HealthService:
    """The service HealthService of one machine. Each of its decisions is taken from that machine's state."""

    def __init__(self, machine: Machine, display_name: str, directory: str, behaviour: Behaviour) -> None:
        self.machine = machine
        self.behaviour = behaviour
        self.certificate: HeldCertificate | None = None
        self.log = machine.event_logs.get(events.LOG.lower()) or machine.add_event_log(events.LOG)
        self.service = machine.services.add(
            Service(
                "HealthService",
                display_name,
                f'"{directory}HealthService.exe"',
                on_started=self.started,
                on_stopping=self.stopping,
            )
        )

    @property
    def messages(self) -> Mapping[int, str]:
        """Error texts in the language of this machine's Windows."""
        return self.machine.style.messages

    @property
    def as_peer(self) -> events.Peer:
        return events.Peer(self.machine.own_name, self.machine.address)

    def started(self) -> None:
        """Load the certificate; it stays in memory until the service stops."""
        self.certificate = load_channel_certificate(self.machine, self.log, self.behaviour)

    def stopping(self) -> None:
        self.machine.connections.close(self.service.process_id)

    def open_connection(self, address: str, port: int) -> Connection:
        """An established connection of this service's process."""
        table, now = self.machine.connections, self.machine.clock.now()
        row = Connection(table.address, table.next_port(), address, port, self.service.process_id, now)
        table.add(row)
        return row

    def judge(self, peer: HealthService, purpose: Purpose) -> TrustStatus:
        """What the peer's certificate chains to in this machine's stores."""
        if peer.certificate is None:
            return TrustStatus.UNTRUSTED_ROOT
        settings = TrustSettings.of(self.machine.stores, purpose, peer.sent_intermediates())
        return settings.judge(peer.certificate, self.machine.clock.now())

    def sent_intermediates(self) -> Sequence[HeldCertificate]:
        return self.machine.stores.held("CA") if self.behaviour.sends_intermediates else ()

    def sent(self) -> Sequence[HeldCertificate]:
        """What it shows in a handshake: its certificate, and issuers where it sends them."""
        own = [self.certificate] if self.certificate else []
        return [*own, *self.sent_intermediates()]

    def write(self, event_id: int, *data: str) -> None:
        events.write(self.log, event_id, *data)

    def log_schannel(self, event_id: int, fields: Mapping[str, str]) -> None:
        """What Schannel logs when it is called by this service's process."""
        machine = self.machine
        named = {**schannel.caller(machine.os_version, self.service.process_id, self.service.name), **fields}
        log = machine.event_logs["system"]
        log.write(event_id, ERROR, schannel.PROVIDER, *named.values(), names=tuple(named))

    def complain(self, event_ids: Events, peer: events.Peer, failure: events.Failure) -> None:
        """Log events about a peer."""
        for event_id in event_ids:
            self.write(event_id, *events.peer_data(event_id, peer, failure, self.messages))
