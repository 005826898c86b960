# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newest events are asked for by number, record id and time, and a log that cannot be read is no empty one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.event_log import EventReader, EventReaders

from tests.lab.windows.console.allowed_commands import refusal
from tests.unit.plugins.plugin_utils.windows.events import NOON, event_xml
from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost


def test_a_log_that_cannot_be_read_is_told_in_the_hosts_words_and_an_empty_one_is_empty(windows: Host) -> None:
    reader = EventReader("Operations Manager", [(20071, 20071)])
    with pytest.raises(Unreadable) as caught:
        reader.read([Section(False, "", "; the host wrote: no such channel")], windows)
    assert str(caught.value) == (
        "cannot read the log Operations Manager of web01.dmz.example: wevtutil did not deliver it; "
        "the host wrote: no such channel"
    )
    assert reader.read([Section(True, "")], windows) == ()


def test_numbers_and_ranges_become_one_query(host: FakeHost, windows: Host) -> None:
    reader = EventReader("Operations Manager", [(20000, 21099), (1210, 1210)], after_record_id=99, count=5)
    (command,) = reader.commands
    assert command == (
        'wevtutil qe "Operations Manager" /q:"*[System[EventRecordID>99 and '
        '((EventID>=20000 and EventID<=21099) or EventID=1210)]]" /f:xml /rd:true /c:5'
    )
    host.texts[command] = event_xml(101) + event_xml(100)
    (events,) = read_all(windows, reader)
    assert [event.record_id for event in events] == [100, 101]


def test_events_of_any_record_id_are_asked_for_without_a_condition() -> None:
    (command,) = EventReader("System", [(1210, 1210)]).commands
    assert command == 'wevtutil qe "System" /q:"*[System[(EventID=1210)]]" /f:xml /rd:true /c:200'


def test_events_of_one_provider_alone_are_asked_for_by_its_name() -> None:
    (command,) = EventReader("System", [(36887, 36887)], provider="Schannel").commands
    assert command == (
        'wevtutil qe "System" /q:"*[System[Provider[@Name=\'Schannel\'] and (EventID=36887)]]" /f:xml /rd:true /c:200'
    )


@pytest.mark.parametrize("provider", ["a b", "x'] or *[", 'a"', "ä"])
def test_a_provider_that_could_be_more_than_a_name_is_refused(provider: str) -> None:
    with pytest.raises(ValueError, match="not a provider"):
        EventReader("System", [(1, 1)], provider=provider)


@pytest.mark.parametrize(
    ("since", "printed"),
    [
        (datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), "2026-01-31T23:59:59.000Z"),
        (datetime(2026, 1, 31, 23, 59, 59, 987654, tzinfo=UTC), "2026-01-31T23:59:59.987Z"),
        (datetime(2026, 2, 1, 1, 59, 59, tzinfo=timezone(timedelta(hours=2))), "2026-01-31T23:59:59.000Z"),
        (datetime(900, 1, 1, tzinfo=UTC), "0900-01-01T00:00:00.000Z"),
    ],
    ids=["UTC", "milliseconds", "another zone", "long ago"],
)
def test_a_moment_becomes_a_condition_in_utc(since: datetime, printed: str) -> None:
    (command,) = EventReader("Operations Manager", [(1210, 1210)], 99, since=since).commands
    assert command == (
        'wevtutil qe "Operations Manager" /q:"*[System[EventRecordID>99 and '
        f"TimeCreated[@SystemTime>='{printed}'] and (EventID=1210)]]\" /f:xml /rd:true /c:200"
    )


def test_several_queries_are_asked_in_their_order() -> None:
    first, second = (
        EventReader("Operations Manager", [(1210, 1210)]),
        EventReader("Operations Manager", [(20000, 20002)]),
    )
    assert EventReaders(first, second).commands == (*first.commands, *second.commands)


def test_the_events_of_several_queries_come_oldest_first(host: FakeHost, windows: Host) -> None:
    reader = EventReaders(*(EventReader("Operations Manager", [(number, number)]) for number in (1210, 20000)))
    host.texts.update(zip(reader.commands, (event_xml(12) + event_xml(3), event_xml(7)), strict=True))
    (events,) = read_all(windows, reader)
    assert [event.record_id for event in events] == [3, 7, 12]


@pytest.mark.parametrize("failed", [0, 1])
def test_a_log_of_which_one_query_fails_cannot_be_read(failed: int, windows: Host) -> None:
    reader = EventReaders(*(EventReader("Operations Manager", [(number, number)]) for number in (1210, 20000)))
    sections = [Section(position != failed, "" if position == failed else event_xml()) for position in (0, 1)]
    with pytest.raises(Unreadable):
        reader.read(sections, windows)


def test_several_queries_of_an_empty_log_find_nothing(windows: Host) -> None:
    reader = EventReaders(*(EventReader("Operations Manager", [(number, number)]) for number in (1210, 20000)))
    assert reader.read([Section(True, ""), Section(True, "")], windows) == ()


def test_a_moment_without_a_time_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="^a moment without a time zone"):
        EventReader("Operations Manager", [(1210, 1210)], since=datetime(2026, 1, 31))


def test_the_lab_takes_a_query_by_time_for_an_allowed_one() -> None:
    (command,) = EventReader("Operations Manager", [(1210, 1210)], since=NOON).commands
    assert refusal(command) is None
