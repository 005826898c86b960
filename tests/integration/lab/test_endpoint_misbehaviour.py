# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts that misbehave, as their clients see it."""

from __future__ import annotations

import time
from xml.etree import ElementTree

import pytest
import requests
from winrm.exceptions import InvalidCredentialsError, WinRMOperationTimeoutError, WinRMTransportError, WSManFaultError

from tests.integration.lab import clients
from tests.integration.lab.fake_host import NAME, FakeHost
from tests.lab.wsman import envelope, faults, names
from tests.lab.wsman.codes import MEANINGS, Code
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import MESSAGE_ID, Kind, Misbehaviour

EVERYTHING = {"n:Enumerate": {"w:OptimizeEnumeration": None}}


def _enumerate_keys(client: clients.Protocol) -> list[str | None]:
    return clients.texts(clients.invoke(client, clients.REGISTRY, "EnumKey"), "sNames")


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE_ANSWER, Kind.DROP_HALF_WAY, Kind.HANG])
def test_a_dropped_connection_is_a_connection_error(endpoint: Endpoint, kind: Kind) -> None:
    endpoint.misbehave(Misbehaviour(kind, action="EnumKey", seconds=0.1))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        _enumerate_keys(clients.pywinrm(endpoint))


def test_a_hanging_host_runs_into_the_read_timeout(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.HANG, action="EnumKey", seconds=30))
    with pytest.raises(requests.exceptions.ReadTimeout):
        _enumerate_keys(clients.pywinrm(endpoint, operation_timeout_sec=1, read_timeout_sec=2))


def test_a_late_host_answers_all_the_same(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.DELAY, action="EnumKey", seconds=0.2))
    client = clients.pywinrm(endpoint)
    began = time.monotonic()
    assert _enumerate_keys(client)
    assert time.monotonic() - began >= 0.2


def test_a_host_may_be_busy_before_the_login(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.STATUS, status=503, before_login=True))
    with pytest.raises(WinRMTransportError) as caught:
        clients.pywinrm(endpoint).open_shell()
    assert caught.value.code == 503


def test_a_login_may_be_lost_between_two_requests(open_endpoint: Endpoint) -> None:
    open_endpoint.misbehave(Misbehaviour(Kind.STATUS, status=401, nth=2))
    client = clients.pywinrm(open_endpoint, "plaintext")
    assert _enumerate_keys(client)
    with pytest.raises(InvalidCredentialsError):
        _enumerate_keys(client)
    assert _enumerate_keys(client)


@pytest.mark.parametrize("code", list(MEANINGS))
def test_any_fault_can_be_answered(endpoint: Endpoint, code: Code) -> None:
    endpoint.misbehave(Misbehaviour(Kind.FAULT, fault=faults.of(code)))
    with pytest.raises((WSManFaultError, WinRMOperationTimeoutError)):
        _enumerate_keys(clients.pywinrm(endpoint))
    answer = ElementTree.fromstring(list(endpoint.log)[-1].answer or "")
    assert clients.elements(answer, "WSManFault")[0].get("Code") == str(int(code))


def test_xml_may_be_cut_off(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.TRUNCATED_XML, action="EnumKey"))
    with pytest.raises(ElementTree.ParseError):
        _enumerate_keys(clients.pywinrm(endpoint))


def test_an_answer_may_relate_to_another_message(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.WRONG_RELATES_TO, action="Delete"))
    client = clients.pywinrm(endpoint)
    with pytest.raises(AssertionError):
        client.close_shell(client.open_shell())


def test_any_text_can_be_answered_as_the_answer_to_the_request(endpoint: Endpoint) -> None:
    text = envelope.write(names.GET, MESSAGE_ID, "<sNames>forged</sNames>")
    endpoint.misbehave(Misbehaviour(Kind.BODY, action="EnumKey", text=text))
    client = clients.pywinrm(endpoint)
    body = {"m:EnumKey_INPUT": {"@xmlns:m": clients.REGISTRY}}
    answers = [clients.send(client, f"{clients.REGISTRY}/EnumKey", clients.REGISTRY, body) for _ in range(2)]
    assert [clients.texts(answer, "sNames") for answer in answers] == [["forged"]] * 2
    assert len({clients.texts(answer, "RelatesTo")[0] for answer in answers}) == 2
    assert [entry.sealed for entry in endpoint.log if entry.action] == [True, True]


def test_a_method_may_return_a_value_and_do_nothing(endpoint: Endpoint, host: FakeHost) -> None:
    endpoint.misbehave(Misbehaviour(Kind.RETURN, action="SetBinaryValue", value=112))
    client = clients.pywinrm(endpoint)
    answer = clients.invoke(client, clients.REGISTRY, "SetBinaryValue")
    assert clients.texts(answer, "ReturnValue") == ["112"]
    assert [names.local(element.tag) for element in answer[1]] == ["SetBinaryValue_OUTPUT"]
    assert host.registry.received == []
    assert _enumerate_keys(client)


def test_a_shell_works_where_no_method_does(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.FAULT, resource=names.WMI, fault=faults.wmi_failed()))
    client = clients.pywinrm(endpoint)
    shell = client.open_shell()
    assert client.get_command_output(shell, client.run_command(shell, "dir")) == (b"dir", b"warning", 3)
    with pytest.raises(WSManFaultError) as caught:
        _enumerate_keys(client)
    assert caught.value.wmierror_code == 0x80041001


def test_the_output_of_one_host_may_come_in_small_pieces(host: FakeHost) -> None:
    other = FakeHost("sql01.dmz.example", repetitions=4)
    host.repetitions = 4
    with Endpoint({host.name: host, other.name: other}) as endpoint:
        endpoint.misbehave(Misbehaviour(Kind.SHORT_RECEIVES, machine=NAME, size=4))
        for name in (NAME, other.name):
            client = clients.pywinrm(endpoint, host=name)
            shell = client.open_shell()
            assert client.get_command_output(shell, client.run_command(shell, "dir")) == (b"dir" * 4, b"warning", 3)
        receives = [entry.machine for entry in endpoint.log if entry.action == "Receive"]
    assert (receives.count(NAME), receives.count(other.name)) == (5, 1)


def test_an_enumeration_may_have_no_end(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.ENDLESS_PULL))
    client = clients.pywinrm(endpoint)
    answer = clients.send(client, names.ENUMERATE, clients.SERVICE, EVERYTHING)
    found = clients.texts(answer, "Name")
    for _page in range(4):
        [context] = clients.texts(answer, "EnumerationContext")
        answer = clients.send(client, names.PULL, clients.SERVICE, clients.pull(context or "", 2))
        assert clients.elements(answer, "EndOfSequence") == []
        found += clients.texts(answer, "Name")
    assert found == ["Service000", "Service001", "Service002"] * 3


def test_an_enumeration_of_nothing_may_have_no_end_either(endpoint: Endpoint, host: FakeHost) -> None:
    host.services.names.clear()
    endpoint.misbehave(Misbehaviour(Kind.ENDLESS_PULL))
    client = clients.pywinrm(endpoint)
    answer = clients.send(client, names.ENUMERATE, clients.SERVICE, EVERYTHING)
    for _page in range(2):
        [context] = clients.texts(answer, "EnumerationContext")
        answer = clients.send(client, names.PULL, clients.SERVICE, clients.pull(context or ""))
    assert clients.texts(answer, "EnumerationContext")[0]


def test_a_host_may_be_slow_and_faulty(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.DELAY, action="EnumKey", seconds=0.1))
    endpoint.misbehave(Misbehaviour(Kind.FAULT, action="EnumKey", fault=faults.of(Code.QUOTA_USER)))
    client = clients.pywinrm(endpoint)
    began = time.monotonic()
    with pytest.raises(WSManFaultError):
        _enumerate_keys(client)
    assert time.monotonic() - began >= 0.1


def test_only_the_named_machine_misbehaves_and_only_until_told_otherwise(host: FakeHost) -> None:
    other = FakeHost("sql01.dmz.example")
    with Endpoint({host.name: host, other.name: other}) as endpoint:
        endpoint.misbehave(Misbehaviour(Kind.STATUS, machine=NAME, status=503))
        assert _enumerate_keys(clients.pywinrm(endpoint, host=other.name))
        with pytest.raises(WinRMTransportError):
            _enumerate_keys(clients.pywinrm(endpoint))
        endpoint.misbehaviours.clear()
        assert _enumerate_keys(clients.pywinrm(endpoint))
