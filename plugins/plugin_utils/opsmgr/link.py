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
    """What was seen. ``events`` and ``connections`` are None when the host could not tell."""

    parent: Parent
    service: Service | None
    events: Sequence[Event] | None
    connections: Sequence[Connection] | None

    @property
    def running(self) -> bool:
        return self.service is not None and self.service.state == "Running"

    @property
    def connected(self) -> bool:
        """HealthService's own process holds a connection to the parent's port."""
        process_id = self.service.process_id if self.service else 0
        return any(
            connection.process_id == process_id and connection.remote_port == self.parent.port
            for connection in self.connections or ()
        )

    @property
    def last_event(self) -> Event | None:
        """The newest event that is a success or a failure of the link."""
        telling = [event for event in self.events or () if opsmgr_events.describe(event)]
        return telling[-1] if telling else None


def judge_link(evidence: LinkEvidence) -> str:
    """Up needs both witnesses: a success that no failure followed, and a connection. One of them is probable."""
    if not evidence.running:
        return DOWN
    last = evidence.last_event
    succeeded = last is not None and last.event_id in opsmgr_events.SUCCESSES
    failed = last is not None and not succeeded
    if evidence.connected:
        return UP if succeeded else PROBABLE
    if succeeded:
        return PROBABLE if evidence.connections is None else PENDING
    if failed:
        return DOWN
    return UNKNOWN if evidence.events is None else PENDING
