# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests: the headers that every one carries, and values that cannot break out of their element."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import envelope, names
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.envelope import Request
from hypothesis import given
from hypothesis import strategies as st

SERVICE = names.cim_class("root/cimv2", "Win32_Service")
MUST_UNDERSTAND = f"{{{names.SOAP}}}mustUnderstand"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
HOSTILE = "a & b </s:Body> \"c\" 'd' ]]> ü"

REQUESTS = {
    "get": envelope.get(SERVICE, {"Name": HOSTILE}),
    "invoke": envelope.invoke(SERVICE, "StopService", {"Reason": HOSTILE}, {"Name": HOSTILE}),
    "enumerate": envelope.enumerate_wql(SERVICE, f"SELECT * FROM X WHERE A < {HOSTILE}"),
    "pull": envelope.pull(SERVICE, "SELECT * FROM X", HOSTILE),
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
def test_every_request_asks_for_faults_and_numbers_in_english_and_insists_on_neither(request_: Request) -> None:
    hint = {XML_LANGUAGE: "en-US", MUST_UNDERSTAND: "false"}
    assert _header(request_, names.WSMAN, "Locale").attrib == hint
    assert _header(request_, names.MICROSOFT_WSMAN, "DataLocale").attrib == hint


def test_only_a_command_carries_options() -> None:
    assert {name: bool(request_.options) for name, request_ in REQUESTS.items() if request_.options} == {
        "command": True
    }


@given(XML_TEXT)
def test_any_text_arrives_as_it_is(text: str) -> None:
    root = _parsed(envelope.invoke(SERVICE, "Change", {"Text": text}, {}))
    assert (root.findtext(f".//{{{SERVICE}}}Text") or "") == text


@given(st.lists(st.sampled_from(["]", "]]", "]]>", ">", "&", "<![CDATA[", "</r:Command>", "a"])).map("".join))
def test_any_command_line_arrives_as_it_is(line: str) -> None:
    root = _parsed(envelope.run_command("shell", line))
    assert (root.findtext(f".//{{{names.SHELL}}}Command") or "") == line


def test_message_ids_are_uris_of_their_own() -> None:
    first, second = (envelope.get(SERVICE, {}).message_id for _request in range(2))
    assert first != second
    assert re.fullmatch("uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", first)


def test_a_method_is_called_in_the_namespace_of_its_class() -> None:
    request = envelope.invoke(SERVICE, "StopService", {}, {"Name": "WinRM"})
    assert request.action == f"{SERVICE}/StopService"
    assert _parsed(request).find(f".//{{{SERVICE}}}StopService_INPUT") is not None
    assert _header(request, names.WSMAN, "Selector").attrib == {"Name": "Name"}


@pytest.mark.parametrize(
    "request_",
    [envelope.run_command("S1", "reg"), envelope.receive("S1", "C1"), envelope.terminate("S1", "C1")],
    ids=lambda request_: request_.operation,
)
def test_what_is_done_in_a_shell_names_it_by_its_id(request_: Request) -> None:
    selector = _header(request_, names.WSMAN, "Selector")
    assert (selector.attrib, selector.text) == ({"Name": "ShellId"}, "S1")


def test_bytes_are_one_decimal_number_an_element() -> None:
    root = _parsed(envelope.invoke(SERVICE, "Set", {"uValue": b"\x00\xff"}, {}))
    assert [element.text for element in root.iter(f"{{{SERVICE}}}uValue")] == ["0", "255"]


def test_empty_bytes_are_no_element() -> None:
    root = _parsed(envelope.invoke(SERVICE, "Set", {"uValue": b""}, {}))
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
