# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events are told by number and position; what a text holds, in any language, makes no difference."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ResponseRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import (
    Event,
    EventReader,
    EventReaders,
    parse_events,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.windows.console.allowed_commands import refusal
from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _xml(
    record_id: object = 1, data: str = "", time: str = "2026-06-01T12:00:00.0000000Z", event_id: object = 20071
) -> str:
    return (
        f"<Event xmlns='{NAMESPACE}'><System><Provider Name='OpsMgr Connector'/>"
        f"<EventID Qualifiers='49152'>{event_id}</EventID><TimeCreated SystemTime='{time}'/>"
        f"<EventRecordID>{record_id}</EventRecordID></System><EventData>{data}</EventData></Event>\r\n"
    )


def _data(*texts: str) -> str:
    return "".join(f"<Data>{text}</Data>" for text in texts)


def test_an_event_is_read() -> None:
    assert parse_events(_xml(7, _data("gw01", "5723"))) == (
        Event(7, 20071, "OpsMgr Connector", NOON, ("gw01", "5723")),
    )


def test_no_text_is_no_event() -> None:
    assert parse_events("\r\n") == ()


def test_events_come_oldest_first_whatever_their_order() -> None:
    assert [event.record_id for event in parse_events(_xml(10) + _xml(9) + _xml(100))] == [9, 10, 100]


@pytest.mark.parametrize("text", ["größe", "証明書が信頼されていません", "\U0001f512", "\ufffd", "a &amp; b &lt;c&gt;"])
def test_a_text_of_any_language_is_read(text: str) -> None:
    (event,) = parse_events(_xml(1, _data(text)))
    assert event.data == (text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"),)


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1b", "\x1f", "\ufffe", "\uffff"])
def test_characters_that_xml_forbids_are_left_out(character: str) -> None:
    (event,) = parse_events(_xml(1, _data(f"a{character}b")))
    assert event.data == ("ab",)


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#x1;", "&#x1B;", "&#31;", "&#xFFFE;", "&#xD800;", "&#x110000;", f"&#{'9' * 5000};"]
)
def test_a_reference_to_a_character_that_xml_forbids_is_replaced(reference: str) -> None:
    first, second = parse_events(_xml(1, _data(f"a{reference}b")) + _xml(2))
    assert first.data == ("a\ufffdb",)
    assert second.record_id == 2


@pytest.mark.parametrize(("reference", "character"), [("&#65;", "A"), ("&#x1F512;", "\U0001f512"), ("&#x0000e4;", "ä")])
def test_a_reference_to_any_other_character_is_read(reference: str, character: str) -> None:
    (event,) = parse_events(_xml(1, _data(f"a{reference}b")))
    assert event.data == (f"a{character}b",)


def test_empty_data_keep_their_position() -> None:
    (event,) = parse_events(_xml(1, "<Data/><Data Name='x'>b</Data>"))
    assert event.data == ("", "b")


@pytest.mark.parametrize(
    ("time", "read"),
    [
        ("2026-06-01T12:00:00.1234567Z", NOON.replace(microsecond=123456)),
        ("2026-06-01T12:00:00.123456700Z", NOON.replace(microsecond=123456)),
        ("2026-06-01T12:00:00Z", NOON),
        ("2026-06-01T14:00:00+02:00", NOON),
        ("", datetime.min.replace(tzinfo=UTC)),
        ("gestern", datetime.min.replace(tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:00", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_the_time_is_utc_and_an_unknown_one_long_ago(time: str, read: datetime) -> None:
    (event,) = parse_events(_xml(time=time))
    assert event.time == read


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 5000])
def test_a_number_that_is_none_is_zero(number: str) -> None:
    (event,) = parse_events(_xml(record_id=number, event_id=number))
    assert (event.record_id, event.event_id) == (0, 0)


def test_an_event_without_its_system_part_is_passed_over() -> None:
    assert len(parse_events(_xml() + f"<Event xmlns='{NAMESPACE}'/>")) == 1


def test_an_event_without_data_or_provider_is_read() -> None:
    (event,) = parse_events("<Event><System><EventID>1</EventID></System></Event>")
    assert event == Event(0, 1, "", datetime.min.replace(tzinfo=UTC), ())


@pytest.mark.parametrize(
    "text", ["<Event>", "ERROR & more", "&#X1;", "&#xg;", "<!DOCTYPE x><Event/>", "</Events><Events>x"]
)
def test_text_that_is_no_list_of_events_is_refused(text: str) -> None:
    with pytest.raises(ResponseRefused, match="^the XML "):
        parse_events(text)


def test_a_log_that_cannot_be_read_is_none_and_an_empty_one_is_empty(registry: Registry) -> None:
    reader = EventReader("Operations Manager", [(20071, 20071)])
    assert reader.read([Section(False, "")], registry) is None
    assert reader.read([Section(True, "")], registry) == ()


def test_numbers_and_ranges_become_one_query(host: FakeHost, session: Any, registry: Registry) -> None:
    reader = EventReader("Operations Manager", [(20000, 21099), (1210, 1210)], after_record_id=99, count=5)
    (command,) = reader.commands
    assert command == (
        'wevtutil qe "Operations Manager" /q:"*[System[EventRecordID>99 and '
        '((EventID>=20000 and EventID<=21099) or EventID=1210)]]" /f:xml /rd:true /c:5'
    )
    host.texts[command] = _xml(101) + _xml(100)
    (events,) = read_all(session, registry, reader)
    assert [event.record_id for event in events] == [100, 101]


def test_events_of_any_record_id_are_asked_for_without_a_condition() -> None:
    (command,) = EventReader("System", [(1210, 1210)]).commands
    assert command == 'wevtutil qe "System" /q:"*[System[(EventID=1210)]]" /f:xml /rd:true /c:200'


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


def test_the_events_of_several_queries_come_oldest_first(host: FakeHost, session: Any, registry: Registry) -> None:
    reader = EventReaders(*(EventReader("Operations Manager", [(number, number)]) for number in (1210, 20000)))
    host.texts.update(zip(reader.commands, (_xml(12) + _xml(3), _xml(7)), strict=True))
    (events,) = read_all(session, registry, reader)
    assert [event.record_id for event in events] == [3, 7, 12]


@pytest.mark.parametrize("failed", [0, 1])
def test_a_log_of_which_one_query_fails_cannot_be_read(failed: int, registry: Registry) -> None:
    reader = EventReaders(*(EventReader("Operations Manager", [(number, number)]) for number in (1210, 20000)))
    sections = [Section(position != failed, "" if position == failed else _xml()) for position in (0, 1)]
    assert reader.read(sections, registry) is None


def test_several_queries_of_an_empty_log_find_nothing(registry: Registry) -> None:
    reader = EventReaders(*(EventReader("Operations Manager", [(number, number)]) for number in (1210, 20000)))
    assert reader.read([Section(True, ""), Section(True, "")], registry) == ()


def test_a_moment_without_a_time_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="^a moment without a time zone"):
        EventReader("Operations Manager", [(1210, 1210)], since=datetime(2026, 1, 31))


def test_the_lab_takes_a_query_by_time_for_an_allowed_one() -> None:
    (command,) = EventReader("Operations Manager", [(1210, 1210)], since=NOON).commands
    assert refusal(command) is None


@given(st.lists(st.text(st.characters(codec="utf-8"))))
@settings(max_examples=50)
def test_no_character_of_a_text_hides_the_event(texts: list[str]) -> None:
    escaped = ("".join(f"&#{ord(character)};" for character in text) for text in texts)
    (event,) = parse_events(_xml(7, _data(*escaped)))
    assert (event.record_id, len(event.data)) == (7, len(texts))


@given(st.text() | st.datetimes().map(datetime.isoformat))
@settings(max_examples=50)
def test_any_time_is_a_moment_in_utc(text: str) -> None:
    escaped = "".join(f"&#{ord(character)};" for character in text)
    (event,) = parse_events(_xml(7, time=escaped))
    assert event.time.tzinfo is UTC
