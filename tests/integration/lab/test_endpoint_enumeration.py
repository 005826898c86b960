# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Enumerate, Pull and Release over several pages."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from winrm.exceptions import WSManFaultError

from tests.integration.lab import clients
from tests.integration.lab.fake_host import FakeHost, FakeServices
from tests.lab.wsman import names
from tests.lab.wsman.endpoint import Endpoint

ALL = clients.EVERYTHING


@pytest.fixture
def client(endpoint: Endpoint) -> clients.Protocol:
    return clients.pywinrm(endpoint)


def _enumerate(client: clients.Protocol, text: str) -> ElementTree.Element:
    return clients.send(client, names.ENUMERATE, ALL, clients.query(text))


def _pages(client: clients.Protocol, first: ElementTree.Element, uri: str = ALL) -> Iterator[ElementTree.Element]:
    page = first
    yield page
    while not clients.elements(page, "EndOfSequence"):
        context = clients.texts(page, "EnumerationContext")[0]
        page = clients.send(client, names.PULL, uri, clients.pull(context or ""))
        yield page


def _names(page: ElementTree.Element) -> list[str | None]:
    return clients.texts(page, "Name")


def test_a_query_with_several_rows_begins_with_exactly_one(client: clients.Protocol) -> None:
    pages = list(_pages(client, _enumerate(client, "SELECT * FROM Win32_Service")))
    assert [_names(page) for page in pages] == [["Service000"], ["Service001", "Service002"]]


def test_a_query_with_one_row_needs_one_request(client: clients.Protocol) -> None:
    answer = _enumerate(client, "SELECT * FROM Win32_Service WHERE Name = 'service001'")
    assert _names(answer) == ["Service001"]
    assert clients.texts(answer, "EnumerationContext") == [None]
    assert clients.elements(answer, "EndOfSequence")[0].tag == f"{{{names.WSMAN}}}EndOfSequence"


def test_a_query_without_rows_has_no_items(client: clients.Protocol) -> None:
    answer = _enumerate(client, "SELECT * FROM Win32_Service WHERE ProcessId > 99")
    assert clients.elements(answer, "Items") == []
    assert len(clients.elements(answer, "EndOfSequence")) == 1


def test_many_rows_come_in_pages_of_limited_size_each_with_its_own_context(
    client: clients.Protocol, host: FakeHost, endpoint: Endpoint
) -> None:
    host.services = FakeServices(600)
    pages = list(_pages(client, _enumerate(client, "SELECT * FROM Win32_Service")))
    contexts = [context for page in pages for context in clients.texts(page, "EnumerationContext")]
    sizes = [len(entry.answer or "") for entry in endpoint.log if entry.action == "Pull"]
    assert [name for page in pages for name in _names(page)] == host.services.names
    assert len(pages) > 3
    assert len(set(contexts)) == len(contexts)
    assert all(70_000 < size <= 76_800 for size in sizes[:-1])


def test_a_pull_gives_no_more_elements_than_asked_for(client: clients.Protocol) -> None:
    context = clients.texts(_enumerate(client, "SELECT * FROM Win32_Service"), "EnumerationContext")[0] or ""
    assert len(_names(clients.send(client, names.PULL, ALL, clients.pull(context, count=1)))) == 1


def test_without_optimization_the_first_answer_has_no_items(client: clients.Protocol) -> None:
    first = clients.send(client, names.ENUMERATE, clients.SERVICE, {"n:Enumerate": None})
    pages = list(_pages(client, first, clients.SERVICE))
    assert [len(_names(page)) for page in pages] == [0, 3]


def test_a_class_can_be_enumerated_by_its_own_uri(client: clients.Protocol) -> None:
    body = {"n:Enumerate": {"w:OptimizeEnumeration": None}}
    first = clients.send(client, names.ENUMERATE, clients.SERVICE, body)
    assert _names(first) == ["Service000"]


def test_a_projection_is_a_fragment_without_namespaces_in_alphabetical_order(client: clients.Protocol) -> None:
    answer = _enumerate(client, "SELECT state, ProcessId, Name FROM win32_service WHERE Name LIKE '%1'")
    fragment = clients.elements(answer, "XmlFragment")[0]
    assert [(child.tag, child.text) for child in fragment] == [
        ("Name", "Service001"),
        ("ProcessId", "1"),
        ("State", "Running"),
    ]


def _fault(client: clients.Protocol, action: str, uri: str, body: dict[str, object]) -> WSManFaultError:
    with pytest.raises(WSManFaultError) as caught:
        clients.send(client, action, uri, body)
    return caught.value


def test_a_used_context_is_stale(client: clients.Protocol) -> None:
    context = clients.texts(_enumerate(client, "SELECT * FROM Win32_Service"), "EnumerationContext")[0] or ""
    clients.send(client, names.PULL, ALL, clients.pull(context, count=1))
    error = _fault(client, names.PULL, ALL, clients.pull(context))
    assert (error.wsman_fault_code, error.fault_subcode) == (2150858779, "n:InvalidEnumerationContext")


def test_a_released_context_is_stale(client: clients.Protocol) -> None:
    context = clients.texts(_enumerate(client, "SELECT * FROM Win32_Service"), "EnumerationContext")[0] or ""
    released = clients.send(client, names.RELEASE, ALL, {"n:Release": {"n:EnumerationContext": context}})
    assert clients.texts(released, "Action") == [f"{names.RELEASE}Response"]
    assert _fault(client, names.PULL, ALL, clients.pull(context)).wsman_fault_code == 2150858779


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM Win32_Nothing",
        "SELECT FROM Win32_Service",
        "SELECT Nothing FROM Win32_Service",
        "SELECT * FROM Win32_Service WHERE",
        "DROP TABLE Win32_Service",
    ],
)
def test_a_query_that_cannot_be_answered_is_a_filter_fault(client: clients.Protocol, text: str) -> None:
    error = _fault(client, names.ENUMERATE, ALL, clients.query(text))
    assert (error.wsman_fault_code, error.fault_subcode) == (2150858778, "n:CannotProcessFilter")
    assert clients.texts(ElementTree.fromstring(error.response), "ParameterInfo") == [text]


def test_a_query_needs_the_star(client: clients.Protocol) -> None:
    body = clients.query("SELECT * FROM Win32_Service")
    assert _fault(client, names.ENUMERATE, clients.SERVICE, body).wsman_fault_code == 2150859003


def test_another_filter_dialect_is_a_fault(client: clients.Protocol) -> None:
    body = clients.query("//Win32_Service", dialect="http://www.w3.org/TR/1999/REC-xpath-19991116")
    assert _fault(client, names.ENUMERATE, ALL, body).fault_subcode == "n:FilterDialectRequestedUnavailable"
