# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of the log ``Operations Manager`` that speak of the link between an agent and its parent.

Their meaning is told by number (Microsoft, "Troubleshoot agent connectivity issues" and the event references of the
Operations Manager connector). Which of the failures a missing root logs is not known for certain, so none of them
decides a verdict.
"""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event, EventReader

LOG = "Operations Manager"
RANGES = ((1210, 1210), (20050, 20077), (21001, 21036))

SUCCESSES = {
    1210: "the agent received and applied its configuration",
    21025: "the agent received a new configuration",
}
FAILURES = {
    20057: "the security context for the parent could not be initialised",
    20070: "the parent closed the connection right after authentication",
    20071: "the parent closed the connection without authentication",
    20072: "the certificate of the other side is not trusted",
    21001: "mutual authentication with the parent failed",
    21005: "the parent's name cannot be resolved",
    21006: "no connection to the parent's port",
    21007: "the parent is not in a trusted domain, and no certificate was used",
    21008: "the parent is an untrusted target",
    21016: "no communications channel to the parent, and no failover",
    21022: "no certificate is specified",
}


def link_events(after_record_id: int = 0) -> EventReader:
    """A reader of the events above, newer than a record id."""
    return EventReader(LOG, RANGES, after_record_id)


def newest_event() -> EventReader:
    """A reader of the newest record of the log, whatever its number."""
    return EventReader(LOG, ((0, 65535),), count=1)


def describe(event: Event) -> str | None:
    """What an event means for the link, or None when it is neither a success nor a failure."""
    meaning = SUCCESSES.get(event.event_id) or FAILURES.get(event.event_id)
    return f"event {event.event_id} at {event.time:%Y-%m-%dT%H:%M:%SZ}: {meaning}" if meaning else None


def subject(event: Event) -> str | None:
    """What an event speaks of, in lower case: a parent (20057: its principal) or a management group (1210, 21025)."""
    return event.data[0].lower().removeprefix("msomhsvc/") if event.data else None
