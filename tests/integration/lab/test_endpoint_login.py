# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Authentication, sealing and the HTTP answers without SOAP, seen by pywinrm, pypsrp and a plain HTTP client."""

from __future__ import annotations

import http.client
import socket
import time

import pytest
from pypsrp.wsman import WSMan
from winrm.exceptions import InvalidCredentialsError, WinRMTransportError

from tests.integration.lab import clients
from tests.integration.lab.fake_host import NAME, USER, FakeAccount, FakeHost
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits


def _enumerates_keys(client: clients.Protocol) -> bool:
    return "AuthRoot" in clients.texts(clients.invoke(client, clients.REGISTRY, "EnumKey"), "sNames")


def _gets_an_instance(client: WSMan) -> bool:
    return "Service001" in clients.texts(client.get(clients.SERVICE, selector_set=clients.named("Service001")), "Name")


def _post(endpoint: Endpoint, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port)
    connection.request("POST", endpoint.path(NAME), headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize("encryption", ["auto", "always"])
def test_pywinrm_logs_in_by_ntlm_and_seals_its_messages(endpoint: Endpoint, encryption: str) -> None:
    assert _enumerates_keys(clients.pywinrm(endpoint, "ntlm", encryption))
    assert list(endpoint.log)[-1].sealed


@pytest.mark.parametrize("user", ["COLLECTOR", ".\\collector", "WEB01\\collector", "web01.dmz.example\\Collector"])
def test_a_local_account_has_several_names(endpoint: Endpoint, user: str) -> None:
    assert _enumerates_keys(clients.pywinrm(endpoint, "ntlm", username=user))


@pytest.mark.parametrize("encryption", ["auto", "always"])
def test_pywinrm_logs_in_by_ntlm_over_https(https_endpoint: Endpoint, encryption: str) -> None:
    assert _enumerates_keys(clients.pywinrm(https_endpoint, "ntlm", encryption))
    assert list(https_endpoint.log)[-1].sealed == (encryption == "always")


def test_pywinrm_logs_in_by_basic_over_https(https_endpoint: Endpoint) -> None:
    assert _enumerates_keys(clients.pywinrm(https_endpoint, "ssl"))


def test_pywinrm_logs_in_by_basic_where_clear_text_is_allowed(open_endpoint: Endpoint) -> None:
    assert _enumerates_keys(clients.pywinrm(open_endpoint, "plaintext"))


@pytest.mark.parametrize(("auth", "encryption"), [("ntlm", "always"), ("negotiate", "auto"), ("negotiate", "always")])
def test_pypsrp_logs_in_by_negotiate_and_seals_its_messages(endpoint: Endpoint, auth: str, encryption: str) -> None:
    with clients.pypsrp(endpoint, auth, encryption) as wsman:
        assert _gets_an_instance(wsman)
    assert list(endpoint.log)[-1].sealed


@pytest.mark.parametrize("auth", ["basic", "ntlm", "negotiate"])
def test_pypsrp_logs_in_over_https(https_endpoint: Endpoint, auth: str) -> None:
    with clients.pypsrp(https_endpoint, auth) as wsman:
        assert _gets_an_instance(wsman)


@pytest.mark.parametrize("transport", ["ntlm", "plaintext"])
def test_a_wrong_password_is_refused(open_endpoint: Endpoint, transport: str) -> None:
    with pytest.raises(InvalidCredentialsError):
        clients.pywinrm(open_endpoint, transport, password="wrong").open_shell()


def test_an_unknown_user_is_refused(endpoint: Endpoint) -> None:
    with pytest.raises(InvalidCredentialsError):
        clients.pywinrm(endpoint, username="nobody").open_shell()


def test_machines_do_not_share_passwords(host: FakeHost) -> None:
    other = FakeHost("sql01.dmz.example", {USER: FakeAccount("another")})
    with Endpoint({host.name: host, other.name: other}) as endpoint:
        assert _enumerates_keys(clients.pywinrm(endpoint, host=other.name, password="another"))
        with pytest.raises(InvalidCredentialsError):
            clients.pywinrm(endpoint, host=other.name).open_shell()


def test_who_says_nothing_is_offered_both_schemes(endpoint: Endpoint) -> None:
    answer = _post(endpoint)
    assert answer.status == 401
    assert answer.headers.get_all("WWW-Authenticate") == ["Negotiate", 'Basic realm="WSMAN"']
    assert (answer.headers["Server"], answer.headers["Content-Length"]) == ("Microsoft-HTTPAPI/2.0", "0")


def test_a_bad_token_ends_the_connection(endpoint: Endpoint) -> None:
    answer = _post(endpoint, Authorization="Negotiate bm9uc2Vuc2U=")
    assert (answer.status, answer.headers["Connection"]) == (401, "close")


def test_a_scheme_that_is_switched_off_is_not_offered(host: FakeHost) -> None:
    with Endpoint({host.name: host}, limits=Limits(basic=False)) as endpoint:
        assert _post(endpoint).headers.get_all("WWW-Authenticate") == ["Negotiate"]
        with pytest.raises(InvalidCredentialsError):
            clients.pywinrm(endpoint, "plaintext").open_shell()


def test_clear_text_over_http_gets_an_empty_500(endpoint: Endpoint) -> None:
    with pytest.raises(WinRMTransportError) as caught:
        clients.pywinrm(endpoint, "plaintext").open_shell()
    assert (caught.value.code, caught.value.response_text) == (500, "")


def test_a_message_sealed_for_a_dropped_connection_gets_400_until_the_session_is_renewed(endpoint: Endpoint) -> None:
    client = clients.pywinrm(endpoint)
    assert _enumerates_keys(client)
    endpoint.drop_connections()
    for _ in range(2):
        with pytest.raises(WinRMTransportError) as caught:
            _enumerates_keys(client)
        assert caught.value.code == 400
    client.transport.close_session()
    assert _enumerates_keys(client)


def test_an_idle_connection_is_dropped(host: FakeHost) -> None:
    with Endpoint({host.name: host}, limits=Limits(idle_seconds=0.2)) as endpoint:
        connection = http.client.HTTPConnection("127.0.0.1", endpoint.port)
        connection.request("POST", endpoint.path(NAME))
        connection.getresponse().read()
        assert connection.sock.recv(1) == b""
        connection.close()


def test_basic_survives_a_dropped_connection(open_endpoint: Endpoint) -> None:
    client = clients.pywinrm(open_endpoint, "plaintext")
    assert _enumerates_keys(client)
    open_endpoint.drop_connections()
    assert _enumerates_keys(client)


def test_a_request_beyond_500_kb_gets_413(endpoint: Endpoint) -> None:
    client = clients.pywinrm(endpoint)
    with pytest.raises(WinRMTransportError) as caught:
        clients.invoke(client, clients.REGISTRY, "SetBinaryValue", uValue=[255] * 30_000)
    assert caught.value.code == 413


def test_an_unknown_machine_is_an_empty_404(endpoint: Endpoint) -> None:
    with pytest.raises(WinRMTransportError) as caught:
        clients.pywinrm(endpoint, host="nowhere").open_shell()
    assert (caught.value.code, caught.value.response_text) == (404, "")


def test_a_machine_added_later_is_served(host: FakeHost) -> None:
    machines: dict[str, FakeHost] = {}
    with Endpoint(machines) as endpoint:
        machines[host.name] = host
        assert _enumerates_keys(clients.pywinrm(endpoint))


def test_closing_does_not_wait_for_an_idle_client(host: FakeHost, certificate: tuple[str, str]) -> None:
    began, an_hour = time.monotonic(), Limits(idle_seconds=3600)
    with (
        Endpoint({host.name: host}, tls=certificate, limits=an_hour) as secured,
        Endpoint({host.name: host}, limits=an_hour) as plain,
        socket.create_connection(("127.0.0.1", plain.port)),
    ):
        assert _enumerates_keys(clients.pywinrm(secured))
    assert time.monotonic() - began < an_hour.idle_seconds
