# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A WinRM endpoint that answers at once what the winrm connection asks for to run modules of ansible.windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.bench.shells import CannedShells
from tests.lab.windows.cim import CimClass
from tests.lab.windows.machine import Account
from tests.lab.wsman import names
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.host import ConsoleOutput
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.request_log import RequestLog
from tests.lab.wsman.service import Service
from tests.lab.wsman.shells import Caller

USER, PASSWORD = "Administrator", "Lab-Passw0rd!"


@dataclass(frozen=True)
class CannedHost:
    """A host of which there is nothing but its name and its accounts."""

    name: str
    accounts: Mapping[str, Account] = field(default_factory=lambda: {USER: Account(PASSWORD)})
    cim_classes: tuple[CimClass, ...] = ()
    wsman_stack: str = "3.0"
    os_version: str = "10.0.20348"

    def run(self, command_line: str) -> ConsoleOutput:
        raise NotImplementedError(command_line)


class CannedService(Service):
    """The service of one such host."""

    def __init__(self, host: CannedHost, limits: Limits) -> None:
        super().__init__(host, limits)
        self._canned = CannedShells()

    def answer(
        self, request: Request, caller: Caller, *, receive_bytes: int | None = None, is_endless: bool = False
    ) -> str:
        if request.resource_uri.casefold() == names.COMMAND_SHELL:
            return self._canned.answer(request)
        return super().answer(request, caller, receive_bytes=receive_bytes, is_endless=is_endless)


class CannedEndpoint(Endpoint):
    """Logins, sealing and the request log are the lab's."""

    def __init__(self, hosts: Iterable[str], *, limits: Limits, log: RequestLog) -> None:
        machines = {name: CannedHost(name) for name in hosts}
        super().__init__(machines, limits=limits, log=log)
        self._canned = {self.path(name): CannedService(host, limits) for name, host in machines.items()}

    def service_at(self, path: str) -> Service | None:
        return self._canned.get(path.partition("?")[0])
