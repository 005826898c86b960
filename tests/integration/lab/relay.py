# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Somebody in the middle who ends TLS with a certificate of their own and passes everything on."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def man_in_the_middle(port: int, certificate: tuple[str, str]) -> Iterator[int]:
    """Serves one client after the other on the yielded port, in front of the server at `port`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_listen, args=(listener, server, port))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _listen(listener: socket.socket, server: ssl.SSLContext, port: int) -> None:
    client = _trusting()
    while True:
        try:
            accepted, _address = listener.accept()
        except OSError:
            return
        with (
            server.wrap_socket(accepted, server_side=True) as before,
            client.wrap_socket(socket.create_connection(("127.0.0.1", port))) as behind,
        ):
            _pass_on(before, behind)


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # TLS 1.3 sends tickets after the handshake, which look like data to select and are none.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def _pass_on(before: ssl.SSLSocket, behind: ssl.SSLSocket) -> None:
    """Both ways until one end closes."""
    ends = {before: behind, behind: before}
    while True:
        readable = [end for end in ends if end.pending()] or select.select(list(ends), [], [])[0]
        for end in readable:
            try:
                data = end.recv(65_536)
            except OSError:
                return
            if not data:
                return
            ends[end].sendall(data)
