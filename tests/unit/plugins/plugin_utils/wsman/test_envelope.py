# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests: the headers that every one carries, and values that cannot break out of their element."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import envelope, names
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.envelope import Request
from hypothesis import given
from hypothesis import strategies as st

SERVICE = names.cim_class("root/cimv2", "Win32_Service")
HOSTILE = "a & b </s:Body> \"c\" 'd' ]]> ü"

REQUESTS = {
    "get": envelope.get(SERVICE, {"Name": HOSTILE}),
    "invoke": envelope.invoke(SERVICE, "StopService", {"Reason": HOSTILE}, {"Name": HOSTILE}, True),
    "enumerate": envelope.enumerate_wql(SERVICE, f"SELECT * FROM X WHERE A < {HOSTILE}"),
    "pull": envelope.pull(SERVICE, HOSTILE),
    "command": envelope.run_command(HOSTILE, HOSTILE),
    "receive": envelope.receive(HOSTILE, HOSTILE),
    "terminate": envelope.terminate(HOSTILE, HOSTILE),
}

XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))


def _parsed(request: Request) -> ElementTree.Element:
    return ElementTree.fromstring(request.to_xml(20))


def _header(request: Request, namespace: str, name: str) -> ElementTree.Element:
    element = _parsed(request).find(f"{{{names.SOAP}}}Header//{{{namespace}}}{name}")
    assert element is not None
    return element


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_every_request_asks_for_large_answers(request_: Request) -> None:
    size = _header(request_, names.WSMAN, "MaxEnvelopeSize")
    assert (size.text, size.get(f"{{{names.SOAP}}}mustUnderstand")) == ("512000", "true")


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_every_request_is_well_formed_and_keeps_hostile_text_whole(request_: Request) -> None:
    root = _parsed(request_)
    texts = [text for node in root.iter() for text in (node.text, *node.attrib.values()) if text]
    assert [element.tag for element in root] == [f"{{{names.SOAP}}}Header", f"{{{names.SOAP}}}Body"]
    assert any(HOSTILE in text for text in texts)


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_every_request_carries_the_headers_that_windows_demands(request_: Request) -> None:
    assert _header(request_, names.ADDRESSING, "Action").text == request_.action
    assert _header(request_, names.ADDRESSING, "MessageID").text == request_.message_id
    assert _header(request_, names.ADDRESSING, "Address").text == names.ANONYMOUS
    assert _header(request_, names.WSMAN, "ResourceURI").text == request_.resource_uri
    assert _header(request_, names.WSMAN, "OperationTimeout").text == "PT20S"


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_no_request_insists_on_a_language(request_: Request) -> None:
    assert _header(request_, names.WSMAN, "Locale").get(f"{{{names.SOAP}}}mustUnderstand") == "false"


@given(XML_TEXT)
def test_any_text_arrives_as_it_is(text: str) -> None:
    root = _parsed(envelope.invoke(SERVICE, "Change", {"Text": text}, {}, True))
    assert (root.findtext(f".//{{{SERVICE}}}Text") or "") == text


def test_two_requests_have_different_message_ids() -> None:
    assert envelope.get(SERVICE, {}).message_id != envelope.get(SERVICE, {}).message_id


def test_a_method_is_called_in_the_namespace_of_its_class() -> None:
    request = envelope.invoke(SERVICE, "StopService", {}, {"Name": "WinRM"}, True)
    assert request.action == f"{SERVICE}/StopService"
    assert _parsed(request).find(f".//{{{SERVICE}}}StopService_INPUT") is not None
    assert _header(request, names.WSMAN, "Selector").attrib == {"Name": "Name"}


def test_bytes_are_one_decimal_number_an_element() -> None:
    root = _parsed(envelope.invoke(SERVICE, "Set", {"uValue": b"\x00\xff"}, {}, True))
    assert [element.text for element in root.iter(f"{{{SERVICE}}}uValue")] == ["0", "255"]


def test_empty_bytes_are_no_element() -> None:
    root = _parsed(envelope.invoke(SERVICE, "Set", {"uValue": b""}, {}, True))
    assert list(root.iter(f"{{{SERVICE}}}uValue")) == []


def test_without_keys_there_is_no_selector_set() -> None:
    assert _parsed(envelope.get(SERVICE, {})).find(f".//{{{names.WSMAN}}}SelectorSet") is None


@pytest.mark.parametrize(
    ("name", "repeatable"),
    [
        ("get", True),
        ("invoke", True),
        ("terminate", True),
        ("enumerate", False),
        ("pull", False),
        ("command", False),
        ("receive", False),
    ],
)
def test_what_moves_the_host_on_is_not_repeated_by_itself(name: str, repeatable: bool) -> None:
    assert REQUESTS[name].repeatable is repeatable
