# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each exchange is told once, as one line of names and numbers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ResponseRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.exchange_log import Exchange, telling
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from requests import exceptions as http
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

SERVICE = cim_class("root/cimv2", "Win32_Service")
REGISTRY = cim_class("root/default", "StdRegProv")
SECRET = "S3cret"
ITEM = f"<X><Value>{SECRET}</Value></X>"
LAST_PAGE = f"<R><Items>{ITEM}</Items></R>"
FIRST_PAGE = f"<R><EnumerationContext>{SECRET}</EnumerationContext><Items>{ITEM}</Items></R>"
BROKEN = http.ConnectionError(SECRET)


def fault(code: str, status: int = 500) -> WinRMTransportError:
    detail = f'<f:WSManFault xmlns:f="urn:f" {code}><f:Message>{SECRET}</f:Message></f:WSManFault>'
    text = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><s:Detail>{detail}</s:Detail></s:Fault></s:Body></s:Envelope>'
    )
    return WinRMTransportError("http", status, text)


def told(act: Callable[[Session], object], *lines: Line) -> tuple[list[Exchange], list[bytes]]:
    """What the listener was told, each exchange having taken 1.5 seconds, and what was sent."""
    exchanges: list[Exchange] = []
    moments = itertools.count(step=1.5)
    session, transport = talk(*lines, monotonic=lambda: next(moments), listener=exchanges.append)
    with suppress(Exception, KeyboardInterrupt):
        act(session)
    return exchanges, transport.requests


def get(session: Session) -> object:
    return session.get(SERVICE, {"Name": SECRET})


def call(session: Session) -> object:
    return session.invoke(REGISTRY, "SetBinaryValue", {"sSubKeyName": SECRET, "uValue": SECRET.encode()})


def query(session: Session) -> object:
    return session.query("root/StandardCimv2", f"select * from MSFT_NetTCPConnection where X = '{SECRET}'")


def run(session: Session) -> object:
    return session.run('reg query "HKLM\\A & B" /s&&echo x+||echo x-&wevtutil qe "C"&&echo x+||echo x-')


@pytest.mark.parametrize(
    ("act", "lines", "said"),
    [
        (get, [ITEM], ["Get Win32_Service: HTTP 200"]),
        (call, [ITEM], ["Invoke StdRegProv.SetBinaryValue: HTTP 200"]),
        (
            query,
            [FIRST_PAGE, LAST_PAGE],
            ["Enumerate MSFT_NetTCPConnection: HTTP 200", "Pull MSFT_NetTCPConnection: HTTP 200"],
        ),
        (
            run,
            [COMMAND_STARTED, received(exit_code=0), TERMINATED],
            ["Command (2 commands): HTTP 200", "Receive: HTTP 200", "Signal: HTTP 200"],
        ),
        (
            lambda session: session.run("certutil -verifystore Root"),
            [COMMAND_STARTED, BROKEN, BROKEN],
            ["Command (1 command): HTTP 200", "Receive: ConnectionError", "Command (1 command): ConnectionError"],
        ),
        (get, [BROKEN, ITEM], ["Get Win32_Service: ConnectionError", "Get Win32_Service: HTTP 200"]),
        (
            get,
            [WinRMTransportError("http", 400, ""), ITEM],
            ["Get Win32_Service: HTTP 400", "Get Win32_Service: HTTP 200"],
        ),
        (get, [WinRMTransportError("http", 503, "busy")], ["Get Win32_Service: HTTP 503"]),
        (get, [fault('Code="5"')], ["Get Win32_Service: WSManFault 5"]),
        (get, [fault("")], ["Get Win32_Service: an unnamed fault"]),
        (get, [http.ReadTimeout(SECRET)], ["Get Win32_Service: ReadTimeout"]),
        (get, [InvalidCredentialsError(SECRET)], ["Get Win32_Service: InvalidCredentialsError"]),
        (get, [ResponseRefused(SECRET)], ["Get Win32_Service: ResponseRefused"]),
        (get, [KeyboardInterrupt(SECRET)], ["Get Win32_Service: KeyboardInterrupt"]),
        (get, [envelope(ITEM, "another message")], ["Get Win32_Service: HTTP 200"]),
    ],
)
def test_each_exchange_is_a_line_whatever_comes_of_it(
    act: Callable[[Session], object], lines: list[Line], said: list[str]
) -> None:
    exchanges, sent = told(act, *lines)
    shown = [str(exchange) for exchange in exchanges]
    assert [re.sub(r"(, \d+ bytes (sent|received))*, \d+ ms$", "", line) for line in shown] == said
    assert [exchange.sent for exchange in exchanges] == [len(request) for request in sent]
    assert SECRET not in "".join(shown)


@pytest.mark.parametrize(
    ("line", "bytes_received"),
    [
        (envelope(ITEM, "id:0"), len(envelope(ITEM, "id:0"))),
        (fault('Code="5"'), len(fault("").response_text) + len('Code="5"')),
        (WinRMTransportError("http", 503, "bücher"), 7),
        (BROKEN, None),
    ],
    ids=["answer", "fault", "status", "no answer"],
)
def test_what_was_received_is_counted_in_bytes(line: Line, bytes_received: int | None) -> None:
    exchanges, _sent = told(get, line, BROKEN)
    assert exchanges[0].received == bytes_received


def test_a_line_ends_with_bytes_both_ways_and_milliseconds() -> None:
    assert str(Exchange("Receive", "HTTP 200", 12.4, 640, 70123)) == (
        "Receive: HTTP 200, 640 bytes sent, 70123 bytes received, 12 ms"
    )
    assert str(Exchange("Receive", "ReadTimeout", 30_000.0, 640)) == "Receive: ReadTimeout, 640 bytes sent, 30000 ms"
    assert str(Exchange("Connect", "done", 85.0)) == "Connect: done, 85 ms"


def test_the_time_is_that_of_the_clock() -> None:
    exchanges, _sent = told(get, ITEM)
    assert exchanges[0].milliseconds == 1500


def test_a_command_line_comes_apart_from_the_line() -> None:
    exchanges, _sent = told(run, COMMAND_STARTED, received(exit_code=0), TERMINATED)
    assert [exchange.command_line is not None for exchange in exchanges] == [True, False, False]
    assert "reg query" in (exchanges[0].command_line or "")
    assert "reg query" not in str(exchanges[0])


def test_without_a_listener_nothing_is_measured() -> None:
    def clock() -> float:
        raise AssertionError

    with telling(None, clock, "Connect"):
        pass
