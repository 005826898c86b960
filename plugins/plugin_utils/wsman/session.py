# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation with one host, over the pywinrm protocol and the shell of Ansible's own winrm connection."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CommandTimedOut,
    ConnectionLost,
    HostUnreachable,
    HttpError,
    ResponseRefused,
    SessionForgotten,
    TimeLimitReached,
    WsmanError,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import envelope, names, response
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import Deadline
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.envelope import Parameter, Request
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.exchange_log import Listener, telling
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.fault import read_fault
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.request_size import (
    SMALLEST_LIMIT,
    USUAL_LIMIT,
    Oversize,
    sent_size,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import NOTHING_YET, CimObject, Received
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response_guard import guard_session, latest_status

try:
    from requests import exceptions as http
    from winrm.exceptions import InvalidCredentialsError, WinRMTransportError
except ImportError:  # named in one sentence by libraries.require_libraries
    pass

_CREDSSP_REFUSALS: tuple[type[Exception], ...] = ()
with suppress(ImportError):  # only who logs in by CredSSP has it
    from requests_credssp.exceptions import AuthenticationException

    _CREDSSP_REFUSALS = (AuthenticationException,)

_LOGIN_LOST = (
    "the host no longer accepts the login (was the account locked or disabled, or its password changed, meanwhile?)"
)

MAX_PAGES = 1000
MAX_RECEIVED_BYTES = 64 * 1024 * 1024
"""All answers of a session together, a task's that is; what a host says may take many times its size in memory."""
MAX_OUTPUT_BYTES = 16 * 1024 * 1024
MAX_IDLE_RECEIVES = 200
"""A host answers a Receive when there is output, or after the operation timeout, of a second at least."""
COMMAND_TIMEOUT_SECONDS = 120.0

Result = TypeVar("Result")


@dataclass(frozen=True)
class CommandOutput:
    """What a finished command printed and returned."""

    stdout: bytes
    stderr: bytes
    exit_code: int


class Session:
    """CIM operations and console commands on one host.

    ``protocol`` is a connected ``winrm.protocol.Protocol`` and ``shell_id`` the shell that its connection plugin opened;
    both stay theirs, and nothing is closed here. ``host`` is the name that messages use, ``deadline`` ends every wait for it,
    ``listener`` is told of every exchange.
    Every method raises :class:`HostUnreachable`, :class:`ResponseRefused`, :class:`HttpError` and :class:`WsmanFault`.
    """

    def __init__(
        self,
        protocol: Any,
        shell_id: str,
        host: str,
        deadline: Deadline | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        listener: Listener | None = None,
    ) -> None:
        self.host = host
        self.deadline = deadline or Deadline()
        self._transport = protocol.transport
        self._operation_timeout_seconds = int(protocol.operation_timeout_sec)
        self._shell_id = shell_id
        self._monotonic = monotonic
        self._listener = listener
        self._received_bytes = 0
        self._request_limit: int | None = None

    def get(self, resource_uri: str, selectors: Mapping[str, str]) -> CimObject:
        """One instance by its keys."""
        return response.read_object(self._exchange(envelope.get(resource_uri, selectors)))

    def invoke(
        self,
        resource_uri: str,
        method: str,
        parameters: Mapping[str, Parameter] | None = None,
        selectors: Mapping[str, str] | None = None,
    ) -> CimObject:
        """Call a method of a class, or of the instance that the selectors name."""
        request = envelope.invoke(resource_uri, method, parameters or {}, selectors or {})
        return response.read_object(self._exchange(request))

    def oversize(self, resource_uri: str, method: str, parameters: Mapping[str, Parameter]) -> Oversize | None:
        """Why a host does not take that call of a method, None when it does. Nothing is sent but the question for the limit."""
        message = envelope.invoke(resource_uri, method, parameters, {}).to_xml(self._operation_timeout_seconds)
        encryption = self._transport.encryption
        size = sent_size(len(message), encryption.protocol if encryption else None)
        if size <= SMALLEST_LIMIT and self._request_limit is None:
            return None
        limit = self._limit_of_requests()
        return Oversize(size, limit) if size > limit else None

    def query(self, namespace: str, wql: str) -> list[CimObject]:
        """All instances that a WQL query selects."""
        return self._again_if_lost(lambda: self._query(names.cim_class(namespace, "*"), wql))

    def run(self, command_line: str) -> CommandOutput:
        """Run a command that only reads, to its end. It is run again once when the connection breaks meanwhile.

        Raises :class:`CommandTimedOut` when it takes longer than :data:`COMMAND_TIMEOUT_SECONDS`.
        """
        return self._again_if_lost(lambda: self._run(command_line))

    def _limit_of_requests(self) -> int:
        """In bytes, as the host says, or as it is usual where the host does not say it."""
        if self._request_limit is None:
            try:
                kilobytes = self.get(names.CONFIG, {}).integer("MaxEnvelopeSizekb")
            except (WsmanFault, HttpError, ResponseRefused):
                kilobytes = None
            self._request_limit = kilobytes * 1024 if kilobytes else USUAL_LIMIT
        return self._request_limit

    def _query(self, resource_uri: str, wql: str) -> list[CimObject]:
        page = response.read_page(self._exchange(envelope.enumerate_wql(resource_uri, wql)))
        items = list(page.items)
        for _page in range(MAX_PAGES):
            if page.context is None:
                return items
            page = response.read_page(self._exchange(envelope.pull(resource_uri, wql, page.context)))
            items += page.items
        raise ResponseRefused(f"the enumeration did not end after {MAX_PAGES} pages")

    def _run(self, command_line: str) -> CommandOutput:
        command_id = response.read_command_id(self._exchange(envelope.run_command(self._shell_id, command_line)))
        try:
            output = self._receive_all(command_id)
        except (ResponseRefused, CommandTimedOut):
            with suppress(WsmanError):  # why the command was given up matters more
                self._terminate(command_id)
            raise
        self._tidy_up(command_id)
        return output

    def _tidy_up(self, command_id: str) -> None:
        """Take an ended command out of the shell. The answer is complete, so a host that refuses, or is lost, takes nothing from it."""
        with suppress(WsmanError):
            self._terminate(command_id)

    def _terminate(self, command_id: str) -> None:
        self._exchange(envelope.terminate(self._shell_id, command_id))

    def _receive_all(self, command_id: str) -> CommandOutput:
        stdout, stderr = bytearray(), bytearray()
        deadline, idle = self._monotonic() + COMMAND_TIMEOUT_SECONDS, 0
        while self._monotonic() < deadline and idle < MAX_IDLE_RECEIVES:
            received = self._receive(command_id)
            stdout += received.stdout
            stderr += received.stderr
            if len(stdout) + len(stderr) > MAX_OUTPUT_BYTES:
                raise ResponseRefused(f"the command printed more than {MAX_OUTPUT_BYTES} bytes")
            if received.exit_code is not None:
                return CommandOutput(bytes(stdout), bytes(stderr), received.exit_code)
            if not (received.stdout or received.stderr):
                idle += 1
        reason = f"the command did not end within {COMMAND_TIMEOUT_SECONDS:.0f} seconds"
        if idle == MAX_IDLE_RECEIVES:
            reason = f"the command neither printed nor ended in {idle} answers"
        raise CommandTimedOut(reason, bytes(stdout), bytes(stderr))

    def _receive(self, command_id: str) -> Received:
        try:
            return response.read_received(self._exchange(envelope.receive(self._shell_id, command_id)))
        except WsmanFault as fault:
            if not fault.timed_out:
                raise
            return NOTHING_YET

    def _exchange(self, request: Request) -> Element:
        xml = request.to_xml(self._operation_timeout_seconds)
        if request.repeatable:
            answered = self._again_if_lost(lambda: self._send(request, xml))
        else:
            answered = self._send(request, xml)
        return response.read_body(answered, request.message_id)

    def _again_if_lost(self, conversation: Callable[[], Result]) -> Result:
        try:
            return conversation()
        except ConnectionLost:
            return conversation()

    def _send(self, request: Request, xml: bytes) -> bytes:
        """Send one envelope, and again if it was sealed for a connection that the host had closed and so did not read it."""
        try:
            return self._send_once(request, xml)
        except SessionForgotten:
            return self._send_once(request, xml)

    def _send_once(self, request: Request, xml: bytes) -> bytes:
        """After a broken connection the session starts afresh: pywinrm never recovers a sealed one."""
        try:
            answered = self._deliver(request, xml)
        except InvalidCredentialsError as error:
            raise HostUnreachable(_LOGIN_LOST) from error
        except WinRMTransportError as error:
            raise self._refusal(error) from error
        except http.ConnectTimeout as error:
            raise HostUnreachable("the host does not answer on its WinRM port") from error
        except http.ReadTimeout as error:
            raise HostUnreachable("the host did not answer in time") from error
        except http.SSLError as error:
            raise HostUnreachable(f"TLS failed: {error}") from error
        except (http.ConnectionError, http.ChunkedEncodingError) as error:
            self._transport.close_session()
            raise ConnectionLost("the connection to the host broke") from error
        except _CREDSSP_REFUSALS as error:  # the 400 that _refusal speaks of, in the words of requests_credssp
            self._transport.close_session()
            raise SessionForgotten("the host no longer knows the session") from error
        except TimeLimitReached:
            self._transport.close_session()
            raise
        except ResponseRefused:
            raise
        except Exception as error:  # pywinrm unseals and decodes without checks, so anything may come out of it
            self._transport.close_session()
            raise ResponseRefused(f"the answer cannot be read: {error}") from error
        self._received_bytes += len(answered)
        if self._received_bytes > MAX_RECEIVED_BYTES:
            raise ResponseRefused(f"its answers are larger than {MAX_RECEIVED_BYTES} bytes in all")
        return answered

    def _deliver(self, request: Request, xml: bytes) -> bytes:
        exchange = telling(self._listener, self._monotonic, request.operation, len(xml), request.command_line)
        with exchange as answer, self.deadline.waiting():
            guard_session(self._transport)
            answered: bytes = self._transport.send_message(xml)
            answer.arrive(latest_status(self._transport), answered)
            return answered

    def _refusal(self, error: WinRMTransportError) -> Exception:
        """A host answers 400 to a message sealed for a connection that it has closed meanwhile."""
        fault = read_fault(error.response_text)
        if error.code == 400 and fault is None and self._transport.encryption is not None:
            self._transport.close_session()
            return SessionForgotten("the host no longer knows the session (HTTP 400)")
        return fault or HttpError(f"the host answered with HTTP status {error.code}")
