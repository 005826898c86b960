# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A WinRM endpoint that answers at once what the winrm connection asks for to run modules of ansible.windows."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.bench.canned import printed
from tests.lab.windows.cim import CimClass
from tests.lab.windows.console.output import ConsoleOutput
from tests.lab.windows.machine import Account
from tests.lab.wsman import envelope, faults, names
from tests.lab.wsman.codes import Code
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.request_log import RequestLog
from tests.lab.wsman.service import Service
from tests.lab.wsman.shells import Caller, Shells

USER, PASSWORD = "Administrator", "Lab-Passw0rd!"

SEND = f"{names.SHELL}/Send"


@dataclass(frozen=True)
class CannedHost:
    """A host of which there is nothing but its name and its accounts. A command without input prints nothing."""

    name: str
    accounts: Mapping[str, Account] = field(default_factory=lambda: {USER: Account(PASSWORD)})
    cim_classes: tuple[CimClass, ...] = ()
    wsman_stack: str = "3.0"
    os_version: str = "10.0.20348"

    def run(self, _command_line: str) -> ConsoleOutput:
        return ConsoleOutput()


class CannedShells(Shells):
    """Shells in which a command has ended as soon as it has its input (MS-WSMV 3.1.4.13)."""

    def __init__(self, host: CannedHost, limits: Limits) -> None:
        super().__init__(host, limits)
        self._inputs: defaultdict[str, bytes] = defaultdict(bytes)

    def answer(self, request: Request, caller: Caller, max_characters: int, receive_bytes: int | None = None) -> str:
        if request.action != SEND:
            return super().answer(request, caller, max_characters, receive_bytes)
        self._send(request)
        return envelope.write(f"{SEND}Response", request.message_id, "<rsp:SendResponse/>")

    def _send(self, request: Request) -> None:
        stream = request.body.find(f"{{{names.SHELL}}}Stream") if request.body is not None else None
        if stream is None:
            raise faults.of(Code.INVALID_SOAP_BODY)
        identifier = stream.get("CommandId", "").casefold()
        self._inputs[identifier] += base64.b64decode(stream.text or "")
        if stream.get("End") == "true":
            self._shell(request).commands[identifier].stdout = printed(self._inputs.pop(identifier))


class CannedService(Service):
    """The service of one such host."""

    def __init__(self, host: CannedHost, limits: Limits) -> None:
        super().__init__(host, limits)
        self._shells = CannedShells(host, limits)


class CannedEndpoint(Endpoint):
    """Logins, sealing and the request log are the lab's."""

    def __init__(self, hosts: Iterable[str], *, limits: Limits, log: RequestLog) -> None:
        machines = {name: CannedHost(name) for name in hosts}
        super().__init__(machines, limits=limits, log=log)
        self._services.update({name: CannedService(host, limits) for name, host in machines.items()})
