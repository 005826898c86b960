# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which events of the log ``Operations Manager`` are read: what agents and gateways log of their links."""

from __future__ import annotations

from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import CONFIGURED, EVENT_KINDS, Nature
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.event_log import EventReader, EventReaders

LOG = "Operations Manager"
AGENT_RANGES = (
    (1210, 1210),
    (1220, 1220),
    (2003, 2003),
    (2010, 2010),
    (7022, 7022),
    (20012, 20012),
    (20049, 20077),
    (21001, 21036),
)
ACCEPTING_RANGES = ((20000, 20002), (20020, 20023))
"""What a gateway logs about its agents."""

GATEWAY_RANGES = (
    (1210, 1210),
    (20049, 20077),
    (21001, 21036),
    (29120, 29120),
    (29181, 29181),
)
MOST_AGENT_EVENTS = 200
MOST_GATEWAY_EVENTS = 1000
"""A gateway logs for all its agents, and some of these events again with every attempt."""


def agent_events(after_record_id: int = 0, since: datetime | None = None) -> EventReader:
    """A reader of what an agent logs of its link, newer than a record id and not older than a moment."""
    return EventReader(LOG, AGENT_RANGES, after_record_id, MOST_AGENT_EVENTS, since)


def configurations() -> EventReader:
    """A reader of the newest signs that an agent was configured, however many other events came after them."""
    return EventReader(LOG, ((CONFIGURED, CONFIGURED),), count=20)


def loads() -> EventReader:
    """A reader of the newest events about loading the own certificate, however many other events came after them."""
    ranges = tuple((number, number) for number, kind in EVENT_KINDS.items() if kind.nature == Nature.OWN_CERTIFICATE)
    return EventReader(LOG, ranges, count=2)


def gateway_events(after_record_id: int = 0, since: datetime | None = None) -> EventReaders:
    """A reader of what a gateway logs of its agents, and apart from it of its own link."""
    ranges = (ACCEPTING_RANGES, GATEWAY_RANGES)
    return EventReaders(*(EventReader(LOG, each, after_record_id, MOST_GATEWAY_EVENTS, since) for each in ranges))


def newest_event() -> EventReader:
    """A reader of the newest record of the log, whatever its number."""
    return EventReader(LOG, ((0, 65535),), count=1)
