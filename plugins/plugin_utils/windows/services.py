# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows services through the CIM class Win32_Service.

Return codes of its methods: Microsoft, "StopService method of the Win32_Service class". 0 means that the request was
accepted, not that the service has stopped, so the state is read until it is reached.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ServiceError, WsmanFault, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service, ServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.names import cim_class
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

_WIN32_SERVICE = cim_class("root/cimv2", "Win32_Service")

_SUCCESS = 0
_CANNOT_ACCEPT_CONTROL = 5
_NOT_ACTIVE = 6
_REQUEST_TIMEOUT = 7
_ALREADY_RUNNING = 10
_MEANINGS = {
    1: "the request is not supported",
    2: "access is denied",
    3: "services that depend on it are running",
    8: "the service failed for an unknown reason",
    9: "its program was not found",
    11: "the service database is locked",
    12: "a service that it depends on was removed",
    13: "a service that it depends on did not start",
    14: "it is disabled",
    15: "its account could not log on",
    16: "it is marked for deletion",
}

FIRST_POLL_SECONDS, LONGEST_POLL_SECONDS = 0.25, 1.0
"""Between two looks at a service that is on its way; each wait is twice as long as the one before, up to the longest."""


@dataclass(frozen=True)
class _Change:
    """A method, the return codes that let it go on, and the state that it ends in.

    ``too_early`` is also its return code while the service is still on its way to ``origin``.
    """

    method: str
    accepted: tuple[int, ...]
    too_early: int
    origin: ServiceState
    target: ServiceState


_START = _Change(
    "StartService",
    (_SUCCESS, _REQUEST_TIMEOUT, _ALREADY_RUNNING),
    _ALREADY_RUNNING,
    ServiceState.STOPPED,
    ServiceState.RUNNING,
)
_STOP = _Change(
    "StopService",
    (_SUCCESS, _CANNOT_ACCEPT_CONTROL, _NOT_ACTIVE, _REQUEST_TIMEOUT),
    _CANNOT_ACCEPT_CONTROL,
    ServiceState.RUNNING,
    ServiceState.STOPPED,
)


class Services:
    """The services of one host. ``sleep`` and ``monotonic`` are the clock that waiting uses, in seconds."""

    def __init__(
        self,
        session: Session,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._sleep = sleep
        self._monotonic = monotonic

    def get(self, name: str) -> Service | None:
        """The service, or None when it is not installed."""
        with attempting(f"read the service {name} of {self._session.host}"):
            try:
                instance = self._session.get(_WIN32_SERVICE, {"Name": name})
            except WsmanFault as fault:
                if fault.not_found and not fault.access_denied:
                    return None
                raise
        return Service(
            name=instance.text("Name") or name,
            state=instance.text("State") or "Unknown",
            start_mode=instance.text("StartMode") or "Unknown",
            process_id=instance.integer("ProcessId") or 0,
        )

    def start(self, name: str, timeout_seconds: float) -> Service:
        """Start a service and wait until it runs. Raises :class:`ServiceError`."""
        with attempting(f"start the service {name} of {self._session.host}"):
            return self._carry_out(_START, name, timeout_seconds)

    def stop(self, name: str, timeout_seconds: float, process_id: int = 0, *, spares_another: bool = True) -> Service:
        """Stop a service and wait until it has stopped. Raises :class:`ServiceError`.

        With the id of its process it is enough when that one is gone: a new one that somebody else has started is left alone.
        Unless it ``spares_another``, the process that is there when it begins has to go, whatever its id.
        """
        with attempting(f"stop the service {name} of {self._session.host}"):
            if process_id and spares_another and _is_another(service := self._installed(name), process_id):
                return service
            return self._carry_out(_STOP, name, timeout_seconds, process_id, spares_another=spares_another)

    def _carry_out(
        self, change: _Change, name: str, timeout_seconds: float, process_id: int = 0, *, spares_another: bool = True
    ) -> Service:
        deadline, pause = self._monotonic() + timeout_seconds, FIRST_POLL_SECONDS
        code, service = self._request(change, name), self._installed(name)
        if not spares_another and service.process_id != process_id:
            # Nobody can tell whether the request met this process or came too early for it.
            code, process_id = change.too_early, service.process_id
        while service.state != change.target:
            if process_id and _is_another(service, process_id):
                return service
            if self._monotonic() >= deadline:
                raise ServiceError(f"it is still {service.state} after {timeout_seconds:.0f} seconds")
            if code == change.too_early and service.state == change.origin:
                code = self._request(change, name)
            self._sleep(min(pause, deadline - self._monotonic()))
            pause = min(2 * pause, LONGEST_POLL_SECONDS)
            service = self._installed(name)
        return service

    def _request(self, change: _Change, name: str) -> int:
        code = self._session.invoke(_WIN32_SERVICE, change.method, selectors={"Name": name}).integer("ReturnValue")
        if code not in change.accepted:
            raise ServiceError(f"{_MEANINGS.get(code or 0, 'the request was refused')} (Win32_Service returned {code})")
        return code

    def _installed(self, name: str) -> Service:
        service = self.get(name)
        if service is None:
            raise ServiceError("it is no longer installed")
        return service


def _is_another(service: Service, process_id: int) -> bool:
    return service.process_id not in (0, process_id)
