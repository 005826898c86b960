# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A gateway's connection to its own parent, the management server."""

from __future__ import annotations

from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import SERVER_GROUPS, Parent
from tests.lab.opsmgr.management_server import ManagementServer
from tests.lab.opsmgr.network import Listener, Network
from tests.lab.opsmgr.parents import groups_below, parents_of, reach
from tests.lab.windows.tcp import Connection


class Upstream:
    """Connects a gateway's management groups; `connected` are those that have a parent."""

    def __init__(self, service: HealthService) -> None:
        self._service = service
        self._starts = 0
        self.connected: set[str] = set()

    def open(self, network: Network[Listener]) -> None:
        self._starts += 1
        for group in groups_below(self._service.machine, SERVER_GROUPS):
            self._connect(network, group, self._starts)

    def close(self) -> None:
        """The rows of the connections go with the process."""
        self._starts += 1
        self.connected.clear()

    def _connect(self, network: Network[Listener], group: str, start: int) -> None:
        if start != self._starts:
            return
        parents = parents_of(self._service.machine, rf"{SERVER_GROUPS}\{group}")
        if any(self._try(network, group, parent) for parent in parents):
            return
        if parents:
            self._service.write(21016, parents[0].network_name)
        retry = self._service.behaviour.retry_seconds
        if retry is not None:
            self._service.machine.clock.call_later(retry, lambda: self._connect(network, group, start))

    def _try(self, network: Network[Listener], group: str, parent: Parent) -> bool:
        reached = reach(self._service, network, parent)
        if reached is None or not isinstance(reached.listener, ManagementServer):
            return False
        machine, process = self._service.machine, self._service.service.process_id
        table = machine.connections
        table.add(
            Connection(table.address, table.next_port(), reached.address, parent.port, process, machine.clock.now())
        )
        self.connected.add(group)
        for event_id in (21024, 21025, 1210):
            self._service.write(event_id, group)
        return True
