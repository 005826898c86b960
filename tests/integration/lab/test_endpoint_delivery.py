# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Right answers that are sent badly, and connections that end badly, as clients see them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from winrm.exceptions import WinRMTransportError

from tests.integration.lab import clients
from tests.integration.lab.fake_host import NAME, FakeHost
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour

KEYS = ["AuthRoot", "A & B", "bell?"]
MEGABYTE = 1 << 20


@pytest.fixture(params=["http", "https"])
def either(request: pytest.FixtureRequest, host: FakeHost, certificate: tuple[str, str]) -> Iterator[Endpoint]:
    """An endpoint in clear, where messages are sealed, and one over TLS."""
    with Endpoint({host.name: host}, tls=certificate if request.param == "https" else None) as running:
        yield running


class Enough(Exception):
    """The client has read what it wanted of a body."""


class _Taster(HTTPAdapter):
    """Reads two megabytes of a body and no more. 401 is the login's."""

    def send(self, *arguments: Any, **settings: Any) -> requests.Response:
        answer = super().send(*arguments, **settings)
        if answer.status_code == 200 and answer.headers.get("Content-Length") != "0":
            raise Enough(answer.headers, answer.raw.read(2 * MEGABYTE))
        return answer


def _enumerate_keys(client: clients.Protocol) -> list[str | None]:
    return clients.texts(clients.invoke(client, clients.REGISTRY, "EnumKey"), "sNames")


def _tasted(endpoint: Endpoint) -> tuple[dict[str, str], bytes]:
    """Headers and the beginning of the body of an answer that nobody could read to its end."""
    client = clients.pywinrm(endpoint)
    session: Any = client.transport.build_session()
    taster = _Taster()
    # The login has been done, and what is sealed belongs to its connection.
    taster.poolmanager = session.get_adapter(endpoint.url(NAME)).poolmanager
    session.mount(endpoint.url(NAME), taster)
    with pytest.raises(Enough) as caught:
        _enumerate_keys(client)
    headers, body = caught.value.args
    return headers, body


@pytest.mark.parametrize("before_login", [True, False])
def test_a_connection_may_be_reset(endpoint: Endpoint, before_login: bool) -> None:
    endpoint.misbehave(Misbehaviour(Kind.RESET, before_login=before_login))
    with pytest.raises(requests.ConnectionError, match="ConnectionResetError"):
        _enumerate_keys(clients.pywinrm(endpoint))


def test_the_next_connection_is_none_the_worse_for_a_reset(either: Endpoint) -> None:
    either.misbehave(Misbehaviour(Kind.RESET, nth=1))
    with pytest.raises(requests.ConnectionError):
        _enumerate_keys(clients.pywinrm(either))
    assert _enumerate_keys(clients.pywinrm(either)) == KEYS


def test_a_connection_may_be_closed_after_a_good_answer_without_a_word(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.CLOSE_AFTER, action="EnumKey", nth=1))
    client = clients.pywinrm(endpoint)
    assert _enumerate_keys(client) == KEYS
    with pytest.raises((requests.ConnectionError, WinRMTransportError)):
        _enumerate_keys(client)


def test_an_answer_may_trickle_for_longer_than_a_read_may_take(either: Endpoint) -> None:
    either.misbehave(Misbehaviour(Kind.TRICKLE, action="EnumKey", size=80, seconds=0.2))
    began = time.monotonic()
    assert _enumerate_keys(clients.pywinrm(either, operation_timeout_sec=1, read_timeout_sec=2)) == KEYS
    assert time.monotonic() - began > 2


def test_headers_trickle_too_and_the_end_of_the_endpoint_ends_it(host: FakeHost) -> None:
    with Endpoint({host.name: host}) as endpoint:
        endpoint.misbehave(Misbehaviour(Kind.TRICKLE, size=1, seconds=60, before_login=True))
        with socket.create_connection(("127.0.0.1", endpoint.port), timeout=60) as connection:
            connection.sendall(f"POST {endpoint.path(NAME)} HTTP/1.1\r\nContent-Length: 0\r\n\r\n".encode())
            assert connection.recv(100) == b"H"


def test_an_answer_may_have_no_end(either: Endpoint) -> None:
    either.misbehave(Misbehaviour(Kind.ENDLESS, action="EnumKey"))
    headers, body = _tasted(either)
    assert headers["Transfer-Encoding"] == "chunked"
    assert len(body) == 2 * MEGABYTE


def test_an_answer_to_a_login_may_have_no_end_either(endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.ENDLESS, before_login=True))
    with requests.post(endpoint.url(NAME), stream=True, timeout=60) as answer:
        assert answer.status_code == 401
        assert len(answer.raw.read(2 * MEGABYTE)) == 2 * MEGABYTE


def test_an_answer_may_be_as_long_as_it_says(either: Endpoint) -> None:
    either.misbehave(Misbehaviour(Kind.ENDLESS, action="EnumKey", length=1024 * MEGABYTE))
    headers, body = _tasted(either)
    assert headers["Content-Length"] == str(1 << 30)
    assert len(body) == 2 * MEGABYTE


def test_blanks_behind_a_whole_answer_do_not_hurt(https_endpoint: Endpoint) -> None:
    https_endpoint.misbehave(Misbehaviour(Kind.ENDLESS, action="EnumKey", length=3 * MEGABYTE))
    assert _enumerate_keys(clients.pywinrm(https_endpoint, "plaintext")) == KEYS
