# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events are told by number and position; what a text holds, in any language, makes no difference."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ResponseRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event, parse_events
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.windows.events import NAMESPACE, NOON, event_xml


def _data(*texts: str) -> str:
    return "".join(f"<Data>{text}</Data>" for text in texts)


def test_an_event_is_read() -> None:
    assert parse_events(event_xml(7, _data("gw01", "5723"))) == (
        Event(7, 20071, "OpsMgr Connector", NOON, ("gw01", "5723")),
    )


def test_the_names_of_data_are_read_with_them() -> None:
    (event,) = parse_events(event_xml(7, "<Data Name='Type'>client</Data><Data Name='ErrorState'>10013</Data>"))
    assert (event.data, event.value("ErrorState"), event.value("Missing")) == (("client", "10013"), "10013", None)


def test_data_in_the_form_of_user_data_is_read_by_the_names_of_its_elements() -> None:
    (event,) = parse_events(
        "<Event><System><EventID>36880</EventID></System><UserData><EventXML xmlns='LSA_NS'>"
        "<Type>server</Type><Protocol>TLS 1.2</Protocol></EventXML></UserData></Event>"
    )
    assert (event.data, event.value("Protocol")) == (("server", "TLS 1.2"), "TLS 1.2")


def test_no_text_is_no_event() -> None:
    assert parse_events("\r\n") == ()


def test_events_come_oldest_first_whatever_their_order() -> None:
    assert [event.record_id for event in parse_events(event_xml(10) + event_xml(9) + event_xml(100))] == [9, 10, 100]


@pytest.mark.parametrize("text", ["größe", "証明書が信頼されていません", "\U0001f512", "\ufffd", "a &amp; b &lt;c&gt;"])
def test_a_text_of_any_language_is_read(text: str) -> None:
    (event,) = parse_events(event_xml(1, _data(text)))
    assert event.data == (text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"),)


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1b", "\x1f", "\ufffe", "\uffff"])
def test_characters_that_xml_forbids_are_left_out(character: str) -> None:
    (event,) = parse_events(event_xml(1, _data(f"a{character}b")))
    assert event.data == ("ab",)


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#x1;", "&#x1B;", "&#31;", "&#xFFFE;", "&#xD800;", "&#x110000;", f"&#{'9' * 5000};"]
)
def test_a_reference_to_a_character_that_xml_forbids_is_replaced(reference: str) -> None:
    first, second = parse_events(event_xml(1, _data(f"a{reference}b")) + event_xml(2))
    assert first.data == ("a\ufffdb",)
    assert second.record_id == 2


@pytest.mark.parametrize(("reference", "character"), [("&#65;", "A"), ("&#x1F512;", "\U0001f512"), ("&#x0000e4;", "ä")])
def test_a_reference_to_any_other_character_is_read(reference: str, character: str) -> None:
    (event,) = parse_events(event_xml(1, _data(f"a{reference}b")))
    assert event.data == (f"a{character}b",)


def test_empty_data_keep_their_position() -> None:
    (event,) = parse_events(event_xml(1, "<Data/><Data Name='x'>b</Data>"))
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
    (event,) = parse_events(event_xml(time=time))
    assert event.time == read


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 5000])
def test_a_number_that_is_none_is_zero(number: str) -> None:
    (event,) = parse_events(event_xml(record_id=number, event_id=number))
    assert (event.record_id, event.event_id) == (0, 0)


def test_an_event_without_its_system_part_is_passed_over() -> None:
    assert len(parse_events(event_xml() + f"<Event xmlns='{NAMESPACE}'/>")) == 1


def test_an_event_without_data_or_provider_is_read() -> None:
    (event,) = parse_events("<Event><System><EventID>1</EventID></System></Event>")
    assert event == Event(0, 1, "", datetime.min.replace(tzinfo=UTC), ())


@pytest.mark.parametrize(
    "text", ["<Event>", "ERROR & more", "&#X1;", "&#xg;", "<!DOCTYPE x><Event/>", "</Events><Events>x"]
)
def test_text_that_is_no_list_of_events_is_refused(text: str) -> None:
    with pytest.raises(ResponseRefused, match="^the XML "):
        parse_events(text)


@given(st.lists(st.text(st.characters(codec="utf-8"))))
@settings(max_examples=50)
def test_no_character_of_a_text_hides_the_event(texts: list[str]) -> None:
    escaped = ("".join(f"&#{ord(character)};" for character in text) for text in texts)
    (event,) = parse_events(event_xml(7, _data(*escaped)))
    assert (event.record_id, len(event.data)) == (7, len(texts))


@given(st.text() | st.datetimes().map(datetime.isoformat))
@settings(max_examples=50)
def test_any_time_is_a_moment_in_utc(text: str) -> None:
    escaped = "".join(f"&#{ord(character)};" for character in text)
    (event,) = parse_events(event_xml(7, time=escaped))
    assert event.time.tzinfo is UTC
