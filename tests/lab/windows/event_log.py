# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated event log: numbered records and the XML that Windows renders of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from tests.lab.windows.clock import TimeSource

EVENT_NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"

ERROR = 2
WARNING = 3
INFORMATION = 4


@dataclass(frozen=True)
class Event:
    """One record; `data` are the texts of EventData's Data elements, by position, and `names` those of all of them, or none."""

    record_id: int
    event_id: int
    provider: str
    level: int
    time_created: datetime
    data: tuple[str, ...]
    channel: str
    computer: str
    names: tuple[str, ...] = ()

    @property
    def xml(self) -> str:
        """The record as `wevtutil qe /f:xml` prints it."""
        return f"<Event xmlns='{EVENT_NAMESPACE}'>{self._system}{self._event_data}</Event>"

    @cached_property
    def element(self) -> ElementTree.Element:
        """The record without its namespace, for queries."""
        return ElementTree.fromstring(f"<Event>{self._system}{self._event_data}</Event>")

    @property
    def _system(self) -> str:
        return (
            f"<System><Provider Name={_quoted(self.provider)}/><EventID Qualifiers='49152'>{self.event_id}</EventID>"
            f"<Version>0</Version><Level>{self.level}</Level><Task>0</Task><Opcode>0</Opcode>"
            f"<Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='{_system_time(self.time_created)}'/>"
            f"<EventRecordID>{self.record_id}</EventRecordID><Correlation/><Execution ProcessID='0' ThreadID='0'/>"
            f"<Channel>{escape(self.channel)}</Channel><Computer>{escape(self.computer)}</Computer><Security/></System>"
        )

    @property
    def _event_data(self) -> str:
        names = [f" Name={_quoted(name)}" for name in self.names] or [""] * len(self.data)
        data = (f"<Data{name}>{escape(text)}</Data>" for name, text in zip(names, self.data, strict=True))
        return f"<EventData>{''.join(data)}</EventData>"


def _quoted(text: str) -> str:
    return quoteattr(text, {'"': "&quot;"}).replace('"', "'")


def _system_time(moment: datetime) -> str:
    """Windows 10 and later print seven digits of a second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


class EventLog:
    """One log of a machine; the oldest records go when it is full."""

    def __init__(
        self, name: str, computer: str, clock: TimeSource, first_record: int = 1, capacity: int = 10_000
    ) -> None:
        self.name = name
        self._computer = computer
        self._clock = clock
        self._next_record = first_record
        self._events: deque[Event] = deque(maxlen=capacity)

    def write(
        self,
        event_id: int,
        level: int,
        provider: str,
        *data: str,
        at: datetime | None = None,
        names: tuple[str, ...] = (),
    ) -> Event:
        moment = at or self._clock.now()
        event = Event(self._next_record, event_id, provider, level, moment, data, self.name, self._computer, names)
        self._next_record += 1
        self._events.append(event)
        return event

    def clear(self) -> None:
        """As an administrator does; what comes later is numbered on."""
        self._events.clear()

    def __iter__(self) -> Iterator[Event]:
        """Oldest first."""
        return iter(self._events)

    def __reversed__(self) -> Iterator[Event]:
        return reversed(self._events)

    def __len__(self) -> int:
        return len(self._events)

    @property
    def oldest_record(self) -> int:
        return self._events[0].record_id if self._events else self._next_record

    def ids(self, after: int = 0) -> list[int]:
        """The EventIDs of the records with a higher EventRecordID than `after`, oldest first."""
        return [event.event_id for event in self._events if event.record_id > after]
