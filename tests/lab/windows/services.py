# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Simulated Windows services, which take a moment to stop and to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from tests.lab.windows.clock import Clock, MachineClock


class ServiceResult(IntEnum):
    """Return values of Win32_Service's methods (Microsoft, "StopService method")."""

    SUCCESS = 0
    DEPENDENTS_RUNNING = 3
    INVALID_CONTROL = 4
    CANNOT_ACCEPT_CONTROL = 5
    TIMEOUT = 7
    ALREADY_RUNNING = 10
    DISABLED = 14
    INVALID_PARAMETER = 21


START_MODES = ("Boot", "System", "Automatic", "Manual", "Disabled")


def _nothing() -> None:
    pass


@dataclass
class Service:
    """A service. A pending state ends after `pending_reads` looks at it or `pending_seconds`, whichever is first."""

    name: str
    display_name: str
    path: str
    start_mode: str = "Auto"
    account: str = "LocalSystem"
    accepts_stop: bool = True
    state: str = "Stopped"
    process_id: int = 0
    exit_code: int = 0
    dependents: tuple[str, ...] = ()
    pending_reads: int = 1
    pending_seconds: float = 1.0
    on_started: Callable[[], None] = _nothing
    on_stopping: Callable[[], None] = _nothing
    refusals: dict[str, ServiceResult] = field(default_factory=dict)
    """What a method answers instead of doing its work, for example {"StopService": TIMEOUT}."""


class ServiceManager:
    """The services of one machine."""

    def __init__(self, clock: Clock | MachineClock) -> None:
        self._clock = clock
        self._services: dict[str, Service] = {}
        self._pending: dict[str, Pending] = {}
        self._last_process_id = 1000

    def add(self, service: Service) -> Service:
        self._services[service.name.lower()] = service
        return service

    def remove(self, name: str) -> None:
        """Delete a stopped service, as `sc delete` does."""
        del self._services[name.lower()]

    def find(self, name: str) -> Service | None:
        return self._services.get(name.lower())

    def __iter__(self) -> Iterator[Service]:
        return iter(self._services.values())

    def start(self, service: Service) -> ServiceResult:
        if "StartService" in service.refusals:
            return service.refusals["StartService"]
        if service.state != "Stopped":
            return ServiceResult.ALREADY_RUNNING
        if service.start_mode == "Disabled":
            return ServiceResult.DISABLED
        service.state = "Start Pending"
        service.process_id = self._next_process_id()
        self._finish_later(service, lambda: self._started(service))
        return ServiceResult.SUCCESS

    def stop(self, service: Service) -> ServiceResult:
        if "StopService" in service.refusals:
            return service.refusals["StopService"]
        if service.state != "Running":
            return ServiceResult.CANNOT_ACCEPT_CONTROL
        if not service.accepts_stop:
            return ServiceResult.INVALID_CONTROL
        if any(self._services[name.lower()].state != "Stopped" for name in service.dependents):
            return ServiceResult.DEPENDENTS_RUNNING
        service.state = "Stop Pending"
        service.on_stopping()
        self._finish_later(service, lambda: self._stopped(service))
        return ServiceResult.SUCCESS

    def stop_at_once(self, service: Service) -> None:
        """Stop a running service, without any pending state."""
        service.on_stopping()
        self._stopped(service)

    def change_start_mode(self, service: Service, mode: str) -> ServiceResult:
        if mode not in START_MODES:
            return ServiceResult.INVALID_PARAMETER
        service.start_mode = "Auto" if mode == "Automatic" else mode
        return ServiceResult.SUCCESS

    def boot(self) -> None:
        """Start every automatic service, without any pending state."""
        for service in self._services.values():
            if service.start_mode == "Auto" and service.state == "Stopped":
                service.process_id = self._next_process_id()
                self._started(service)

    def looked_at(self, service: Service) -> None:
        """Count a look at a service's state after it was answered."""
        pending = self._pending.get(service.name)
        if pending is not None:
            pending.look()

    def _next_process_id(self) -> int:
        self._last_process_id += 4
        return self._last_process_id

    def _finish_later(self, service: Service, finish: Callable[[], None]) -> None:
        pending = Pending(service.pending_reads, lambda: self._finish(service, finish))
        self._pending[service.name] = pending
        if service.pending_reads <= 0:
            pending.end()
        else:
            self._clock.call_later(service.pending_seconds, pending.end)

    def _finish(self, service: Service, finish: Callable[[], None]) -> None:
        del self._pending[service.name]
        finish()

    def _started(self, service: Service) -> None:
        service.state = "Running"
        service.on_started()

    def _stopped(self, service: Service) -> None:
        service.state = "Stopped"
        service.process_id = 0


@dataclass
class Pending:
    """A change of state under way; it ends once."""

    reads_left: int
    finish: Callable[[], None]
    ended: bool = False

    def look(self) -> None:
        self.reads_left -= 1
        if self.reads_left <= 0:
            self.end()

    def end(self) -> None:
        if not self.ended:
            self.ended = True
            self.finish()
