# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the agent connected to its parent? Judged from its events and from the connections of its process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection

UP = "up"
PROBABLE = "probable"
PENDING = "pending"
DOWN = "down"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class LinkEvidence:
    """What was seen. ``events`` and ``connections`` are None when the host could not tell.

    ``others`` are the agent's other parents, whose events and connections prove nothing about this one.
    """

    parent: Parent
    service: Service | None
    events: Sequence[Event] | None
    connections: Sequence[Connection] | None
    others: tuple[Parent, ...] = ()

    @property
    def running(self) -> bool:
        return self.service is not None and self.service.state == "Running"

    @property
    def connected(self) -> bool | None:
        """HealthService's own process holds a connection to the parent's port; None when nobody can tell.

        Each management group has a connection of its own, and the addresses do not say whose it is.
        """
        if self.connections is None or self.service is None:
            return None
        mine = (self.service.process_id, self.parent.port)
        held = sum((connection.process_id, connection.remote_port) == mine for connection in self.connections)
        if held > len(self._other_groups(self.parent.port)):
            return True
        return None if held else False

    @property
    def last_event(self) -> Event | None:
        """The newest event that is a success or a failure of the link."""
        elsewhere = self._elsewhere
        telling = [
            event
            for event in self.events or ()
            if opsmgr_events.describe(event) and opsmgr_events.subject(event) not in elsewhere
        ]
        return telling[-1] if telling else None

    @property
    def _elsewhere(self) -> frozenset[str]:
        """The lower-case names of the other management groups and of the parents that are not this one."""
        groups = {other.management_group.lower() for other in self.others} - {self.parent.management_group.lower()}
        return frozenset(groups.union(*(other.names for other in self.others)) - self.parent.names)

    def _other_groups(self, port: int) -> set[str]:
        groups = {other.management_group for other in self.others if other.port == port}
        return groups - {self.parent.management_group}


def judge_link(evidence: LinkEvidence) -> str:
    """Up needs both witnesses: a success that no failure followed, and a connection. One of them is probable."""
    if not evidence.running:
        return DOWN
    last = evidence.last_event
    succeeded = last is not None and last.event_id in opsmgr_events.SUCCESSES
    failed = last is not None and not succeeded
    connected = evidence.connected
    if connected:
        return UP if succeeded else PROBABLE
    if succeeded:
        return PROBABLE if connected is None else PENDING
    if failed:
        return DOWN
    return UNKNOWN if evidence.events is None else PENDING
