# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the newest events of Schannel in the log ``System``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.windows import schannel_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.event_log import EventReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import SchannelEvent

MOST_EVENTS = 200
"""As many as of an agent's own log. One takes about a kilobyte, and up to five where a certificate is attached."""


class SchannelEventReader:
    """Reads them, not older than a moment."""

    def __init__(self, since: datetime | None = None) -> None:
        self._reader = EventReader(
            schannel_events.LOG,
            schannel_events.RANGES,
            count=MOST_EVENTS,
            since=since,
            provider=schannel_events.PROVIDER,
        )
        self.commands = self._reader.commands

    def read(self, sections: Sequence[Section], host: Host) -> tuple[SchannelEvent, ...]:
        """Oldest first. Raises :class:`Unreadable`."""
        decoded = map(schannel_events.decode, self._reader.read(sections, host))
        return tuple(event for event in decoded if event is not None)
