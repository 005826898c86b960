# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A gateway's connection to its own parent, the management server."""

from __future__ import annotations

from tests.lab.opsmgr.connector import NEW_CONFIGURATION, Connector
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import SERVER_GROUPS, Parent
from tests.lab.opsmgr.management_server import ManagementServer
from tests.lab.opsmgr.network import Listener, Network
from tests.lab.opsmgr.parents import reach


class Upstream:
    """Connects a gateway's management groups; `connected` are those that have a parent."""

    def __init__(self, service: HealthService, network: Network[Listener]) -> None:
        self._service = service
        self._network = network
        self._connector = Connector(service, SERVER_GROUPS, self._connect)
        self.connected: set[str] = set()

    def open(self) -> None:
        self._connector.start()

    def close(self) -> None:
        """The rows of the connections go with the process."""
        self._connector.stop()
        self.connected.clear()

    def _connect(self, group: str, parent: Parent) -> bool:
        reached = reach(self._service, self._network, parent)
        if reached is None or not isinstance(reached.listener, ManagementServer):
            return False
        self._service.open_connection(reached.address, parent.port)
        self.connected.add(group)
        for event_id in NEW_CONFIGURATION:
            self._service.write(event_id, group)
        return True
