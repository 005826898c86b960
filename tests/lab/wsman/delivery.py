# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How an HTTP answer leaves for the client: whole and at once, or as a rule has it."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase
from threading import Event

from tests.lab.wsman.misbehaviour import Kind, Misbehaviour


@dataclass
class Answer:
    """An HTTP answer: `body` as it goes over the wire, `text` in clear, `rule` if it is to be sent badly."""

    status: int
    body: bytes = b""
    text: str = ""
    content_type: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    closes: bool = False
    rule: Misbehaviour | None = None


def send(http: BaseHTTPRequestHandler, answer: Answer, closing: Event) -> None:
    """Send an answer in the way of its rule. `closing` cuts short what takes long."""
    rule = answer.rule
    if rule and rule.kind is Kind.TRICKLE:
        _send_in_pieces(http, answer, rule, closing)
    elif rule and rule.kind is Kind.ENDLESS:
        _send_endlessly(http, answer, rule, closing)
    else:
        is_halved = rule is not None and rule.kind is Kind.DROP_HALF_WAY
        _send(http, answer, answer.body[: len(answer.body) // 2] if is_halved else answer.body)
    if rule and rule.kind in (Kind.DROP_HALF_WAY, Kind.CLOSE_AFTER):
        http.close_connection = True


def reset(http: BaseHTTPRequestHandler) -> None:
    """Close the TCP connection with RST, which http.server's own orderly end would not let happen."""
    http.close_connection = True
    http.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(http.connection.detach())


def _send(http: BaseHTTPRequestHandler, answer: Answer, body: bytes) -> None:
    _send_head(http, answer, "Content-Length", str(len(answer.body)))
    http.wfile.write(body)


def _send_head(http: BaseHTTPRequestHandler, answer: Answer, *framing: str) -> None:
    http.send_response(answer.status)
    for name, value in answer.headers:
        http.send_header(name, value)
    if answer.content_type:
        http.send_header("Content-Type", answer.content_type)
    if answer.closes:
        http.send_header("Connection", "close")
    http.send_header(*framing)
    http.end_headers()


def _send_in_pieces(http: BaseHTTPRequestHandler, answer: Answer, rule: Misbehaviour, closing: Event) -> None:
    whole = http.wfile
    http.wfile = _Trickle(whole, rule, closing)
    try:
        _send(http, answer, answer.body)
    finally:
        http.wfile = whole


def _send_endlessly(http: BaseHTTPRequestHandler, answer: Answer, rule: Misbehaviour, closing: Event) -> None:
    if rule.length is None:
        _send_head(http, answer, "Transfer-Encoding", "chunked")
    else:
        _send_head(http, answer, "Content-Length", str(rule.length))
    for piece in _filled_up(answer.body, rule):
        http.wfile.write(piece if rule.length is not None else b"%x\r\n%b\r\n" % (len(piece), piece))
        http.wfile.flush()
        if closing.wait(rule.seconds):
            raise ConnectionAbortedError("the endpoint closes")


def _filled_up(body: bytes, rule: Misbehaviour) -> Iterator[bytes]:
    """The body, then pieces of blanks up to the length of the rule, or without an end."""
    if body:  # an empty chunk would be the end
        yield body
    left = None if rule.length is None else rule.length - len(body)
    while left is None or left > 0:
        size = rule.size if left is None else min(rule.size, left)
        left = None if left is None else left - size
        yield b" " * size


class _Trickle(BufferedIOBase):
    """Passes bytes on a few at a time."""

    def __init__(self, whole: BufferedIOBase, rule: Misbehaviour, closing: Event) -> None:
        self._whole = whole
        self._rule = rule
        self._closing = closing

    def write(self, data: bytes) -> int:  # type: ignore[override]
        for start in range(0, len(data), self._rule.size):
            self._whole.write(data[start : start + self._rule.size])
            self._whole.flush()
            if self._closing.wait(self._rule.seconds):
                raise ConnectionAbortedError("the endpoint closes")
        return len(data)
