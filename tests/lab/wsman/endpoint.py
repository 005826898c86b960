# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The listener: one TCP port that serves every machine of the lab under the machine's own path."""

from __future__ import annotations

import socket
import socketserver
import ssl
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.wsman.certificate_mapping import CertificateMapping
from tests.lab.wsman.connection import Connection
from tests.lab.wsman.host import Host
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour, Misbehaviours
from tests.lab.wsman.request_log import RequestLog
from tests.lab.wsman.service import Service

_HANDSHAKE_SECONDS = 10.0


class Endpoint:
    """A WinRM listener on loopback, in threads of its own while the `with` block runs.

    `machines` is consulted on every request, so a machine that is added later is served too.
    `tls` is (certificate file, key file) and makes the listener HTTPS; `mapping` lets clients log in by certificate.
    """

    def __init__(
        self,
        machines: Mapping[str, Host],
        *,
        limits: Limits | None = None,
        tls: tuple[str, str] | None = None,
        mapping: CertificateMapping | None = None,
        log: RequestLog | None = None,
        port: int = 0,
    ) -> None:
        self.limits = limits or Limits()
        self.log = log if log is not None else RequestLog()
        self.misbehaviours = Misbehaviours()
        self.closing = threading.Event()
        self.is_tls = tls is not None
        self.mapping = mapping
        self.certificate = _der(tls[0]) if tls else None
        self._machines = machines
        self._services: dict[str, Service] = {}
        self._lock = threading.Lock()
        self._server = _Server(self, port, _server_context(*tls, mapping) if tls else None)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="wsman endpoint")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self.drop_connections()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The TCP port; the socket listens from construction on."""
        return int(self._server.server_address[1])

    def path(self, name: str) -> str:
        """The path of that machine's service."""
        return f"/{quote(name)}/wsman"

    def url(self, name: str) -> str:
        """The URL of that machine's service."""
        return f"{'https' if self.is_tls else 'http'}://127.0.0.1:{self.port}{self.path(name)}"

    def service_at(self, path: str) -> Service | None:
        """The service of the machine that `path` leads to."""
        name, _, rest = path.removeprefix("/").partition("/")
        host = self._machines.get(unquote(name))
        if host is None or rest.partition("?")[0] != "wsman":
            return None
        with self._lock:
            service = self._services.get(host.name)
            if service is None or service.host is not host:
                service = self._services[host.name] = Service(host, self.limits)
            return service

    def misbehave(self, rule: Misbehaviour) -> None:
        """Put a rule in force."""
        self.misbehaviours.add(rule)

    def delay(self, seconds: float) -> None:
        """Answer every exchange so much later, the login's too, as over a slow line."""
        self.misbehave(Misbehaviour(Kind.DELAY, seconds=seconds, before_login=True))

    def drop_connections(self) -> None:
        """Close every TCP connection now, as Windows does with one that has been idle for two minutes."""
        self._server.drop_connections()


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    request_queue_size = 1024

    def __init__(self, endpoint: Endpoint, port: int, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", port), Connection)
        self.endpoint = endpoint
        self._context = context
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake is done here, in the connection's own thread, so that a slow client delays nobody."""
        if self._context is None:
            self._serve(request, client_address)
            return
        request.settimeout(_HANDSHAKE_SECONDS)
        with self._context.wrap_socket(request, server_side=True) as secured:
            self._serve(secured, client_address)

    def _serve(self, connection: socket.socket, client_address: Any) -> None:
        with self._open_lock:
            if self.endpoint.closing.is_set():
                return
            self._open.add(connection)
        try:
            super().finish_request(connection, client_address)
        finally:
            with self._open_lock:
                self._open.discard(connection)

    def drop_connections(self) -> None:
        with self._open_lock:
            for connection in self._open:
                try:
                    # On the bare socket: closing the TLS session politely would wait for the client.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
                except OSError:
                    pass

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away or refuses the certificate is no event; anything else is a bug to see."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def _server_context(certificate_file: str, key_file: str, mapping: CertificateMapping | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file, key_file)
    if mapping:
        mapping.prepare(context)
    return context


def _der(certificate_file: str) -> bytes:
    """The first certificate of a PEM file, which is the server's own."""
    return x509.load_pem_x509_certificate(Path(certificate_file).read_bytes()).public_bytes(Encoding.DER)
