# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scripted host: it answers one request after the other and keeps what it was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import requests
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.exchange_log import Listener
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"

Line = str | bytes | BaseException
"""The body of an answer, a whole answer, or what happens instead."""


def envelope(body: str, relates_to: str) -> bytes:
    """An answer's envelope, with the prefixes that Windows uses."""
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:a="{ADDRESSING}"><s:Header><a:RelatesTo>{relates_to}</a:RelatesTo>'
        f"</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def action(request: bytes) -> str:
    """The last part of a request's action."""
    return (ElementTree.fromstring(request).findtext(f".//{{{ADDRESSING}}}Action") or "").rpartition("/")[2]


def received(stdout: str = "", stderr: str = "", exit_code: int | None = None) -> str:
    """A ReceiveResponse; the streams are in base64 already."""
    state = "Running" if exit_code is None else "Done"
    code = "" if exit_code is None else f"<r:ExitCode>{exit_code}</r:ExitCode>"
    return (
        f'<r:ReceiveResponse xmlns:r="{SHELL}"><r:Stream Name="stdout">{stdout}</r:Stream>'
        f'<r:Stream Name="stderr">{stderr}</r:Stream>'
        f'<r:CommandState State="{SHELL}/CommandState/{state}">{code}</r:CommandState></r:ReceiveResponse>'
    )


COMMAND_STARTED = f'<r:CommandResponse xmlns:r="{SHELL}"><r:CommandId>C1</r:CommandId></r:CommandResponse>'
TERMINATED = f'<r:SignalResponse xmlns:r="{SHELL}"/>'


class ScriptedTransport:
    """Stands in for pywinrm's Transport."""

    endpoint = "http://web01.dmz.example:5985/wsman"

    def __init__(self, *lines: Line) -> None:
        self.requests: list[bytes] = []
        self.sessions_closed = 0
        self.session = requests.Session()
        self.encryption = object()
        self._lines = list(lines)

    @property
    def actions(self) -> list[str]:
        return [action(request) for request in self.requests]

    def build_session(self) -> requests.Session:
        return self.session

    def close_session(self) -> None:
        self.sessions_closed += 1

    def send_message(self, message: bytes) -> bytes:
        self.requests.append(message)
        line = self._lines.pop(0)
        if isinstance(line, BaseException):
            raise line
        self.session.get_adapter(self.endpoint).status = 200
        if isinstance(line, bytes):
            return line
        return envelope(line, ElementTree.fromstring(message).findtext(f".//{{{ADDRESSING}}}MessageID") or "")


class ScriptedProtocol:
    """Stands in for pywinrm's Protocol."""

    operation_timeout_sec = 20

    def __init__(self, transport: ScriptedTransport) -> None:
        self.transport = transport


def talk(
    *lines: Line, monotonic: Callable[[], float] = lambda: 0.0, listener: Listener | None = None
) -> tuple[Session, ScriptedTransport]:
    """A session with a host that answers with these lines."""
    transport = ScriptedTransport(*lines)
    protocol: Any = ScriptedProtocol(transport)
    return Session(protocol, "S1", "web01.dmz.example", monotonic=monotonic, listener=listener), transport
