# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong between a session and its host is healed once, or ends in one sentence."""

from __future__ import annotations

from functools import partial

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.registry_writer import RegistryWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ACCESS_DENIED_HINT,
    ConnectionLost,
    HostUnreachable,
    HttpError,
    ResponseRefused,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import session as session_module
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.names import cim_class
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response_guard import guard_session
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.integration.plugins.connecting import NAME, OPERATOR, connect, protocol
from tests.lab.windows.machine import Machine
from tests.lab.wsman import faults
from tests.lab.wsman.codes import MEANINGS, Code
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.fault import ExtendedStatus
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour

SERVICE = cim_class("root/cimv2", "Win32_Service")
LISTING = r'reg query "HKLM\SOFTWARE\Microsoft\SystemCertificates\AuthRoot\Certificates"'
KEY = r"SOFTWARE\Example"


@pytest.fixture
def limits() -> Limits:
    """Small pieces, so that any output takes several Receives and any query several pages."""
    return Limits(receive_chunk_bytes=500, page_characters=5_000)


def _get(session: Session) -> str | None:
    return session.get(SERVICE, {"Name": "WinRM"}).text("State")


def _served(endpoint: Endpoint, action: str) -> list[int]:
    """The HTTP status of each answer to an action."""
    return [entry.status for entry in endpoint.log if entry.action == action]


def test_a_read_after_an_idle_connection_was_dropped_goes_through(endpoint: Endpoint, session: Session) -> None:
    assert _get(session) == "Running"
    endpoint.drop_connections()
    assert _get(session) == "Running"
    assert _served(endpoint, "Get") == [200, 200]


def test_a_write_after_an_idle_connection_was_dropped_is_done_once(
    endpoint: Endpoint, session: Session, machine: Machine
) -> None:
    writer = RegistryWriter(Registry(session))
    writer.create_key(KEY)
    endpoint.drop_connections()
    writer.set_binary(KEY, "Blob", b"\x00\xff")
    assert machine.registry.data(f"HKLM\\{KEY}", "Blob") == b"\x00\xff"
    assert _served(endpoint, "SetBinaryValue") == [200]


def test_a_command_after_an_idle_connection_was_dropped_runs_once(
    endpoint: Endpoint, session: Session, machine: Machine
) -> None:
    session.run("echo a")
    endpoint.drop_connections()
    assert session.run("echo b").stdout == b"b\r\n"
    assert machine.commands == ["echo a", "echo b"]


@pytest.mark.filterwarnings("error:Requests is running with a non urllib3 backend")
@pytest.mark.parametrize("transport", ["plaintext", "ntlm"])
def test_a_session_over_tls_goes_on_after_a_drop_too(https_endpoint: Endpoint, transport: str) -> None:
    session = connect(https_endpoint, transport=transport, message_encryption="auto")
    assert _get(session) == "Running"
    https_endpoint.drop_connections()
    assert _get(session) == "Running"


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE_ANSWER, Kind.DROP_HALF_WAY])
def test_a_write_whose_answer_was_lost_is_sent_again(
    endpoint: Endpoint, session: Session, machine: Machine, kind: Kind
) -> None:
    endpoint.misbehave(Misbehaviour(kind, action="CreateKey", nth=1))
    RegistryWriter(Registry(session)).create_key(KEY)
    assert machine.registry.exists(f"HKLM\\{KEY}")
    assert len(_served(endpoint, "CreateKey")) == 2


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE_ANSWER, Kind.DROP_HALF_WAY])
def test_a_connection_that_drops_twice_is_lost(endpoint: Endpoint, session: Session, kind: Kind) -> None:
    endpoint.misbehave(Misbehaviour(kind, action="Get"))
    with pytest.raises(ConnectionLost, match="^the connection to the host broke$"):
        _get(session)
    assert len(_served(endpoint, "Get")) == 2


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE_ANSWER, Kind.DROP_HALF_WAY])
def test_a_command_whose_output_is_lost_on_the_way_is_run_again(
    endpoint: Endpoint, session: Session, machine: Machine, kind: Kind
) -> None:
    endpoint.misbehave(Misbehaviour(kind, action="Receive", nth=2))
    assert session.run(LISTING).stdout == machine.run(LISTING).stdout
    assert machine.commands == [LISTING] * 3


def test_a_command_whose_output_is_lost_twice_is_lost(endpoint: Endpoint, session: Session, machine: Machine) -> None:
    endpoint.misbehave(Misbehaviour(Kind.DROP_BEFORE_ANSWER, action="Receive"))
    with pytest.raises(ConnectionLost):
        session.run(LISTING)
    assert machine.commands == [LISTING] * 2


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE_ANSWER, Kind.DROP_HALF_WAY])
def test_a_connection_that_drops_at_the_end_of_a_command_changes_nothing(
    endpoint: Endpoint, session: Session, machine: Machine, kind: Kind
) -> None:
    endpoint.misbehave(Misbehaviour(kind, action="Signal", nth=1))
    assert session.run("echo a").stdout == b"a\r\n"
    assert machine.commands == ["echo a"]


def test_a_query_that_is_lost_between_two_pages_starts_again(
    endpoint: Endpoint, session: Session, machine: Machine
) -> None:
    for port in range(40):
        machine.connections.listen(50_000 + port, 4, machine.clock.now())
    endpoint.misbehave(Misbehaviour(Kind.DROP_HALF_WAY, action="Pull", nth=2))
    rows = session.query("root/StandardCimv2", "SELECT LocalPort FROM MSFT_NetTCPConnection")
    assert [row.integer("LocalPort") for row in rows] == [row.local_port for row in machine.connections]
    assert len(_served(endpoint, "Enumerate")) == 2


@pytest.mark.parametrize("code", list(MEANINGS), ids=lambda code: code.name)
def test_a_fault_is_told_by_its_code(endpoint: Endpoint, session: Session, code: Code) -> None:
    endpoint.misbehave(Misbehaviour(Kind.FAULT, action="Get", fault=faults.of(code)))
    with pytest.raises(WsmanFault) as caught:
        _get(session)
    assert caught.value.fields.code == int(code)
    assert len(_served(endpoint, "Get")) == 1


def test_a_providers_fault_is_told_by_its_own_code(endpoint: Endpoint, session: Session) -> None:
    status = ExtendedStatus("ExecMethod", "x", status_code=0x80041003)
    endpoint.misbehave(Misbehaviour(Kind.FAULT, action="Get", fault=faults.from_wmi(Code.PROVIDER_FAILURE, status)))
    with pytest.raises(WsmanFault) as caught:
        _get(session)
    assert caught.value.fields.provider_code == 0x80041003
    assert caught.value.access_denied


@pytest.mark.parametrize("namespace", ["root/cimv2", "root/standardcimv2"])
def test_a_bare_wmi_error_is_told_by_its_status(endpoint: Endpoint, session: Session, namespace: str) -> None:
    fault = faults.instance_not_found_by_method(namespace)
    endpoint.misbehave(Misbehaviour(Kind.FAULT, action="Get", fault=fault))
    with pytest.raises(WsmanFault) as caught:
        _get(session)
    assert caught.value.fields.cim_status == 6
    assert caught.value.not_found


def test_an_account_without_rights_gets_the_hint(endpoint: Endpoint) -> None:
    session = Session(protocol(endpoint, username=OPERATOR), "", NAME)
    with pytest.raises(WsmanFault) as caught:
        Registry(session).subkeys("SOFTWARE")
    assert str(caught.value) == (
        rf"cannot list the registry key HKLM\SOFTWARE of {NAME}: "
        f"access is denied (WSManFault 5); {ACCESS_DENIED_HINT}"
    )


def test_a_wrong_password_is_told(endpoint: Endpoint) -> None:
    session = Session(protocol(endpoint, password="wrong"), "", NAME)
    with pytest.raises(HostUnreachable, match="^the host no longer accepts the login "):
        _get(session)


@pytest.mark.parametrize(
    ("kind", "words"),
    [(Kind.TRUNCATED_XML, "^the XML is not well-formed: "), (Kind.WRONG_RELATES_TO, "^the answer relates to uuid:")],
)
def test_an_answer_that_is_none_is_refused(endpoint: Endpoint, session: Session, kind: Kind, words: str) -> None:
    endpoint.misbehave(Misbehaviour(kind, action="Get", nth=1))
    with pytest.raises(ResponseRefused, match=words):
        _get(session)
    assert _get(session) == "Running"


def test_an_answer_above_the_cap_is_refused(
    endpoint: Endpoint, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "guard_session", partial(guard_session, limit=1_000))
    with pytest.raises(ResponseRefused, match="^the answer is larger than 1000 bytes$"):
        _get(session)


def test_a_login_that_is_lost_once_is_repeated(endpoint: Endpoint, session: Session) -> None:
    endpoint.misbehave(Misbehaviour(Kind.STATUS, status=401, action="Get", nth=1))
    assert _get(session) == "Running"


def test_a_login_that_is_lost_for_good_ends_a_sealed_session(endpoint: Endpoint, session: Session) -> None:
    endpoint.misbehave(Misbehaviour(Kind.STATUS, status=401, action="Get"))
    with pytest.raises(ConnectionLost, match=r"^the host no longer knows the session \(HTTP 400\)$"):
        _get(session)


def test_a_login_that_is_lost_for_good_ends_a_session_in_clear(https_endpoint: Endpoint) -> None:
    session = connect(https_endpoint, transport="plaintext", message_encryption="auto")
    https_endpoint.misbehave(Misbehaviour(Kind.STATUS, status=401, action="Get"))
    with pytest.raises(HostUnreachable, match="^the host no longer accepts the login "):
        _get(session)


def test_a_host_that_is_busy_is_told_and_not_asked_again(endpoint: Endpoint, session: Session) -> None:
    endpoint.misbehave(Misbehaviour(Kind.STATUS, status=503, action="Get", nth=1))
    with pytest.raises(HttpError, match="^the host answered with HTTP status 503$"):
        _get(session)
    assert _get(session) == "Running"


def test_a_host_that_hangs_is_told_in_time(endpoint: Endpoint) -> None:
    session = connect(endpoint, operation_timeout_sec=1, read_timeout_sec=2)
    endpoint.misbehave(Misbehaviour(Kind.HANG, action="Get", seconds=30))
    with pytest.raises(HostUnreachable, match="^the host did not answer in time$"):
        _get(session)
