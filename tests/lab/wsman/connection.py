# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One TCP connection of a client: HTTP, the login, sealing, and the log entry of each exchange."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast

from tests.lab.wsman import envelope, sealing
from tests.lab.wsman.authentication import Authentication, Challenge, Channel, Login, Refused
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.fault import Fault
from tests.lab.wsman.identify import identify
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour
from tests.lab.wsman.request_log import describe
from tests.lab.wsman.service import Service
from tests.lab.wsman.shells import Caller

if TYPE_CHECKING:
    from tests.lab.wsman.endpoint import Endpoint

_SOAP = "application/soap+xml;charset=UTF-8"


@dataclass
class _Answer:
    """An HTTP answer: `body` as it goes over the wire, `text` in clear."""

    status: int
    body: bytes = b""
    text: str = ""
    content_type: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    closes: bool = False


class _Drop(Exception):
    """The connection is to be closed, after half of `answer` if there is one."""

    def __init__(self, answer: _Answer | None = None) -> None:
        super().__init__()
        self.answer = answer


class Connection(BaseHTTPRequestHandler):
    """http.server makes one instance for each TCP connection, so the login can live in it."""

    protocol_version = "HTTP/1.1"
    # With the defaults every answer costs 44 ms: Nagle's algorithm against delayed acknowledgements.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.endpoint = cast("Endpoint", self.server.endpoint)  # type: ignore[attr-defined]
        self._authentication = Authentication(self.endpoint.limits, self._channel(), self.endpoint.mapping)
        self.request.settimeout(self.endpoint.limits.idle_seconds)
        super().setup()

    def _channel(self) -> Channel:
        if not isinstance(self.request, ssl.SSLSocket):
            return Channel()
        return Channel(self.endpoint.certificate, self.request.getpeercert(binary_form=True))

    def do_POST(self) -> None:
        """One exchange."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._entry: dict[str, object] = {"request_bytes": len(body)}
        try:
            answer = self._answer(body)
            self._log(answer)
            self._send(answer)
        except _Drop as drop:
            self._log(drop.answer or _Answer(0))
            self._send_half(drop.answer)

    def _log(self, answer: _Answer) -> None:
        """Before the answer is sent, so that who has the answer finds the entry."""
        if "machine" in self._entry:
            self._entry |= {"status": answer.status, "answer_bytes": len(answer.body), "answer": answer.text}
            self.endpoint.log.add(self._entry)

    def _answer(self, body: bytes) -> _Answer:
        service = self.endpoint.service_at(self.path)
        if service is None:
            return _Answer(404)
        self._entry["machine"] = service.host.name
        rule = self._misbehaviour(service, None)
        if rule and rule.kind is Kind.STATUS:
            return self._status(rule.status)
        if self.headers.get("WSMANIDENTIFY", "").casefold() == "unauthenticated":
            return self._in_clear(200, identify(service.host, is_authenticated=False))
        try:
            login = self._authentication.login(service.host, self.headers.get("Authorization", ""))
        except Challenge as challenge:
            return self._unauthorized(challenge.answer)
        except Refused:
            return self._unauthorized()
        self._entry["scheme"] = login.scheme
        answer = self._authenticated(service, login, body)
        if login.answer:
            answer.headers.append(("WWW-Authenticate", login.answer))
        return answer

    def _authenticated(self, service: Service, login: Login, body: bytes) -> _Answer:
        limits = self.endpoint.limits
        if len(body) > limits.request_bytes:
            return _Answer(413, closes=True)
        is_sealed = sealing.is_sealed(self.headers.get("Content-Type", ""))
        self._entry["sealed"] = is_sealed
        if is_sealed:
            try:
                body = self._unseal(body)
            except sealing.UnsealError:
                return _Answer(400, closes=True)
        elif body and not self.endpoint.is_tls and not limits.allow_unencrypted:
            return _Answer(500)
        if not body:
            return _Answer(200, content_type=_SOAP)
        return self._soap(service, login, body, is_sealed)

    def _unseal(self, body: bytes) -> bytes:
        if self._authentication.acceptor is None:
            raise sealing.UnsealError("the connection has no session")
        return sealing.unseal(self._authentication.acceptor, body)

    def _soap(self, service: Service, login: Login, body: bytes, is_sealed: bool) -> _Answer:
        request = None
        rule = None
        try:
            request = envelope.read(body)
            self._entry |= describe(request)
            rule = self._misbehaviour(service, request)
            if rule and rule.kind is Kind.STATUS:
                return self._status(rule.status)
            if rule and rule.kind is Kind.FAULT and rule.fault:
                raise rule.fault
            status, text = 200, service.answer(request, self._caller(service, login))
        except Fault as fault:
            status, text = 500, service.fault(fault, request)
        if rule and request:
            text = _distorted(rule, request, text)
        answer = self._sealed(status, text) if is_sealed else self._in_clear(status, text)
        if rule and rule.kind is Kind.DROP_HALF_WAY:
            raise _Drop(answer)
        return answer

    def _caller(self, service: Service, login: Login) -> Caller:
        return Caller(login.user, str(self.client_address[0]), self.endpoint.url(service.host.name))

    def _misbehaviour(self, service: Service, request: Request | None) -> Misbehaviour | None:
        """The rule for this request; those that only take time or the connection are obeyed here."""
        rule = self.endpoint.misbehaviours.of(service.host.name, request)
        if rule and rule.kind in (Kind.HANG, Kind.DELAY):
            self.endpoint.closing.wait(rule.seconds)
        if rule and rule.kind in (Kind.HANG, Kind.DROP_BEFORE_ANSWER):
            raise _Drop
        return rule

    def _status(self, status: int) -> _Answer:
        return self._unauthorized() if status == 401 else _Answer(status, closes=True)

    def _unauthorized(self, challenge: str = "") -> _Answer:
        """With a challenge the login goes on; without one it has failed and http.sys closes the connection."""
        if challenge:
            return _Answer(401, headers=[("WWW-Authenticate", challenge)])
        offers = [("WWW-Authenticate", offer) for offer in self._authentication.offers()]
        return _Answer(401, headers=offers, closes=bool(self.headers.get("Authorization")))

    def _in_clear(self, status: int, text: str) -> _Answer:
        return _Answer(status, text.encode(), text, _SOAP)

    def _sealed(self, status: int, text: str) -> _Answer:
        acceptor = self._authentication.acceptor
        assert acceptor is not None
        message = text.encode()
        return _Answer(status, sealing.seal(acceptor, message), text, sealing.content_type(acceptor, message))

    def _send(self, answer: _Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.content_type:
            self.send_header("Content-Type", answer.content_type)
        if answer.closes:
            self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _send_half(self, answer: _Answer | None) -> None:
        """Promise the whole answer, send half of it, and close."""
        self.close_connection = True
        if answer:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) // 2])

    def version_string(self) -> str:
        """The Server header of http.sys."""
        return "Microsoft-HTTPAPI/2.0"

    def log_message(self, format: str, *args: object) -> None:
        """The request log has it all; nothing is printed."""


def _distorted(rule: Misbehaviour, request: Request, text: str) -> str:
    if rule.kind is Kind.TRUNCATED_XML:
        return text[: len(text) // 2]
    if rule.kind is Kind.WRONG_RELATES_TO:
        return text.replace(request.message_id, f"uuid:{envelope.identifier()}")
    return text
