# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation: what is asked, what is asked again, and which sentence a broken one ends in."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CommandTimedOut,
    ConnectionLost,
    HostUnreachable,
    HttpError,
    ResponseRefused,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import session as session_module
from requests import exceptions as http
from spnego.exceptions import BadMICError
from winrm.exceptions import InvalidCredentialsError, WinRMTransportError

from tests.lab.wsman.names import cim_class
from tests.unit.plugins.plugin_utils.wsman.conversation import (
    COMMAND_STARTED,
    SOAP,
    TERMINATED,
    Line,
    envelope,
    received,
    talk,
)

URI = cim_class("root/cimv2", "Win32_Service")
ITEM = "<X><Name>WinRM</Name></X>"
BROKEN = http.ConnectionError("Connection aborted.")
FORGOTTEN = WinRMTransportError("http", 400, "")


def _fault(code: int) -> WinRMTransportError:
    detail = f'<f:WSManFault xmlns:f="urn:f" Code="{code}"/>'
    text = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><s:Detail>{detail}</s:Detail></s:Fault></s:Body></s:Envelope>'
    )
    return WinRMTransportError("http", 500, text)


def _page(items: str, context: str = "") -> str:
    return f"<R><EnumerationContext>{context}</EnumerationContext><Items>{items}</Items></R>"


def test_get_returns_the_instance() -> None:
    session, transport = talk(ITEM)
    assert session.get(URI, {"Name": "WinRM"}).text("Name") == "WinRM"
    assert transport.actions == ["Get"]


def test_invoke_returns_the_methods_output() -> None:
    session, transport = talk("<O><ReturnValue>0</ReturnValue></O>")
    assert session.invoke(URI, "StopService", selectors={"Name": "WinRM"}).integer("ReturnValue") == 0
    assert transport.actions == ["StopService"]


def test_a_query_follows_the_context_of_every_page() -> None:
    session, transport = talk(_page(ITEM, "c1"), _page(ITEM * 2, "c2"), _page(ITEM))
    assert len(session.query("root/cimv2", "SELECT * FROM Win32_Service")) == 4
    assert transport.actions == ["Enumerate", "Pull", "Pull"]
    assert b">c1<" in transport.requests[1]
    assert b">c2<" in transport.requests[2]
    everything = f"{cim_class('root/cimv2', '*')}</w:ResourceURI>".encode()
    assert all(everything in request for request in transport.requests)


def test_an_enumeration_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "MAX_PAGES", 3)
    session, _transport = talk(*[_page(ITEM, "c")] * 4)
    with pytest.raises(ResponseRefused, match="^the enumeration did not end after 3 pages$"):
        session.query("root/cimv2", "SELECT * FROM X")


def test_output_is_collected_over_several_receives_and_the_command_ended() -> None:
    session, transport = talk(
        COMMAND_STARTED, received("YWI=", "ZQ=="), received("Y2Q="), received("", "Zg==", 7), TERMINATED
    )
    output = session.run("reg query")
    assert (output.stdout, output.stderr, output.exit_code) == (b"abcd", b"ef", 7)
    assert transport.actions == ["Command", "Receive", "Receive", "Receive", "Signal"]


def test_a_receive_that_times_out_is_asked_again() -> None:
    session, transport = talk(COMMAND_STARTED, _fault(2150858793), received(exit_code=0), TERMINATED)
    session.run("reg query")
    assert transport.actions == ["Command", "Receive", "Receive", "Signal"]


def test_a_receive_that_fails_otherwise_ends_the_command() -> None:
    session, _transport = talk(COMMAND_STARTED, _fault(2150859174))
    with pytest.raises(WsmanFault, match="2150859174"):
        session.run("reg query")


def test_a_command_that_does_not_end_is_terminated() -> None:
    minutes = itertools.count(step=60)
    session, transport = talk(COMMAND_STARTED, received(), TERMINATED, monotonic=lambda: float(next(minutes)))
    with pytest.raises(CommandTimedOut, match="^the command did not end within 120 seconds$"):
        session.run("reg query")
    assert transport.actions == ["Command", "Receive", "Signal"]


def test_a_command_that_cannot_be_terminated_is_still_told_as_one_that_did_not_end() -> None:
    minutes = itertools.count(step=60)
    session, _transport = talk(COMMAND_STARTED, received(), _fault(2150859174), monotonic=lambda: float(next(minutes)))
    with pytest.raises(CommandTimedOut):
        session.run("reg query")


def test_output_without_end_is_refused_and_the_command_terminated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "MAX_OUTPUT_BYTES", 5)
    session, transport = talk(COMMAND_STARTED, received("YWJj"), received("", "YWJj"), TERMINATED)
    with pytest.raises(ResponseRefused, match="^the command printed more than 5 bytes$"):
        session.run("reg query")
    assert transport.actions == ["Command", "Receive", "Receive", "Signal"]


@pytest.mark.parametrize("nothing", [received(), _fault(2150858793)], ids=["empty", "timed out"])
def test_a_host_that_keeps_answering_without_output_is_refused(monkeypatch: pytest.MonkeyPatch, nothing: Line) -> None:
    monkeypatch.setattr(session_module, "MAX_IDLE_RECEIVES", 3)
    session, transport = talk(COMMAND_STARTED, nothing, nothing, nothing, TERMINATED)
    with pytest.raises(CommandTimedOut, match="^the command neither printed nor ended in 3 answers$"):
        session.run("reg query")
    assert transport.actions == ["Command", "Receive", "Receive", "Receive", "Signal"]


@pytest.mark.parametrize("piece", [received("YQ=="), received("", "YQ==")], ids=["stdout", "stderr"])
def test_a_command_that_prints_into_one_stream_only_is_not_idle(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    monkeypatch.setattr(session_module, "MAX_IDLE_RECEIVES", 1)
    session, _transport = talk(COMMAND_STARTED, piece, piece, received(exit_code=0), TERMINATED)
    output = session.run("reg query")
    assert output.stdout + output.stderr == b"aa"


def test_a_host_that_says_more_than_anybody_needs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    session, transport = talk(ITEM, ITEM, ITEM)
    session.get(URI, {})
    received = session._received_bytes
    monkeypatch.setattr(session_module, "MAX_RECEIVED_BYTES", 2 * received)
    session.get(URI, {})
    with pytest.raises(ResponseRefused, match=f"^its answers are larger than {2 * received} bytes in all$"):
        session.get(URI, {})
    assert len(transport.requests) == 3


def test_what_a_host_could_not_unseal_is_sent_again_even_if_it_may_not_be_carried_out_twice() -> None:
    session, transport = talk(COMMAND_STARTED, FORGOTTEN, received(exit_code=0), TERMINATED)
    session.run("reg query")
    assert transport.sessions_closed == 1
    assert transport.actions == ["Command", "Receive", "Receive", "Signal"]


def test_a_fault_with_status_400_is_a_fault() -> None:
    session, transport = talk(WinRMTransportError("http", 400, _fault(2150858819).response_text))
    with pytest.raises(WsmanFault, match="2150858819"):
        session.get(URI, {})
    assert len(transport.requests) == 1


def test_a_session_in_clear_cannot_be_forgotten() -> None:
    session, transport = talk(FORGOTTEN)
    transport.encryption = None
    with pytest.raises(HttpError, match="^the host answered with HTTP status 400$"):
        session.get(URI, {})
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        [BROKEN, _fault(2150858843)],
        [_fault(2150859174)],
        [BROKEN, BROKEN],
        [InvalidCredentialsError("x")],
        [http.ReadTimeout("x")],
        ["<no/>"],
    ],
    ids=["gone", "fault", "lost", "login", "silence", "nonsense"],
)
def test_whatever_goes_wrong_after_a_complete_answer_takes_nothing_from_it(trouble: list[Line]) -> None:
    session, transport = talk(COMMAND_STARTED, received("YQ==", exit_code=0), *trouble)
    assert session.run("reg query").stdout == b"a"
    assert transport.actions.count("Command") == 1


def test_what_a_command_wrote_before_its_time_was_up_is_kept() -> None:
    minutes = itertools.count(step=60)
    session, _transport = talk(
        COMMAND_STARTED, received("YQ==", "Yg=="), TERMINATED, monotonic=lambda: float(next(minutes))
    )
    with pytest.raises(CommandTimedOut) as caught:
        session.run("reg query")
    assert (caught.value.stdout, caught.value.stderr) == (b"a", b"b")


@pytest.mark.parametrize(
    "lost",
    [
        http.ConnectionError("Connection aborted."),
        http.ChunkedEncodingError("IncompleteRead"),
        FORGOTTEN,
    ],
    ids=["dropped", "half", "status 400"],
)
def test_a_lost_connection_is_opened_afresh_and_the_same_request_sent_again(lost: Exception) -> None:
    session, transport = talk(lost, ITEM)
    assert session.get(URI, {}).text("Name") == "WinRM"
    assert transport.sessions_closed == 1
    assert transport.requests[0] == transport.requests[1]


def test_a_connection_that_is_lost_twice_is_lost() -> None:
    session, transport = talk(BROKEN, BROKEN)
    with pytest.raises(ConnectionLost, match="^the connection to the host broke$"):
        session.get(URI, {})
    assert len(transport.requests) == 2


def test_a_query_that_is_lost_between_its_pages_starts_again() -> None:
    session, transport = talk(_page(ITEM, "c1"), BROKEN, _page(ITEM, "c2"), _page(ITEM))
    assert len(session.query("root/cimv2", "SELECT * FROM X")) == 2
    assert transport.actions == ["Enumerate", "Pull", "Enumerate", "Pull"]


def test_a_command_that_is_lost_while_it_prints_is_run_again() -> None:
    session, transport = talk(
        COMMAND_STARTED, received("YWI="), BROKEN, COMMAND_STARTED, received("YWI=", exit_code=0), TERMINATED
    )
    assert session.run("reg query").stdout == b"ab"
    assert transport.actions == ["Command", "Receive", "Receive", "Command", "Receive", "Signal"]


def test_an_answer_to_another_message_is_refused() -> None:
    session, _transport = talk(envelope(ITEM, "uuid:other"))
    with pytest.raises(ResponseRefused, match="relates to uuid:other"):
        session.get(URI, {})


@pytest.mark.parametrize(
    ("line", "kind", "sentence"),
    [
        (InvalidCredentialsError("x"), HostUnreachable, "the host no longer accepts the login "),
        (http.ConnectTimeout("x"), HostUnreachable, "the host does not answer on its WinRM port"),
        (http.ReadTimeout("x"), HostUnreachable, "the host did not answer in time"),
        (http.SSLError("bad certificate"), HostUnreachable, "TLS failed: bad certificate"),
        (WinRMTransportError("http", 503, ""), HttpError, "the host answered with HTTP status 503"),
        (WinRMTransportError("http", 502, "<html>"), HttpError, "the host answered with HTTP status 502"),
        (_fault(2150859173), WsmanFault, "the host answered with WSManFault 2150859173"),
        (BadMICError(context_msg="tampered"), ResponseRefused, "the answer cannot be read: "),
        (KeyError("Content-Type"), ResponseRefused, "the answer cannot be read: "),
        (UnicodeDecodeError("utf-8", b"\xfc", 0, 1, "x"), ResponseRefused, "the answer cannot be read: "),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_what_goes_wrong_below_is_translated(line: Line, kind: type[Exception], sentence: str) -> None:
    session, transport = talk(line)
    with pytest.raises(kind) as caught:
        session.get(URI, {})
    assert type(caught.value) is kind
    assert str(caught.value).startswith(sentence)
    assert len(transport.requests) == 1
