# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event is decoded by provider, number and position; its language makes no difference, and nothing in it is trusted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import (
    LinkEvent,
    decode,
    describe,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.opsmgr.hosts import event

PARENT = "gw01.corp.example"
DEVICE = "web01.dmz.example"

DECODED = {
    1210: (("CORP",), "success", "agent", "corp", None),
    1220: (("CORP",), "configuration", "agent", "corp", None),
    2003: ((), "failure", "agent", None, None),
    2010: (("Unspecified error", "0x80004005"), "failure", "agent", None, None),
    7022: (("CORP", "0x80FF003F", "0x80FF003F"), "configuration", "agent", "corp", 0x80FF003F),
    20000: ((DEVICE,), "rejection", "gateway", DEVICE, None),
    20001: (("CORP", DEVICE), "rejection", "gateway", DEVICE, None),
    20002: (("192.0.2.7",), "rejection", "gateway", None, None),
    20012: (("CORP",), "failure", "agent", "corp", None),
    20020: (("x", DEVICE), "success", "gateway", DEVICE, None),
    20021: (("x", DEVICE, "", "", PARENT), "success", "gateway", DEVICE, None),
    20022: (("x", DEVICE), "consequence", "gateway", DEVICE, None),
    20023: (("x", DEVICE), "consequence", "gateway", DEVICE, None),
    20049: ((), "own_certificate", "either", None, None),
    20050: ((), "own_certificate", "either", None, None),
    20051: (("1/1/2024", "1/1/2025"), "own_certificate", "either", None, None),
    20052: (("CN=other", DEVICE), "own_certificate", "either", None, None),
    20053: ((), "own_certificate", "either", None, None),
    20057: ((f"MSOMHSvc/{PARENT}", "0x80090325", "text"), "failure", "agent", PARENT, 0x80090325),
    20066: ((), "own_certificate", "either", None, None),
    20067: ((), "own_certificate", "either", None, None),
    20068: (("0x8009000D", "text"), "own_certificate", "either", None, 0x8009000D),
    20069: ((), "own_certificate", "either", None, None),
    20070: ((PARENT,), "failure", "agent", PARENT, None),
    20071: ((PARENT,), "failure", "agent", PARENT, None),
    20072: ((PARENT, "0x800B0109", "text"), "failure", "either", PARENT, 0x800B0109),
    20076: ((), "information", "either", None, None),
    20077: ((), "own_certificate", "either", None, None),
    21001: ((PARENT,), "failure", "agent", PARENT, None),
    21002: ((DEVICE,), "failure", "gateway", DEVICE, None),
    21003: ((DEVICE,), "failure", "gateway", DEVICE, None),
    21005: ((PARENT, "11001L", "text"), "failure", "agent", PARENT, 11001),
    21006: ((PARENT, "5723", "10060L", "text"), "failure", "agent", PARENT, 10060),
    21007: ((PARENT,), "failure", "agent", PARENT, None),
    21008: ((PARENT,), "failure", "agent", PARENT, None),
    21011: ((), "failure", "gateway", None, None),
    21015: ((PARENT,), "consequence", "agent", PARENT, None),
    21016: ((PARENT,), "consequence", "agent", PARENT, None),
    21019: ((PARENT,), "success", "agent", PARENT, None),
    21021: ((), "consequence", "either", None, None),
    21022: ((), "own_certificate", "either", None, None),
    21023: (("CORP",), "progress", "agent", "corp", None),
    21024: (("CORP", "cookie"), "progress", "agent", "corp", None),
    21025: (("CORP",), "success", "agent", "corp", None),
    21035: (("MSOMHSvc", "text"), "information", "either", None, None),
    21036: (("0x80092004", "text"), "own_certificate", "either", None, 0x80092004),
    29120: ((), "information", "gateway", None, None),
    29181: ((), "information", "gateway", None, None),
}


def decoded(number: int, *data: str) -> LinkEvent:
    found = decode(event(number, *data))
    assert found is not None
    return found


def test_an_event_is_decoded_by_its_positions() -> None:
    assert set(EVENT_KINDS) == set(DECODED)
    events = {number: decoded(number, *data) for number, (data, *_row) in DECODED.items()}
    rows = {number: (each.nature, each.side, each.about, each.code) for number, each in events.items()}
    assert rows == {number: tuple(row) for number, (_data, *row) in DECODED.items()}


def test_an_event_keeps_its_record_id_and_time() -> None:
    found = decode(event(20070, PARENT, record_id=77))
    assert found is not None
    assert (found.record_id, found.event_id, found.time) == (77, 20070, datetime(2026, 6, 1, tzinfo=UTC))


def test_another_providers_event_of_the_same_number_is_not_ours() -> None:
    assert [each for each in DECODED if decode(event(each, PARENT, provider="Health Service Script"))] == []


@pytest.mark.parametrize(
    ("number", "provider"), [(1210, "OpsMgr Connector"), (20070, "HealthService"), (29120, "HealthService")]
)
def test_our_providers_do_not_stand_in_for_each_other(number: int, provider: str) -> None:
    assert decode(event(number, provider=provider)) is None


def test_a_provider_is_told_in_any_letter_case() -> None:
    assert decode(event(1210, "CORP", provider="HEALTHSERVICE")) is not None


@pytest.mark.parametrize("number", [0, 1, 20058, 65535])
def test_an_unknown_number_is_not_ours(number: int) -> None:
    assert decode(event(number)) is None


def test_an_event_without_its_strings_is_about_nobody() -> None:
    events = [decoded(number) for number in DECODED]
    assert {(each.about, each.address, each.code, each.code_meaning) for each in events} == {(None, None, None, None)}


TEXTS = (
    "A connection attempt failed.",
    "Die Zertifikatkette ist nicht vertrauenswürdig.",
    "証明書チェーン",
    "?????",
    "",
)


@pytest.mark.parametrize("number", [20057, 20072, 21005, 21006, 20068, 21036])
def test_the_text_of_any_language_gives_the_same_event(number: int) -> None:
    data = DECODED[number][0]
    assert len({decoded(number, *data[:-1], text) for text in TEXTS}) == 1


@pytest.mark.parametrize(
    "principal", ["MSOMHSvc/GW01.corp.example", "msomhsvc/gw01.corp.example", " GW01.Corp.Example "]
)
def test_a_name_is_lower_case_and_without_its_service_class(principal: str) -> None:
    assert decoded(20057, principal).about == PARENT


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "gw01\nevent 1210", "gw01\x1b[2J", "MSOMHSvc/"])
def test_a_text_that_cannot_be_a_name_is_none(name: str) -> None:
    assert decoded(20070, name).about is None


@pytest.mark.parametrize(
    "text", ["192.0.2.7", "192.0.2.7:49822", "::ffff:192.0.2.7", "[::FFFF:192.0.2.7]:49822", " 192.0.2.7 "]
)
def test_the_address_of_20002_is_read_with_or_without_a_port(text: str) -> None:
    assert decoded(20002, text).address == "192.0.2.7"


@pytest.mark.parametrize(
    "text",
    [
        "2001:db8::7",
        "2001:DB8:0:0::0007",
        "[2001:db8::7]",
        "[2001:db8::7]:49822",
        "2001:db8::7%4",
        "[2001:db8::7%12]:49822",
        " 2001:db8::7 ",
    ],
)
def test_an_ipv6_address_of_20002_is_read_in_any_form(text: str) -> None:
    assert decoded(20002, text).address == "2001:db8::7"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "web01",
        "192.0.2",
        "192.0.2.256",
        "1.2.3.4.5",
        "192.0.2.7:x",
        "2001:db8::1::2",
        "[2001:db8::1",
        "[]:5723",
        "١.1.1.1",
    ],
)
def test_a_text_that_is_no_address_is_none(text: str) -> None:
    assert decoded(20002, text).address is None


def test_a_known_code_has_a_meaning_and_an_unknown_one_has_none() -> None:
    known, unknown = decoded(21006, PARENT, "5723", "10060L"), decoded(21006, PARENT, "5723", "0x80091234")
    assert known.code_meaning == "nothing answered in time, as behind a firewall that filters"
    assert (unknown.code, unknown.code_meaning) == (0x80091234, None)


@given(st.sampled_from(sorted(DECODED)), st.lists(st.text(), max_size=6))
def test_no_data_is_an_exception_or_breaks_the_sentence(number: int, data: list[str]) -> None:
    assert describe(decoded(number, *data)).isprintable()


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (decoded(20053), "event 20053 at 2026-06-01T00:00:00Z: the own certificate was loaded"),
        (
            decoded(20000, DEVICE),
            "event 20000 at 2026-06-01T00:00:00Z: a device that is not part of the management group asked for access"
            + " (web01.dmz.example)",
        ),
        (
            decoded(20002, "192.0.2.7:49822"),
            "event 20002 at 2026-06-01T00:00:00Z: the device at an address could not be authenticated (192.0.2.7)",
        ),
        (
            decoded(20072, PARENT, "-2146762487"),
            "event 20072 at 2026-06-01T00:00:00Z: the certificate of the other side is not trusted"
            + " (gw01.corp.example, 0x800B0109, the chain ends in a root that is not trusted)",
        ),
        (
            decoded(21006, PARENT, "5723", "10099L"),
            "event 21006 at 2026-06-01T00:00:00Z: no connection to the parent's port (gw01.corp.example, 10099)",
        ),
    ],
    ids=["bare", "name", "address", "code with a meaning", "code without one"],
)
def test_an_event_is_described_in_a_sentence(found: LinkEvent, sentence: str) -> None:
    assert describe(found) == sentence


def test_the_sentence_of_an_event_without_a_time_is_one_all_the_same() -> None:
    odd = decode(Event(0, 20053, "OpsMgr Connector", datetime.min.replace(tzinfo=UTC), ()))
    assert odd is not None
    assert describe(odd).startswith("event 20053 at 0001-01-01T00:00:00Z: ")
