# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host with a few CIM classes and an echoing console, to test the endpoint without the simulated Windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.lab.windows.cim import CimClass, CimError, CimValue, Parameters

NAME = "web01.dmz.example"
USER = "collector"
PASSWORD = "Passw0rd!"


@dataclass(frozen=True)
class FakeAccount:
    """A local account."""

    password: str
    administrator: bool = True


@dataclass(frozen=True)
class FakeOutput:
    """What a command wrote."""

    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int = 0
    waits: bool = False


class FakeRegistry:
    """StdRegProv without a registry: a few methods that answer, two that fail, and no others."""

    name = "StdRegProv"
    namespaces = ("root/cimv2", "root/default")
    keys: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.received: list[Parameters] = []

    def instances(self) -> Iterable[Mapping[str, CimValue]]:
        return ()

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        self.received.append(parameters)
        if method == "EnumKey":
            return {"ReturnValue": 0, "sNames": ["AuthRoot", "A & B", "bell\x07"]}
        if method == "GetBinaryValue":
            return {"uValue": bytes(int(parameters["sValueName"][0] or "")), "ReturnValue": 0}
        if method == "SetBinaryValue":
            return {"ReturnValue": 0}
        raise CimError(
            {"SetSecurityDescriptor": "access_denied", "CheckAccess": "invalid_parameter"}.get(method, "invalid_method")
        )


class FakeServices:
    """Win32_Service with as many services as asked for."""

    name = "Win32_Service"
    namespaces = ("root/cimv2",)
    keys: tuple[str, ...] = ("Name",)

    def __init__(self, count: int) -> None:
        self.names = [f"Service{number:03}" for number in range(count)]

    def instances(self) -> Iterable[Mapping[str, CimValue]]:
        for number, name in enumerate(self.names):
            yield {
                "State": "Running" if number % 2 else "Stopped",
                "Name": name,
                "ProcessId": number,
                "DelayedAutoStart": number == 1,
                "InstallDate": None,
                "Dependencies": [],
                "Created": datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=UTC),
                "PathName": f"C:\\Program Files\\{name}.exe",
            }

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        if method == "Crash":
            raise CimError("provider_failure", "ExecMethod", "Win32_Service.Crash", "CIMWin32")
        if selectors.get("Name") not in self.names:
            raise CimError("not_found")
        return {"ReturnValue": 0}


@dataclass
class FakeHost:
    """A host whose console repeats the command line `repetitions` times."""

    name: str = NAME
    accounts: Mapping[str, FakeAccount] = field(
        default_factory=lambda: {USER: FakeAccount(PASSWORD), "guest": FakeAccount(PASSWORD, administrator=False)}
    )
    services: FakeServices = field(default_factory=lambda: FakeServices(3))
    registry: FakeRegistry = field(default_factory=FakeRegistry)
    repetitions: int = 1
    wsman_stack: str = "3.0"
    os_version: str = "10.0.20348"

    @property
    def cim_classes(self) -> list[CimClass]:
        return [self.services, self.registry]

    def run(self, command_line: str) -> FakeOutput:
        return FakeOutput(command_line.encode() * self.repetitions, b"warning", 3)
