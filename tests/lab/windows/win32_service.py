# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Win32_Service over a machine's services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.lab.windows.cim import CimError, CimValue, Parameters
from tests.lab.windows.services import Service, ServiceManager


class Win32Service:
    """The class that stops and starts services (Microsoft, "Win32_Service class")."""

    name = "Win32_Service"
    namespaces = ("root/cimv2",)
    keys = ("Name",)

    def __init__(self, services: ServiceManager) -> None:
        self._services = services

    def instances(self) -> Iterator[Mapping[str, CimValue]]:
        for service in self._services:
            yield _properties(service)
            self._services.looked_at(service)

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        service = self._selected(selectors)
        match method.lower():
            case "startservice":
                return {"ReturnValue": int(self._services.start(service))}
            case "stopservice":
                return {"ReturnValue": int(self._services.stop(service))}
            case "changestartmode":
                mode = next(iter(parameters.get("StartMode", [])), None) or ""
                return {"ReturnValue": int(self._services.change_start_mode(service, mode))}
        raise CimError("invalid_method", "ExecMethod", f"{self.name}::{method}", "CIMWin32")

    def _selected(self, selectors: Mapping[str, str]) -> Service:
        name = {key.lower(): value for key, value in selectors.items()}.get("name", "")
        service = self._services.find(name)
        if service is None:
            raise CimError("not_found", "ExecMethod", f'Win32_Service.Name="{name}"', "CIMWin32")
        return service


def _properties(service: Service) -> Mapping[str, CimValue]:
    running = service.state != "Stopped"
    return {
        "AcceptPause": False,
        "AcceptStop": service.accepts_stop and service.state == "Running",
        "Caption": service.display_name,
        "DisplayName": service.display_name,
        "ExitCode": service.exit_code,
        "InstallDate": None,
        "Name": service.name,
        "PathName": service.path,
        "ProcessId": service.process_id,
        "StartMode": service.start_mode,
        "StartName": service.account,
        "Started": running,
        "State": service.state,
        "Status": "OK",
    }
