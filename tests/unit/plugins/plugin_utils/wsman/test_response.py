# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers: read by local name, and refused when they are not what the protocol allows."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ResponseRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import response
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import (
    MAX_ELEMENTS,
    CimObject,
    parse_xml,
    read_body,
    read_command_id,
    read_object,
    read_page,
    read_received,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.recorded import recorded
from tests.unit.plugins.plugin_utils.wsman.conversation import envelope, received

XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


def _object(properties: str) -> CimObject:
    return CimObject(parse_xml(f'<p:X xmlns:p="urn:p" xmlns:cim="urn:cim" {XSI}>{properties}</p:X>'))


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><s>&b;</s>',
        '<!DOCTYPE s SYSTEM "http://192.0.2.1/evil.dtd"><s/>',
    ],
)
def test_a_document_type_declaration_is_refused(xml: str) -> None:
    with pytest.raises(ResponseRefused, match="document type declaration"):
        parse_xml(xml)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a>",
        b"<html><br></html>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="shift_jis"?><a/>',
        b'<?xml version="1.0" encoding="klingon"?><a/>',
    ],
)
def test_what_is_not_well_formed_is_refused(xml: bytes) -> None:
    with pytest.raises(ResponseRefused, match="^the XML is not well-formed: "):
        parse_xml(xml)


def test_a_body_is_read_when_it_answers_our_message_in_any_letter_case() -> None:
    assert read_body(envelope("<x/>", "uuid:ABC"), "uuid:abc")[0].tag == "x"


def test_an_answer_to_another_message_is_refused() -> None:
    with pytest.raises(ResponseRefused, match="^the answer relates to uuid:2, not to ours$"):
        read_body(envelope("<x/>", "uuid:2"), "uuid:1")


def test_a_message_that_the_answer_relates_to_is_quoted_in_part() -> None:
    with pytest.raises(ResponseRefused, match="^the answer relates to x{100}, not to ours$"):
        read_body(envelope("<x/>", "x" * 5000), "uuid:1")


def test_an_answer_to_no_message_is_refused() -> None:
    with pytest.raises(ResponseRefused, match="^the answer relates to no request, not to ours$"):
        read_body(envelope("<x/>", ""), "uuid:1")


@pytest.mark.parametrize("xml", [b"<html><Body/></html>", b"<Envelope><Header/></Envelope>"])
def test_what_is_no_soap_envelope_is_refused(xml: bytes) -> None:
    with pytest.raises(ResponseRefused, match="^the answer is not a SOAP envelope$"):
        read_body(xml, "uuid:1")


def test_the_recorded_enumkey_answer_is_read() -> None:
    answer = recorded("openwsman/StdRegProv_EnumKey_response.xml")
    output = read_object(read_body(answer, "uuid:357dee93-b5a1-15a1-8004-4b73f7201300"))
    assert output.integer("ReturnValue") == 0
    assert output.texts("sNames")[:2] == ["AddressBook", "Branding"]
    assert len(output.texts("sNames")) == 26


def test_property_names_are_compared_in_any_letter_case() -> None:
    assert _object("<p:ProcessID>7</p:ProcessID>").integer("processId") == 7


@pytest.mark.parametrize("properties", ["", '<p:A i:nil="true"/>', '<p:A i:nil="1"/>'])
def test_a_null_or_absent_scalar_is_none(properties: str) -> None:
    value = _object(properties)
    assert (value.text("A"), value.integer("A")) == (None, None)


def test_an_empty_scalar_is_an_empty_text() -> None:
    assert _object("<p:A></p:A>").text("A") == ""


def test_a_repeated_element_is_an_array_in_order() -> None:
    assert _object("<p:A>x</p:A><p:B>-</p:B><p:A>y</p:A><p:A/>").texts("A") == ["x", "y", ""]


@pytest.mark.parametrize("properties", ["", '<p:A i:nil="true"/>'])
def test_an_empty_array_is_an_absent_or_null_element(properties: str) -> None:
    value = _object(properties)
    assert (value.texts("A"), value.octets("A")) == ([], b"")


def test_octets_are_one_decimal_number_an_element() -> None:
    assert _object("<p:A>0</p:A><p:A>255</p:A>").octets("A") == b"\x00\xff"


@pytest.mark.parametrize("item", ["256", "-1", "x", "", "9" * 5000])
def test_an_octet_that_is_no_byte_is_refused(item: str) -> None:
    with pytest.raises(ResponseRefused, match="^A "):
        _object(f"<p:A>1</p:A><p:A>{item}</p:A>").octets("A")


@pytest.mark.parametrize("text", ["vier", "", "1_0", "\u0664", "0x4", "1e3", "9" * 21, "9" * 5000])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ResponseRefused, match="^A should be a number$"):
        _object(f"<p:A>{text}</p:A>").integer("A")


@given(st.integers(-(2**63), 2**64 - 1))
@settings(max_examples=50)
def test_any_number_of_64_bits_is_read(number: int) -> None:
    assert _object(f"<p:A> {number} </p:A>").integer("A") == number


@given(st.binary())
@settings(max_examples=50)
def test_any_octets_are_read(octets: bytes) -> None:
    assert _object("".join(f"<p:A>{octet}</p:A>" for octet in octets)).octets("A") == octets


def test_a_datetime_is_the_text_of_its_inner_element() -> None:
    created = _object("<p:A><cim:Datetime>2026-01-02T03:04:05Z</cim:Datetime></p:A>")
    assert created.text("A") == "2026-01-02T03:04:05Z"


def test_an_empty_body_is_no_object() -> None:
    with pytest.raises(ResponseRefused, match="^the answer has an empty body$"):
        read_object(parse_xml("<Body/>"))


@pytest.mark.parametrize("prefix", ["w", "n"])
def test_a_page_is_read_with_items_of_either_namespace(prefix: str) -> None:
    page = read_page(
        parse_xml(
            f'<B xmlns:n="urn:n" xmlns:w="urn:w"><n:R><n:EnumerationContext>c2</n:EnumerationContext>'
            f"<{prefix}:Items><X><Name>a</Name></X><X><Name>b</Name></X></{prefix}:Items></n:R></B>"
        )
    )
    assert ([item.text("Name") for item in page.items], page.context) == (["a", "b"], "c2")


def test_an_item_of_a_projection_is_a_fragment_without_namespace() -> None:
    page = read_page(
        parse_xml(
            f'<B xmlns:w="urn:w" {XSI}><w:Items><w:XmlFragment><Name>a</Name><Path i:nil="true"/></w:XmlFragment>'
            "</w:Items></B>"
        )
    )
    assert (page.items[0].text("Name"), page.items[0].text("Path")) == ("a", None)


@pytest.mark.parametrize(
    "response",
    [
        "<EnumerationContext>c</EnumerationContext><Items/><EndOfSequence/>",
        "<EnumerationContext></EnumerationContext><Items/>",
        "<EnumerationContext/><EndOfSequence/>",
        "<Items/><EndOfSequence/>",
        "",
    ],
)
def test_an_enumeration_ends_by_its_mark_or_without_a_context(response: str) -> None:
    page = read_page(parse_xml(f"<B><R>{response}</R></B>"))
    assert (page.items, page.context) == ((), None)


def test_a_command_without_id_is_refused() -> None:
    with pytest.raises(ResponseRefused, match="names no command"):
        read_command_id(parse_xml("<B><CommandResponse/></B>"))


def test_a_recorded_command_answer_names_its_command() -> None:
    assert read_command_id(parse_xml(recorded("pypsrp/winrs_standard_01_CommandResponse.xml")))


def test_a_recorded_running_command_has_no_exit_code_and_its_streams_are_joined() -> None:
    piece = read_received(parse_xml(recorded("pypsrp/winrs_operation_timeout_02_ReceiveResponse.xml")))
    assert (piece.stdout, piece.stderr, piece.exit_code) == (b"hi\n", b"", None)


def test_a_recorded_finished_command_has_both_streams_and_its_exit_code() -> None:
    piece = read_received(parse_xml(recorded("pypsrp/winrs_stderr_rc_02_ReceiveResponse.xml")))
    assert (piece.stdout, piece.stderr, piece.exit_code) == (b"out \r\n", b"err \r\n", 1)


@pytest.mark.parametrize("stream", ["abc", "größe==="])
def test_a_stream_that_is_not_base64_is_refused(stream: str) -> None:
    with pytest.raises(ResponseRefused, match="^the command's stdout is not base64$"):
        read_received(parse_xml(received(stream)))


@given(st.lists(st.binary()), st.binary(), st.none() | st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_any_output_is_joined_from_its_pieces(pieces: list[bytes], errors: bytes, exit_code: int | None) -> None:
    streams = '</r:Stream><r:Stream Name="stdout">'.join(base64.b64encode(piece).decode() for piece in pieces)
    piece = read_received(parse_xml(received(streams, base64.b64encode(errors).decode(), exit_code)))
    assert (piece.stdout, piece.stderr, piece.exit_code) == (b"".join(pieces), errors, exit_code)


def test_deep_nesting_is_read_to_its_end() -> None:
    depth = MAX_ELEMENTS - 10
    body = read_body(envelope("<a>" * depth + "</a>" * depth, "uuid:1"), "uuid:1")
    assert (len(body), read_page(body).items) == (1, ())


def test_as_many_elements_as_an_answer_may_have_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response, "MAX_ELEMENTS", 3)
    assert len(parse_xml("<a><b/><b/></a>")) == 2
    with pytest.raises(ResponseRefused):
        parse_xml("<a><b/><b/><b/></a>")


def test_more_elements_than_any_answer_needs_are_refused() -> None:
    with pytest.raises(ResponseRefused, match="^the XML holds more than 500000 elements$"):
        parse_xml("<a>" + "<b/>" * MAX_ELEMENTS + "</a>")
