# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of a conversation: what was asked of a host and what came of it, exchange by exchange, in names and numbers.

No body gets into it, and so no value of the registry, no output of a command and no secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.fault import read_fault

try:
    from winrm.exceptions import WinRMTransportError
except ImportError:  # named in one sentence by libraries.require_libraries
    pass


@dataclass(frozen=True)
class Exchange:
    """One request to a host, and what came of it.

    ``operation`` is as :class:`Request` has it. ``outcome`` is the HTTP status, the code of a SOAP fault, or the name of
    the exception that ended the wait. ``sent`` and ``received`` are the bytes of both SOAP envelopes, unsealed, and None
    where there was none. ``command_line`` is the one that a Command runs.
    """

    operation: str
    outcome: str
    milliseconds: float
    sent: int | None = None
    received: int | None = None
    command_line: str | None = None

    def __str__(self) -> str:
        octets = ((self.sent, "bytes sent"), (self.received, "bytes received"))
        said = [f"{count} {what}" for count, what in octets if count is not None]
        return f"{self.operation}: {', '.join([self.outcome, *said, f'{self.milliseconds:.0f} ms'])}"


Listener = Callable[[Exchange], None]
"""Is told of each exchange when it has ended, whether well or not."""


class Response:
    """What is known of an exchange when it ends; ``outcome`` is that of one that says nothing of itself."""

    outcome = "done"
    received: int | None = None

    def arrive(self, status: int | None, envelope: bytes) -> None:
        """Note a response, its HTTP status and its envelope."""
        self.outcome, self.received = f"HTTP {status}", len(envelope)

    def fail(self, error: BaseException) -> None:
        """Note what took the place of a good response. pywinrm has an exception of its own for one with an HTTP error."""
        if isinstance(error, WinRMTransportError):
            fault = read_fault(error.response_text)
            self.arrive(error.code, error.response_text.encode())
            self.outcome = fault.origin if fault else self.outcome
        else:
            self.outcome = type(error).__name__


@contextmanager
def telling(
    listener: Listener | None,
    monotonic: Callable[[], float],
    operation: str,
    sent: int | None = None,
    command_line: str | None = None,
) -> Iterator[Response]:
    """Tell the listener of the exchange inside the block, which notes its response. ``monotonic`` counts seconds."""
    response = Response()
    if listener is None:
        yield response
        return
    began = monotonic()
    try:
        yield response
    except BaseException as error:
        response.fail(error)
        raise
    finally:
        milliseconds = (monotonic() - began) * 1000
        listener(Exchange(operation, response.outcome, milliseconds, sent, response.received, command_line))
