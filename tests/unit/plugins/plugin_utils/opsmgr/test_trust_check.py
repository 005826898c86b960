# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a host asks for no more than it needs, and what the host does not show is never taken for missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import (
    ConnectionLost,
    FaultFields,
    HostUnreachable,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.trust_check import TrustCheck, check_trust
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.answer import CimObject
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import CommandOutput
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.dmz import Dmz
from tests.lab.opsmgr.installation import AGENT_GROUPS, OPERATIONS_MANAGER, Parent
from tests.lab.windows.machine import Machine
from tests.lab.windows.stock_certificates import Stock

GATEWAY = "gw01.corp.example"
STORES = r"HKLM\SOFTWARE\Microsoft\SystemCertificates"

SERVICE = {"Name": "HealthService", "State": "Running", "StartMode": "Auto", "ProcessId": 1234}
STOPPED = {**SERVICE, "State": "Stopped", "ProcessId": 0}
CONNECTIONS = [{"RemoteAddress": "192.0.2.1", "RemotePort": 5723, "OwningProcess": 1234}]
KEY_MISSING = {"ReturnValue": 2}
ACCESS_DENIED = {"ReturnValue": 5}
NOT_FOUND = WsmanFault(FaultFields(subcode="DestinationUnreachable", cim_status=6))
REFUSED = WsmanFault(FaultFields(subcode="AccessDenied", code=5))

EVERYTHING = ["console", "service", "connections"]


class ScriptedSession:
    """Console commands run on a machine of the lab; everything else is answered as the test says."""

    def __init__(self, machine: Machine, **answers: Any) -> None:
        self.host = machine.name
        self.requests: list[str] = []
        self._machine = machine
        self._answers = {"service": SERVICE, "connections": CONNECTIONS, "registry": KEY_MISSING, **answers}

    def run(self, line: str) -> CommandOutput:
        self.requests.append("console")
        output = self._answers.get("console") or self._machine.run(line)
        if isinstance(output, Exception):
            raise output
        return CommandOutput(output.stdout, output.stderr, output.exit_code)

    def get(self, *_request: object) -> CimObject:
        return _object(self._answer("service"))

    def invoke(self, *_request: object) -> CimObject:
        return _object(self._answer("registry"))

    def query(self, *_request: object) -> list[CimObject]:
        return [_object(row) for row in self._answer("connections")]

    def _answer(self, name: str) -> Any:
        self.requests.append(name)
        if isinstance(self._answers[name], Exception):
            raise self._answers[name]
        return self._answers[name]


def _object(values: Mapping[str, object]) -> CimObject:
    element = Element("instance")
    for name, value in values.items():
        SubElement(element, name).text = str(value)
    return CimObject(element)


class Site:
    """A gateway, and hosts whose agents trust it unless they are told not to."""

    def __init__(self) -> None:
        self.dmz = Dmz(stock=Stock(0, 0))
        self._root = self.dmz.pki.root("Corp Root CA")
        self._leaf = self.dmz.pki.host(GATEWAY, self._root)
        self.gateway = self.dmz.add_gateway(GATEWAY, "CORP", self._leaf, [self._root]).machine

    def agent(self, *parents: str, trusts: bool = True, group: str = "CORP") -> Machine:
        groups = {group: [Parent(name) for name in parents]}
        machine = self.dmz.add_agent("web01", groups, [self._root] if trusts else []).machine
        self.dmz.boot()
        return machine

    def check(self, session: ScriptedSession, after_record_id: int = 0) -> TrustCheck:
        chain = [Certificate.from_der(each.public_bytes(Encoding.DER)) for each in (self._leaf, self._root.certificate)]
        now = self.dmz.clock.now()
        return check_trust(cast(Any, session), describe_gateway(GATEWAY, chain, None, now), now, after_record_id)


@pytest.fixture
def site() -> Site:
    return Site()


def test_an_agent_in_order_costs_one_command_line_one_service_and_one_query(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY))
    check = site.check(session)
    assert (check.diagnosis.verdict, check.diagnosis.link) == ("trusted", "up")
    assert check.root_origins == (".Default",)
    assert session.requests == EVERYTHING


def test_an_agent_that_lacks_the_root_costs_no_more(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY, trusts=False), connections=[])
    check = site.check(session)
    assert (check.diagnosis.verdict, check.diagnosis.link, check.root_origins) == ("root_missing", "down", ())
    assert session.requests == EVERYTHING


def test_a_host_without_an_agent_costs_no_service_and_no_query(site: Site) -> None:
    session = ScriptedSession(site.dmz.add_machine("bare01"))
    assert site.check(session).diagnosis.verdict == "no_agent"
    assert session.requests == ["console", "registry"]


def test_a_gateway_costs_no_service_and_no_query(site: Site) -> None:
    session = ScriptedSession(site.gateway)
    assert site.check(session).diagnosis.verdict == "not_an_agent"
    assert session.requests == ["console"]


def test_an_agent_of_another_gateway_costs_no_service_and_no_query(site: Site) -> None:
    session = ScriptedSession(site.agent("gw02.partner.example", trusts=False))
    check = site.check(session)
    assert (check.diagnosis.verdict, check.situation.chain) == ("not_pointed_at_gateway", None)
    assert session.requests == ["console"]


def test_a_stopped_agent_costs_no_query(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY), service=STOPPED)
    check = site.check(session)
    assert (check.diagnosis.verdict, check.diagnosis.link) == ("agent_stopped", "down")
    assert session.requests == ["console", "service"]


def test_an_agent_without_its_service_is_stopped(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY), service=NOT_FOUND)
    assert site.check(session).diagnosis.verdict == "agent_stopped"
    assert session.requests == ["console", "service"]


@pytest.mark.parametrize("fault", [NOT_FOUND, REFUSED], ids=["no such class", "access denied"])
def test_a_host_that_does_not_tell_its_connections_is_one_witness_less(site: Site, fault: WsmanFault) -> None:
    diagnosis = site.check(ScriptedSession(site.agent(GATEWAY), connections=fault)).diagnosis
    assert (diagnosis.verdict, diagnosis.link) == ("trusted", "probable")


def test_a_host_without_the_log_is_one_witness_less(site: Site) -> None:
    machine = site.agent(GATEWAY)
    machine.event_logs.clear()
    check = site.check(ScriptedSession(machine))
    assert (check.diagnosis.verdict, check.diagnosis.link) == ("trusted", "probable")
    assert check.situation.link is not None and check.situation.link.events is None


def test_events_up_to_the_record_id_do_not_count(site: Site) -> None:
    machine = site.agent(GATEWAY)
    newest = max(event.record_id for event in machine.event_logs["operations manager"])
    assert site.check(ScriptedSession(machine), newest).diagnosis.link == "probable"


def test_the_success_of_another_management_group_does_not_prove_the_link(site: Site) -> None:
    groups = {"CORP": [Parent(GATEWAY)], "PARTNER": [Parent("gw02.partner.example")]}
    agent = site.dmz.add_agent("web01", groups)
    site.dmz.boot()
    agent.write(1210, "PARTNER")
    diagnosis = site.check(ScriptedSession(agent.machine)).diagnosis
    assert (diagnosis.verdict, diagnosis.confidence, diagnosis.link) == ("root_missing", "confirmed", "down")


@pytest.mark.parametrize(
    "key",
    [AGENT_GROUPS, rf"{AGENT_GROUPS}\CORP\Parent Health Services", rf"{OPERATIONS_MANAGER}\Setup"],
    ids=["groups", "parents", "setup"],
)
def test_an_unreadable_key_of_the_agent_leaves_the_host_undetermined(site: Site, key: str) -> None:
    machine = site.agent(GATEWAY, trusts=False)
    machine.registry.deny(key, "read")
    session = ScriptedSession(machine)
    check = site.check(session)
    assert [finding.id for finding in check.diagnosis.findings] == ["undetermined"]
    assert check.diagnosis.confidence == "unknown"
    assert session.requests == ["console"]


def test_access_denied_to_the_agents_configuration_is_undetermined_and_says_what_to_do(site: Site) -> None:
    machine = site.agent(GATEWAY)
    machine.registry.deny(OPERATIONS_MANAGER, "read")
    (finding,) = site.check(ScriptedSession(machine, registry=ACCESS_DENIED)).diagnosis.findings
    assert finding.id == "undetermined"
    assert "LocalAccountTokenFilterPolicy" in finding.evidence


@pytest.mark.parametrize("store", ["ROOT", "CA", "MY", "Disallowed"])
def test_an_unreadable_store_leaves_the_host_undetermined(site: Site, store: str) -> None:
    machine = site.agent(GATEWAY, trusts=False)
    machine.registry.create(rf"{STORES}\{store}\Certificates")
    machine.registry.deny(rf"{STORES}\{store}\Certificates", "read")
    session = ScriptedSession(machine, registry=ACCESS_DENIED)
    check = site.check(session)
    assert [finding.id for finding in check.diagnosis.findings] == ["undetermined"]
    assert (check.situation.chain, check.root_origins) == (None, ())
    assert session.requests == ["console", "registry"]


def test_an_unreadable_store_of_a_host_that_is_pointed_elsewhere_does_not_matter(site: Site) -> None:
    machine = site.agent("gw02.partner.example")
    machine.registry.deny(rf"{STORES}\ROOT\Certificates", "read")
    check = site.check(ScriptedSession(machine, registry=ACCESS_DENIED))
    assert check.diagnosis.verdict == "not_pointed_at_gateway"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"console": HostUnreachable("the host did not answer in time")}, HostUnreachable),
        ({"service": ConnectionLost("the connection to the host broke")}, ConnectionLost),
        ({"connections": HostUnreachable("the host did not answer in time")}, HostUnreachable),
    ],
    ids=["console", "service", "connections"],
)
def test_a_lost_host_is_no_verdict(site: Site, answer: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        site.check(ScriptedSession(site.agent(GATEWAY), **answer))


def test_a_lost_host_is_not_taken_for_an_unreadable_one(site: Site) -> None:
    bare = site.dmz.add_machine("bare01")
    with pytest.raises(HostUnreachable):
        site.check(ScriptedSession(bare, registry=HostUnreachable("the host did not answer in time")))
