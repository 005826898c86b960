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
from tests.lab.wsman import faults
from tests.lab.wsman.codes import MEANINGS, Code
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour


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


def test_only_the_named_machine_misbehaves_and_only_until_told_otherwise(host: FakeHost) -> None:
    other = FakeHost("sql01.dmz.example")
    with Endpoint({host.name: host, other.name: other}) as endpoint:
        endpoint.misbehave(Misbehaviour(Kind.STATUS, machine=NAME, status=503))
        assert _enumerate_keys(clients.pywinrm(endpoint, host=other.name))
        with pytest.raises(WinRMTransportError):
            _enumerate_keys(clients.pywinrm(endpoint))
        endpoint.misbehaviours.clear()
        assert _enumerate_keys(clients.pywinrm(endpoint))
