# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of a Windows log, read by ``wevtutil`` and told by number and position, never by text."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, query_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import child, local_name, parse_xml, text_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_REFERENCE = re.compile(r"&#(?:x(?P<hex>[0-9A-Fa-f]+)|(?P<decimal>[0-9]+));")
_LONGEST_REFERENCE = 10
_REPLACEMENT = "\ufffd"

_NUMBER = re.compile("[0-9]{1,20}")


@dataclass(frozen=True)
class Event:
    """One record; ``time`` is UTC, ``data`` the strings of EventData in their order."""

    record_id: int
    event_id: int
    provider: str
    time: datetime
    data: tuple[str, ...]


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

    def read(self, sections: Sequence[Section], registry: Registry) -> tuple[Event, ...] | None:
        """The events, oldest first; None when the log cannot be read, for example because it does not exist."""
        return parse_events(sections[0].text) if sections[0].succeeded else None


class EventReaders:
    """Several queries of one log, so that what there is much of does not crowd out the rest; read as one."""

    def __init__(self, *readers: EventReader) -> None:
        self.commands = tuple(command for reader in readers for command in reader.commands)

    def read(self, sections: Sequence[Section], registry: Registry) -> tuple[Event, ...] | None:
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


def parse_events(text: str) -> tuple[Event, ...]:
    """Read what ``wevtutil /f:xml`` prints: Event elements one after the other, without a root element.

    Raises :class:`ResponseRefused` when it is something else.
    """
    legal = _REFERENCE.sub(_legal_reference, _NOT_XML.sub("", text))
    root = parse_xml(f"<Events>{legal}</Events>")
    events = [_event(element) for element in root if local_name(element) == "Event"]
    return tuple(sorted((event for event in events if event), key=lambda event: event.record_id))


def _legal_reference(match: re.Match[str]) -> str:
    """A reference to a character that XML forbids, as Windows writes control characters, would refuse the whole text."""
    if len(match[0]) > _LONGEST_REFERENCE:
        return _REPLACEMENT
    code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    return _REPLACEMENT if code > sys.maxunicode or _NOT_XML.fullmatch(chr(code)) else match[0]


def _event(element: Element) -> Event | None:
    system = child(element, "System")
    if system is None:
        return None
    provider, created = child(system, "Provider"), child(system, "TimeCreated")
    data = child(element, "EventData")
    return Event(
        record_id=_number(child(system, "EventRecordID")),
        event_id=_number(child(system, "EventID")),
        provider=provider.get("Name", "") if provider is not None else "",
        time=_time(created.get("SystemTime", "") if created is not None else ""),
        data=tuple(text_of(node) for node in data) if data is not None else (),
    )


def _number(element: Element | None) -> int:
    text = text_of(element)
    return int(text) if _NUMBER.fullmatch(text) else 0


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)
