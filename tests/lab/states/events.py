# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events of a log as a report tells them: number, strings in the order of %1, %2 and so on, and age."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tests.lab.opsmgr import events
from tests.lab.states.moments import read_moment
from tests.lab.states.section import Section
from tests.lab.windows.event_log import ERROR, INFORMATION, WARNING
from tests.lab.windows.machine import Machine

KEYS = ("id", "strings", "at", "times", "log", "provider", "level")
LOGS = (events.LOG, "System", "Application")
LEVELS = {"error": ERROR, "warning": WARNING, "information": INFORMATION}

SMALLEST_CODE = 0x80000000
USUAL_MOMENT = "10 minutes ago"


@dataclass(frozen=True)
class LoggedEvent:
    """`at` is how far it lies ahead of now."""

    event_id: int
    strings: tuple[str, ...]
    names: tuple[str, ...]
    at: timedelta
    times: int
    log: str
    provider: str
    level: int


def read_events(items: Sequence[object], place: str) -> tuple[LoggedEvent, ...]:
    """Oldest first. A bare number is an event without strings; without a moment it has that of the one before it."""
    return tuple(_read(items, place))


def _read(items: Sequence[object], place: str) -> Iterator[LoggedEvent]:
    moment = USUAL_MOMENT
    for number, item in enumerate(items, 1):
        section = Section.of({"id": item} if isinstance(item, int) else item, f"{place} {number}", KEYS)
        moment = section.text("at", moment)
        event_id = section.number("id", 0)
        yield LoggedEvent(
            event_id,
            *_strings(section),
            read_moment(moment, section.at("at")),
            section.number("times", 1),
            section.choice("log", LOGS, events.LOG),
            section.text("provider", events.provider_of(event_id)),
            LEVELS[section.choice("level", LEVELS, _level(event_id))],
        )


def _strings(section: Section) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In their order, and their names where the provider names them, as Schannel does."""
    if isinstance(section.content.get("strings"), Mapping):
        named = section.mapping("strings")
        return tuple(map(_shown, named.values())), tuple(map(str, named))
    return tuple(map(_shown, section.items("strings"))), ()


def _shown(value: object) -> str:
    """A code that is written without quotation marks is a number to YAML."""
    return f"0x{value:08X}" if isinstance(value, int) and value >= SMALLEST_CODE else str(value)


def _level(event_id: int) -> str:
    return "information" if event_id in events.INFORMATION_EVENTS else "error"


def replace_log(machine: Machine, logged: Sequence[LoggedEvent]) -> None:
    """Let the log of SCOM hold these and nothing else; those of other logs are added to them."""
    machine.event_logs[events.LOG.lower()].clear()
    for event in logged:
        for _time in range(event.times):
            machine.event_logs[event.log.lower()].write(
                event.event_id,
                event.level,
                event.provider,
                *event.strings,
                at=machine.clock.now() + event.at,
                names=event.names,
            )
