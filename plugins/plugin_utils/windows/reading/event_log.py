# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the newest events of a log by ``wevtutil``, chosen by number, record id and time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, query_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event, parse_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host


class EventReader:
    """Reads the newest events with a number in ``ranges`` (inclusive pairs) and a record id above ``after_record_id``.

    ``since`` is the earliest moment of interest; it needs a time zone.
    """

    def __init__(
        self,
        log: str,
        ranges: Sequence[tuple[int, int]],
        after_record_id: int = 0,
        count: int = 200,
        since: datetime | None = None,
    ) -> None:
        numbers = " or ".join(_condition(first, last) for first, last in ranges)
        conditions = [*_newer_than(int(after_record_id)), *_not_before(since), f"({numbers})"]
        self.commands = (query_events(log, f"*[System[{' and '.join(conditions)}]]", int(count)),)

    def read(self, sections: Sequence[Section], host: Host) -> tuple[Event, ...] | None:
        """The events, oldest first; None when the log cannot be read, for example because it does not exist."""
        return parse_events(sections[0].text) if sections[0].succeeded else None


class EventReaders:
    """Several queries of one log, so that what there is much of does not crowd out the rest; read as one."""

    def __init__(self, *readers: EventReader) -> None:
        self.commands = tuple(command for reader in readers for command in reader.commands)

    def read(self, sections: Sequence[Section], host: Host) -> tuple[Event, ...] | None:
        """The events of all queries, oldest first; None when one of them failed."""
        if not all(section.succeeded for section in sections):
            return None
        events = (event for section in sections for event in parse_events(section.text))
        return tuple(sorted(events, key=lambda event: event.record_id))


def _condition(first: int, last: int) -> str:
    return f"EventID={int(first)}" if first == last else f"(EventID>={int(first)} and EventID<={int(last)})"


def _newer_than(record_id: int) -> list[str]:
    return [f"EventRecordID>{record_id}"] if record_id else []


def _not_before(since: datetime | None) -> list[str]:
    if since is None:
        return []
    if since.tzinfo is None:
        raise ValueError("a moment without a time zone may not stand in a query of events")
    utc = since.astimezone(UTC).replace(tzinfo=None)
    return [f"TimeCreated[@SystemTime>='{utc.isoformat(timespec='milliseconds')}Z']"]
