# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One TCP connection of a client: HTTP, the login, sealing, and the log entry of each exchange."""

from __future__ import annotations

import ssl
import threading
from http.server import BaseHTTPRequestHandler
from typing import Protocol, cast

from tests.lab.wsman import delivery, envelope, forgery, sealing
from tests.lab.wsman.authentication import Authentication, Challenge, Channel, Login, Refused
from tests.lab.wsman.certificate_mapping import CertificateMapping
from tests.lab.wsman.delivery import Answer
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.fault import Fault
from tests.lab.wsman.identify import identify
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour, Misbehaviours
from tests.lab.wsman.request_log import RequestLog, describe, now
from tests.lab.wsman.service import Service
from tests.lab.wsman.shells import Caller

_SOAP = "application/soap+xml;charset=UTF-8"


class Listener(Protocol):
    """What a connection knows of the endpoint that has accepted it."""

    limits: Limits
    log: RequestLog
    misbehaviours: Misbehaviours
    closing: threading.Event
    is_tls: bool
    mapping: CertificateMapping | None
    certificate: bytes | None

    def url(self, name: str) -> str:
        """The URL of a machine's service."""

    def service_at(self, path: str) -> Service | None:
        """The service of the machine that `path` leads to."""


class _Dropped(Exception):
    """There is no answer: the connection is to be closed, or even reset."""

    def __init__(self, is_reset: bool) -> None:
        super().__init__()
        self.is_reset = is_reset


class Connection(BaseHTTPRequestHandler):
    """http.server makes one instance for each TCP connection, so the login can live in it."""

    protocol_version = "HTTP/1.1"
    # With the defaults every answer costs 44 ms: Nagle's algorithm against delayed acknowledgements.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.endpoint = cast("Listener", self.server.endpoint)  # type: ignore[attr-defined]
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
        self._entry: dict[str, object] = {"began": now(), "request_bytes": len(body)}
        self._delay = 0.0
        try:
            answer = self._answer(body)
            self._log(answer)
            delivery.send(self, answer, self.endpoint.closing)
        except _Dropped as dropped:
            self._log(Answer(0))
            self.close_connection = True
            if dropped.is_reset:
                delivery.reset(self)

    def _log(self, answer: Answer) -> None:
        """Before the answer is sent, so that who has the answer finds the entry."""
        if "machine" in self._entry:
            self._entry |= {"status": answer.status, "answer_bytes": len(answer.body), "answer": answer.text}
            self._entry["delay"] = self._delay
            self.endpoint.log.add(self._entry)

    def _answer(self, body: bytes) -> Answer:
        service = self.endpoint.service_at(self.path)
        if service is None:
            return Answer(404)
        self._entry["machine"] = service.host.name
        rule = self._misbehaviour(service, None)
        if rule and rule.kind is Kind.STATUS:
            return self._status(rule.status)
        answer = self._of_service(service, body)
        answer.rule = answer.rule or rule
        return answer

    def _of_service(self, service: Service, body: bytes) -> Answer:
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

    def _authenticated(self, service: Service, login: Login, body: bytes) -> Answer:
        limits = self.endpoint.limits
        if len(body) > limits.request_bytes:
            return Answer(413, closes=True)
        is_sealed = sealing.is_sealed(self.headers.get("Content-Type", ""))
        self._entry["sealed"] = is_sealed
        if is_sealed:
            try:
                body = self._unseal(body)
            except sealing.UnsealError:
                return Answer(400, closes=True)
        elif body and not self.endpoint.is_tls and not limits.allow_unencrypted:
            return Answer(500)
        if not body:
            return Answer(200, content_type=_SOAP)
        return self._soap(service, login, body, is_sealed)

    def _unseal(self, body: bytes) -> bytes:
        if self._authentication.acceptor is None:
            raise sealing.UnsealError("the connection has no session")
        return sealing.unseal(self._authentication.acceptor, body)

    def _soap(self, service: Service, login: Login, body: bytes, is_sealed: bool) -> Answer:
        request = None
        rule = None
        try:
            request = envelope.read(body, self.endpoint.limits.is_strict)
            self._entry |= describe(request)
            rule = self._misbehaviour(service, request)
            if rule and rule.kind is Kind.STATUS:
                return self._status(rule.status)
            status, text = 200, self._carried_out(service, request, self._caller(service, login), rule)
        except Fault as fault:
            status, text = 500, service.fault(fault, request)
        if rule and request:
            text = forgery.distorted(rule, request, text)
        answer = self._sealed(status, text) if is_sealed else self._in_clear(status, text)
        answer.rule = rule
        return answer

    def _carried_out(self, service: Service, request: Request, caller: Caller, rule: Misbehaviour | None) -> str:
        if rule is None:
            return service.answer(request, caller)
        instead = forgery.made_up(rule, request)
        if instead is not None:
            return instead
        receive_bytes = rule.size if rule.kind is Kind.SHORT_RECEIVES else None
        return service.answer(request, caller, receive_bytes=receive_bytes, is_endless=rule.kind is Kind.ENDLESS_PULL)

    def _caller(self, service: Service, login: Login) -> Caller:
        return Caller(login.user, str(self.client_address[0]), self.endpoint.url(service.host.name))

    def _misbehaviour(self, service: Service, request: Request | None) -> Misbehaviour | None:
        """The rule for this request; those that only take time or the connection are obeyed here."""
        rules = self.endpoint.misbehaviours.of(service.host.name, request)
        late = sum(rule.seconds for rule in rules if rule.kind is Kind.DELAY)
        self._delay += late
        self.endpoint.closing.wait(late)
        rule = next((rule for rule in rules if rule.kind is not Kind.DELAY), None)
        if rule and rule.kind is Kind.HANG:
            self.endpoint.closing.wait(rule.seconds)
        if rule and rule.kind in (Kind.HANG, Kind.DROP_BEFORE_ANSWER, Kind.RESET):
            raise _Dropped(rule.kind is Kind.RESET)
        return rule

    def _status(self, status: int) -> Answer:
        return self._unauthorized() if status == 401 else Answer(status, closes=True)

    def _unauthorized(self, challenge: str = "") -> Answer:
        """With a challenge the login goes on; without one it has failed and http.sys closes the connection."""
        if challenge:
            return Answer(401, headers=[("WWW-Authenticate", challenge)])
        offers = [("WWW-Authenticate", offer) for offer in self._authentication.offers()]
        return Answer(401, headers=offers, closes=bool(self.headers.get("Authorization")))

    def _in_clear(self, status: int, text: str) -> Answer:
        return Answer(status, text.encode(), text, _SOAP)

    def _sealed(self, status: int, text: str) -> Answer:
        acceptor = self._authentication.acceptor
        assert acceptor is not None
        message = text.encode()
        return Answer(status, sealing.seal(acceptor, message), text, sealing.content_type(acceptor, message))

    def version_string(self) -> str:
        """The Server header of http.sys."""
        return "Microsoft-HTTPAPI/2.0"

    def log_message(self, format: str, *args: object) -> None:
        """The request log has it all; nothing is printed."""
