# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of a Windows log, read by ``wevtutil`` and told by number and position, never by text."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import child, local_name, parse_xml, text_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_REFERENCE = re.compile(r"&#(?:x(?P<hex>[0-9A-Fa-f]+)|(?P<decimal>[0-9]+));")
_LONGEST_REFERENCE = 10
_REPLACEMENT = "\ufffd"

_NUMBER = re.compile("[0-9]{1,20}")


@dataclass(frozen=True)
class Event:
    """One record; ``time`` is UTC, ``data`` the strings of EventData in their order and ``names`` those that the provider gives them.

    Of an event with UserData instead, they are the values and the names of the elements in its only element.
    """

    record_id: int
    event_id: int
    provider: str
    time: datetime
    data: tuple[str, ...]
    names: tuple[str, ...] = ()

    def value(self, name: str) -> str | None:
        """What a name stands for; None when the event has no such name."""
        return dict(zip(self.names, self.data, strict=False)).get(name)


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
    data = _data(element)
    names = tuple(map(_name, data))
    return Event(
        record_id=_number(child(system, "EventRecordID")),
        event_id=_number(child(system, "EventID")),
        provider=provider.get("Name", "") if provider is not None else "",
        time=_time(created.get("SystemTime", "") if created is not None else ""),
        data=tuple(text_of(node) for node in data),
        names=names if any(names) else (),
    )


def _data(event: Element) -> list[Element]:
    user_data = child(event, "UserData")
    if user_data is not None:
        return [node for content in user_data for node in content]
    data = child(event, "EventData")
    return list(data) if data is not None else []


def _name(node: Element) -> str:
    name = local_name(node)
    return node.get("Name", "") if name == "Data" else name


def _number(element: Element | None) -> int:
    text = text_of(element)
    return int(text) if _NUMBER.fullmatch(text) else 0


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)
