# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the newest events of a log by ``wevtutil``, chosen by number, record id and time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, query_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event, parse_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

_PROVIDER = re.compile(r"[A-Za-z0-9-]{1,64}")


class EventReader:
    """Reads the newest events with a number in ``ranges`` (inclusive pairs) and a record id above ``after_record_id``.

    ``since`` is the earliest moment of interest; it needs a time zone. Those of one ``provider`` alone, where it is named.
    """

    def __init__(
        self,
        log: str,
        ranges: Sequence[tuple[int, int]],
        after_record_id: int = 0,
        count: int = 200,
        since: datetime | None = None,
        provider: str = "",
    ) -> None:
        numbers = " or ".join(_condition(first, last) for first, last in ranges)
        conditions = [*_logged_by(provider), *_newer_than(int(after_record_id)), *_not_before(since), f"({numbers})"]
        self._log = log
        self.commands = (query_events(log, f"*[System[{' and '.join(conditions)}]]", int(count)),)

    def read(self, sections: Sequence[Section], host: Host) -> tuple[Event, ...]:
        """The events, oldest first. Raises :class:`Unreadable`, for example where the log does not exist."""
        (section,) = sections
        with attempting(f"read the log {self._log} of {host.name}"):
            if not section.succeeded:
                raise Unreadable(f"wevtutil did not deliver it{section.words}")
            return parse_events(section.text)


class EventReaders:
    """Several queries of one log, so that what there is much of does not crowd out the rest; read as one."""

    def __init__(self, *readers: EventReader) -> None:
        self._readers = readers
        self.commands = tuple(command for reader in readers for command in reader.commands)

    def read(self, sections: Sequence[Section], host: Host) -> tuple[Event, ...]:
        """The events of all queries, oldest first. Raises :class:`Unreadable` when one of them failed."""
        answers = zip(self._readers, sections, strict=True)
        events = (event for reader, section in answers for event in reader.read([section], host))
        return tuple(sorted(events, key=lambda event: event.record_id))


def _condition(first: int, last: int) -> str:
    return f"EventID={int(first)}" if first == last else f"(EventID>={int(first)} and EventID<={int(last)})"


def _logged_by(provider: str) -> list[str]:
    """A name that may stand in a query: letters, digits and hyphens."""
    if not provider:
        return []
    if not _PROVIDER.fullmatch(provider):
        raise ValueError(f"not a provider that may stand in a query of events: {provider!r}")
    return [f"Provider[@Name='{provider}']"]


def _newer_than(record_id: int) -> list[str]:
    return [f"EventRecordID>{record_id}"] if record_id else []


def _not_before(since: datetime | None) -> list[str]:
    if since is None:
        return []
    if since.tzinfo is None:
        raise ValueError("a moment without a time zone may not stand in a query of events")
    utc = since.astimezone(UTC).replace(tzinfo=None)
    return [f"TimeCreated[@SystemTime>='{utc.isoformat(timespec='milliseconds')}Z']"]
