# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A site of the lab whose hosts are read over a session that answers as a test says and counts what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import FaultFields, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import CimObject
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import CommandOutput

from tests.lab.dmz import Dmz
from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.installation import Parent
from tests.lab.windows.machine import Machine
from tests.lab.windows.stock_certificates import Stock
from tests.lab.windows.tcp import ESTABLISHED
from tests.unit.plugins.plugin_utils.x509.authority import as_read

GATEWAY = "gw01.corp.example"

KEY_MISSING = {"ReturnValue": 2}
ACCESS_DENIED = {"ReturnValue": 5}
NOT_FOUND = WsmanFault(FaultFields(subcode="DestinationUnreachable", cim_status=6))
REFUSED = WsmanFault(FaultFields(subcode="AccessDenied", code=5))


class ScriptedSession:
    """Console commands run on a machine of the lab, and its service and connections are shown; unless a test says else."""

    def __init__(self, machine: Machine, **answers: Any) -> None:
        self.host = machine.name
        self.requests: list[str] = []
        self._machine = machine
        self._answers = answers

    def run(self, line: str) -> CommandOutput:
        output = self._answer("console", self._machine.run(line))
        return CommandOutput(output.stdout, output.stderr, output.exit_code)

    def get(self, *_request: object) -> CimObject:
        return _object(self._answer("service", self._service()))

    def invoke(self, *_request: object) -> CimObject:
        return _object(self._answer("registry", KEY_MISSING))

    def query(self, _namespace: str, wql: str) -> list[CimObject]:
        questions = {
            "MSFT_NetTCPConnection": ("connections", self._connections),
            "Win32_ComputerSystem": ("computer", self._computer),
            "Win32_OperatingSystem": ("clock", self._clock),
            "Win32_NetworkAdapterConfiguration": ("adapters", self._adapters),
        }
        name, rows = questions[wql.partition(" FROM ")[2].partition(" ")[0]]
        return [_object(row) for row in self._answer(name, rows())]

    def _answer(self, name: str, otherwise: Any) -> Any:
        self.requests.append(name)
        answer = self._answers.get(name, otherwise)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _service(self) -> Mapping[str, object] | Exception:
        service = self._machine.services.find("HealthService")
        if service is None:
            return NOT_FOUND
        return {
            "Name": service.name,
            "State": service.state,
            "StartMode": service.start_mode,
            "ProcessId": service.process_id,
        }

    def _adapters(self) -> list[Mapping[str, object]]:
        return list(self._machine.adapters.instances())

    def _computer(self) -> list[Mapping[str, object]]:
        domain = self._machine.domain
        return [{"Domain": domain or "WORKGROUP", "PartOfDomain": bool(domain)}]

    def _clock(self) -> list[Mapping[str, object]]:
        return [{"LocalDateTime": self._machine.clock.now().isoformat()}]

    def _connections(self) -> list[Mapping[str, object]]:
        return [
            {"RemoteAddress": row.remote_address, "RemotePort": row.remote_port, "OwningProcess": row.process_id}
            for row in self._machine.connections
            if row.state == ESTABLISHED
        ]


def _object(values: Mapping[str, object]) -> CimObject:
    element = Element("instance")
    for name, value in values.items():
        for item in value if isinstance(value, tuple) else (value,):
            SubElement(element, name).text = str(item)
    return CimObject(element)


class Site:
    """A gateway, and an agent that trusts it unless it is told not to."""

    def __init__(self) -> None:
        self.dmz = Dmz(stock=Stock(0, 0))
        self.root = self.dmz.pki.root("Corp Root CA")
        self._leaf = self.dmz.pki.host(GATEWAY, self.root)
        self.gateway = self.dmz.add_gateway(GATEWAY, "CORP", self._leaf, [self.root])

    def agent(self, *parents: str, trusts: bool = True, **others: str) -> Agent:
        """An agent of the group CORP with these parents, and of other groups with one each; everything is started."""
        groups = {"CORP": [Parent(name) for name in parents]}
        groups.update({group: [Parent(name)] for group, name in others.items()})
        agent = self.dmz.add_agent("web01", groups, [self.root] if trusts else [])
        self.dmz.boot()
        return agent

    def request(self, *others: str) -> CheckRequest:
        """About the gateway, and others that go by these names, with the same authority behind them."""
        now = self.dmz.clock.now()
        gateway = describe_gateway(GATEWAY, [as_read(self._leaf), as_read(self.root.certificate)], None, now)
        known = [replace(gateway, name=name, names=frozenset({name})) for name in others]
        return CheckRequest(tuple(map(GatewayTarget, [gateway, *known])), now)
