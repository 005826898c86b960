# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remote shells in which every command has ended as soon as it has its input (MS-WSMV 3.1.4.5 and 3.1.4.11 to 3.1.4.14)."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from tests.bench.canned import printed
from tests.lab.wsman import envelope, faults, names
from tests.lab.wsman.codes import Code
from tests.lab.wsman.envelope import Request

SEND = f"{names.SHELL}/Send"

PAGE_OCTETS = 55_000
"""What a Receive carries of the output, as much as in the lab: 76,800 characters are an answer of pywinrm's size."""

_SHELL = f"{{{names.SHELL}}}"


@dataclass
class _Command:
    """`output` is what is left of it, and None until a Receive asks for it."""

    stdin: bytes = b""
    output: bytes | None = None

    def take(self) -> bytes:
        """The next page."""
        output = printed(self.stdin) if self.output is None else self.output
        self.output = output[PAGE_OCTETS:]
        return output[:PAGE_OCTETS]


class CannedShells:
    """The shells of one host."""

    def __init__(self) -> None:
        self._commands: dict[str, _Command] = {}
        self._deeds = {
            names.CREATE: self._create,
            names.COMMAND: self._command,
            SEND: self._send,
            names.RECEIVE: self._receive,
            names.SIGNAL: self._signal,
            names.DELETE: lambda request: "",
        }

    def answer(self, request: Request) -> str:
        """The answer's envelope. Raises `Fault`."""
        if request.action not in self._deeds:
            raise faults.of(Code.INVALID_ACTIONURI)
        return envelope.write(f"{request.action}Response", request.message_id, self._deeds[request.action](request))

    def _create(self, _request: Request) -> str:
        return (
            f"<x:ResourceCreated><a:Address>{names.ANONYMOUS}</a:Address><a:ReferenceParameters>"
            f"<w:ResourceURI>{names.COMMAND_SHELL}</w:ResourceURI><w:SelectorSet>"
            f'<w:Selector Name="ShellId">{envelope.identifier()}</w:Selector>'
            "</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>"
        )

    def _command(self, _request: Request) -> str:
        identifier = envelope.identifier()
        self._commands[identifier] = _Command()
        return f"<rsp:CommandResponse><rsp:CommandId>{identifier}</rsp:CommandId></rsp:CommandResponse>"

    def _send(self, request: Request) -> str:
        stream = request.body.find(f"{_SHELL}Stream") if request.body is not None else None
        if stream is None:
            raise faults.of(Code.INVALID_SOAP_BODY)
        self._find(stream.get("CommandId")).stdin += base64.b64decode(stream.text or "")
        return "<rsp:SendResponse/>"

    def _receive(self, request: Request) -> str:
        stream = request.body.find(f"{_SHELL}DesiredStream") if request.body is not None else None
        identifier = stream.get("CommandId", "") if stream is not None else ""
        command = self._find(identifier)
        data = base64.b64encode(command.take()).decode()
        state, code = ("Running", "") if command.output else ("Done", "<rsp:ExitCode>0</rsp:ExitCode>")
        return (
            f'<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="{identifier}">{data}</rsp:Stream>'
            f'<rsp:CommandState CommandId="{identifier}" State="{names.SHELL}/CommandState/{state}">{code}'
            "</rsp:CommandState></rsp:ReceiveResponse>"
        )

    def _signal(self, request: Request) -> str:
        self._commands.pop(request.body.get("CommandId", "") if request.body is not None else "", None)
        return "<rsp:SignalResponse/>"

    def _find(self, identifier: str | None) -> _Command:
        try:
            return self._commands[identifier or ""]
        except KeyError:
            raise faults.command_not_found() from None
