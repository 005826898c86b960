# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of a Windows log, read by ``wevtutil`` and told by number and position, never by text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, query_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.answer import child, local_name, parse_xml, text_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

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
    """Reads the newest events with a number in ``ranges`` (inclusive pairs) and a record id above ``after_record_id``."""

    def __init__(self, log: str, ranges: Sequence[tuple[int, int]], after_record_id: int = 0, count: int = 200) -> None:
        numbers = " or ".join(_condition(first, last) for first, last in ranges)
        xpath = f"*[System[(EventRecordID > {int(after_record_id)}) and ({numbers})]]"
        self.commands = (query_events(log, xpath, count),)

    def read(self, sections: Sequence[Section], registry: Registry) -> tuple[Event, ...] | None:
        """The events, oldest first; None when the log cannot be read, for example because it does not exist."""
        return parse_events(sections[0].text) if sections[0].succeeded else None


def _condition(first: int, last: int) -> str:
    return f"EventID={int(first)}" if first == last else f"(EventID >= {int(first)} and EventID <= {int(last)})"


def parse_events(text: str) -> tuple[Event, ...]:
    """Read what ``wevtutil /f:xml`` prints: Event elements one after the other, without a root element."""
    root = parse_xml(f"<Events>{_NOT_XML.sub('', text)}</Events>")
    events = [_event(element) for element in root if local_name(element) == "Event"]
    return tuple(sorted((event for event in events if event), key=lambda event: event.record_id))


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
