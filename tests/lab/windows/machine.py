# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated Windows machine: what a WinRM endpoint serves of it, and what a test may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tests.lab import canary
from tests.lab.windows import schannel
from tests.lab.windows.certificate_store import CertificateStores, physical_stores
from tests.lab.windows.cim import CimClass, CimValue, Parameters
from tests.lab.windows.clock import Clock, MachineClock
from tests.lab.windows.console.allowed_commands import refusal
from tests.lab.windows.console.certutil import Certutil
from tests.lab.windows.console.cmd import Cmd
from tests.lab.windows.console.output import ENGLISH_WINDOWS, ConsoleOutput, ConsoleStyle, failed
from tests.lab.windows.console.reg import Reg
from tests.lab.windows.console.starting import Obstacle, prompt_disabled
from tests.lab.windows.console.wevtutil import Wevtutil
from tests.lab.windows.event_log import INFORMATION, EventLog
from tests.lab.windows.registry import Registry
from tests.lab.windows.services import Service, ServiceManager
from tests.lab.windows.std_reg_prov import StdRegProv
from tests.lab.windows.tcp import MsftNetTcpConnection, TcpTable
from tests.lab.windows.tcpip import own_name, write_interfaces, write_name
from tests.lab.windows.win32_computer_system import Win32ComputerSystem
from tests.lab.windows.win32_network_adapter_configuration import Win32NetworkAdapterConfiguration
from tests.lab.windows.win32_operating_system import Win32OperatingSystem
from tests.lab.windows.win32_service import Win32Service
from tests.lab.windows.winrm_listener import HTTP_PORT, write_http_listener

BLOCKED_BY_POLICY = 1260
"""ERROR_ACCESS_DISABLED_BY_POLICY: "This program is blocked by group policy"."""

CMD = r"C:\Windows\system32\cmd.exe"
LONGEST_LINE = 8191 - len(f"{CMD} /C ")
"""What cmd takes (Microsoft, "Command prompt line string limitation"), less what WinRM puts before it."""

DISABLE_CMD_KEY = r"HKCU\Software\Policies\Microsoft\Windows\System"
DISABLE_CMD = "DisableCMD"

SVCHOST = r"C:\Windows\System32\svchost.exe -k NetworkService"

SYSTEM_PROCESS = 4
UP_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Account:
    """A local account of a machine."""

    password: str
    administrator: bool = True


class Machine:
    """One machine. Everything that goes through the endpoint happens under its site's lock."""

    def __init__(
        self,
        name: str,
        accounts: Mapping[str, Account],
        *,
        address: str = "192.0.2.1",
        dhcp: bool = False,
        clock: Clock | None = None,
        style: ConsoleStyle = ENGLISH_WINDOWS,
        os_version: str = "10.0.20348",
        wsman_stack: str = "3.0",
        domain: str = "",
    ) -> None:
        """In a workgroup unless it is told its `domain`."""
        self.name = name
        self.accounts = accounts
        self.os_version = os_version
        self.wsman_stack = wsman_stack
        self.style = style
        self.clock = MachineClock(clock or Clock())
        self.registry = Registry()
        self.stores = CertificateStores(self.registry)
        self.services = ServiceManager(self.clock)
        self.connections = TcpTable(address)
        self.event_logs: dict[str, EventLog] = {}
        self.obstacles: dict[str, Obstacle] = {}
        """What keeps programs from starting, by name without `.exe`."""
        self.pause_waits = True
        """Whether cmd finds an input to wait for a key at: nobody has seen it in a shell of WinRM, so both can be played."""
        self.commands: list[str] = []
        self.processes: list[str] = []
        """The programs that were started for these, cmd and its children, by name without `.exe`."""
        self.refused_commands: list[str] = []
        self.leaks: list[str] = []
        """The commands and methods whose answers carried a canary."""
        self._cmd = Cmd(
            {
                "reg": Reg(self.registry, style),
                "wevtutil": Wevtutil(self.event_logs, self.clock, style),
                "certutil": Certutil(self.stores),
            },
            style,
            self.obstacles,
            self.processes.append,
        )
        self._install_windows(dhcp)
        self.computer_system = Win32ComputerSystem(self.host_name.upper(), domain)
        self.adapters = Win32NetworkAdapterConfiguration(address)
        booted = self.clock.now() - UP_FOR
        self.cim_classes: tuple[CimClass, ...] = tuple(
            _Shared(cim_class, self)
            for cim_class in (
                StdRegProv(self.registry),
                Win32Service(self.services),
                Win32OperatingSystem(self.host_name.upper(), os_version, booted, self.clock),
                self.computer_system,
                self.adapters,
                MsftNetTcpConnection(self.connections),
            )
        )

    @property
    def own_name(self) -> str:
        """As it calls itself by its registry, which need not be the name that it goes by here."""
        return own_name(self.registry)

    @property
    def host_name(self) -> str:
        return self.name.partition(".")[0]

    @property
    def domain(self) -> str:
        """Empty in a workgroup."""
        return self.computer_system.domain

    @property
    def address(self) -> str:
        return self.connections.address

    def run(self, command_line: str) -> ConsoleOutput:
        """The result of `cmd /c <line>`, unless a policy stops it. WinRM runs nothing of a line that is too long, and says nothing."""
        with self.clock.settled():
            self.commands.append(command_line)
            if len(command_line) > LONGEST_LINE:
                return ConsoleOutput()
            self.processes.append("cmd")
            if self.registry.data(DISABLE_CMD_KEY, DISABLE_CMD):
                return prompt_disabled(self.style, self.pause_waits)
            reason = refusal(command_line)
            if reason is not None:
                self.refused_commands.append(command_line)
                return failed(BLOCKED_BY_POLICY, f"This program is blocked by group policy: {reason}.")
            output = self._cmd.run(command_line)
            if canary.is_in(output.stdout):
                self.leaks.append(command_line)
            return output

    def cim_class(self, name: str) -> CimClass:
        return next(cim_class for cim_class in self.cim_classes if cim_class.name.lower() == name.lower())

    def add_event_log(self, name: str, first_record: int = 1) -> EventLog:
        log = EventLog(name, self.name, self.clock, first_record)
        self.event_logs[name.lower()] = log
        return log

    def _install_windows(self, dhcp: bool) -> None:
        for store in ("Root", "CA", "My", "Disallowed", "Trust", "TrustedPeople", "TrustedPublisher"):
            for physical in physical_stores(store):
                self.stores.create(store, physical)
        schannel.write_defaults(self.registry, self.os_version)
        write_name(self.registry, self.name)
        write_interfaces(self.registry, self.name, self.address, dhcp=dhcp)
        self.services.add(Service("WinRM", "Windows Remote Management (WS-Management)", SVCHOST, state="Running"))
        write_http_listener(self.registry)
        for port in (445, HTTP_PORT):
            self.connections.listen(port, SYSTEM_PROCESS, self.clock.now())
        self.add_event_log("System").write(6005, INFORMATION, "EventLog")
        self.add_event_log("Application").write(1531, INFORMATION, "User Profile Service")


class _Shared:
    """A CIM class as the endpoint's threads may use it: one at a time, with everything done that is due."""

    def __init__(self, cim_class: CimClass, machine: Machine) -> None:
        self._class = cim_class
        self._machine = machine
        self.name = cim_class.name
        self.namespaces = cim_class.namespaces
        self.keys = cim_class.keys

    def instances(self) -> list[Mapping[str, CimValue]]:
        with self._machine.clock.settled():
            return list(self._class.instances())

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        with self._machine.clock.settled():
            answer = self._class.invoke(method, selectors, parameters)
            if canary.is_in(list(answer.values())):
                self._machine.leaks.append(f"{self.name}.{method} {dict(parameters)}")
            return answer
