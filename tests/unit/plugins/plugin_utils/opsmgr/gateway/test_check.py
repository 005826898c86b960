# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway is judged from what was read of it: its certificate, its trust, its own link and what it has against its agents."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.check import GatewayCheck, judge_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence, pack, unpack

from tests.unit.plugins.plugin_utils.opsmgr.facts import (
    GATEWAY_CERTIFICATE,
    OWN_ROOT,
    PORT,
    SERVER_NAME,
    gateway_facts,
    registered,
)
from tests.unit.plugins.plugin_utils.opsmgr.hosts import ROOT, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    CONFIGURED,
    GATEWAY_ADDRESS,
    STOPPED,
    WITHOUT_TLS,
    logged,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW

AGENT = "web01"
BLOCKED = logged(21006, SERVER_NAME, "5723", "10060L", record_id=2)
"""The newest event of a gateway that a firewall cuts off from its management server."""

CUT_OFF = {"events": (CONFIGURED, BLOCKED), "connections": {PORT: ()}}


def check(lead_days: int = 30, **facts: Any) -> GatewayCheck:
    return judge_gateway(gateway_facts(**facts), NOW, lead_days)


def evidence(**facts: Any) -> GatewayEvidence:
    return check(**facts).evidence


def unregistered() -> Agent:
    return replace(gateway_facts().agent, channel_serial=None)


def test_a_gateway_in_order_tells_where_it_is_and_what_it_serves() -> None:
    found = evidence(schannel=WITHOUT_TLS)
    assert (found.addresses, found.management_groups) == ((GATEWAY_ADDRESS,), ("CORP",))
    assert (found.service_state, found.schannel) == ("Running", WITHOUT_TLS)


def test_the_certificate_that_it_presents_is_found_with_its_chain() -> None:
    own = check().own
    assert own.certificate == GATEWAY_CERTIFICATE
    assert own.chain is not None and own.chain.root == ROOT.certificate


def test_what_it_trusts_is_told() -> None:
    assert evidence().trust.roots == (ROOT.certificate, OWN_ROOT)


def test_a_certificate_in_order_has_no_faults() -> None:
    assert evidence().faults == ()


def test_the_faults_of_its_certificate_are_told() -> None:
    days_after = GATEWAY_CERTIFICATE.not_after + timedelta(days=1)
    [fault] = judge_gateway(gateway_facts(), days_after).evidence.faults
    assert "expired" in fault


def test_a_certificate_that_is_not_registered_has_no_faults() -> None:
    found = check(agent=unregistered())
    assert (found.own.faults, found.evidence.faults) == (("the registry holds no ChannelCertificateSerialNumber",), ())


def test_few_days_of_validity_left_are_worth_a_warning() -> None:
    days_left = (GATEWAY_CERTIFICATE.not_after - NOW).days
    assert [finding.id for finding in check(days_left + 1).own.findings] == ["certificate_expiring"]
    assert check(days_left).own.findings == ()


def test_its_own_link_is_probable_because_nobody_knows_its_servers_addresses() -> None:
    assert evidence().link == "probable"


def test_a_gateway_that_is_cut_off_says_why() -> None:
    found = evidence(**CUT_OFF)
    assert found.link == "down"
    assert found.link_event is not None and found.link_event.startswith("event 21006 at ")


OF_AGENTS = [
    *(logged(number, AGENT, record_id=3) for number in (20070, 20072, 21002, 21003, 21016)),
    logged(20022, "CORP", AGENT, record_id=3),
    logged(21011, record_id=3),
]


@pytest.mark.parametrize("event", OF_AGENTS, ids=[str(event.event_id) for event in OF_AGENTS])
def test_what_it_logs_of_its_agents_is_not_its_own_link(event: LinkEvent) -> None:
    assert evidence(events=(CONFIGURED, event)).link == "probable"


def test_the_success_of_an_agent_does_not_prove_its_own_link() -> None:
    admitted = logged(20020, "CORP", AGENT, record_id=3)
    assert evidence(**{**CUT_OFF, "events": (BLOCKED, admitted)}).link == "down"


@pytest.mark.parametrize(("service", "state"), [(STOPPED, "Stopped"), (None, None)], ids=["stopped", "not installed"])
def test_a_gateway_whose_service_does_not_run_has_no_link(service: Any, state: str | None) -> None:
    found = evidence(service=service, connections={PORT: ()})
    assert (found.service_state, found.link) == (state, "down")


def test_a_server_without_parents_has_a_link_that_nobody_knows() -> None:
    found = evidence(agent=replace(gateway_facts().agent, server_parents=()), connections={})
    assert (found.link, found.link_event) == ("unknown", None)


def test_a_gateway_that_does_not_tell_its_connections_is_judged_by_its_events() -> None:
    assert evidence(connections={PORT: None}).link == "probable"
    assert evidence(connections={PORT: None}, events=(CONFIGURED, BLOCKED)).link == "down"


def test_all_events_are_told_and_a_log_that_cannot_be_read_is_no_empty_one() -> None:
    refusal = logged(20001, "CORP", AGENT, record_id=3)
    assert evidence(events=(CONFIGURED, refusal)).events == (CONFIGURED, refusal)
    assert evidence(events=None).events is None


def test_the_evidence_of_a_gateway_survives_a_playbook() -> None:
    assert unpack(pack(evidence(**CUT_OFF))) == evidence(**CUT_OFF)


@pytest.mark.parametrize("hidden", ["unreadable", "stores"])
def test_a_gateway_that_hides_its_configuration_its_service_or_its_stores_is_an_error(hidden: str) -> None:
    error = Unreadable("cannot read it")
    with pytest.raises(Unreadable) as raised:
        check(**{hidden: error})
    assert raised.value is error


@pytest.mark.parametrize("role", [Role.GATEWAY, Role.MANAGEMENT_SERVER])
def test_a_gateway_may_be_a_management_server(role: Role) -> None:
    assert check(agent=replace(gateway_facts().agent, role=role)).diagnosis.verdict == "in_order"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            registered(),
            "gw01.corp.example is an agent (Microsoft Monitoring Agent), and no gateway or management server: ",
        ),
        (Agent(Role.SERVICE_MANAGER), "is a server of Service Manager, and no gateway or management server: "),
        (Agent(Role.LOG_ANALYTICS_AGENT), "is an agent of Log Analytics only, and no gateway or management server: "),
        (Agent(), "is a host without Operations Manager, and no gateway or management server: "),
    ],
    ids=["agent", "Service Manager", "Log Analytics", "nothing"],
)
def test_a_host_that_is_no_gateway_is_told_what_it_is(agent: Agent, words: str) -> None:
    with pytest.raises(OptionError, match=re.escape(words)):
        check(agent=agent)


def test_an_agent_that_is_named_as_a_gateway_tells_its_own_gateway() -> None:
    with pytest.raises(OptionError, match=r"pointed at, as gw01\.corp\.example itself is at gw07\.corp\.example$"):
        check(agent=registered(parent("gw07.corp.example")))
