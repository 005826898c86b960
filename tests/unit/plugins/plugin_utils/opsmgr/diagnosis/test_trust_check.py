# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host is judged from what was read of it alone: a check for each gateway that its agent is pointed at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.trust_check import (
    HostCheck,
    TrustCheck,
    judge_host,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION, Blob, encode_text
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection

from tests.unit.plugins.plugin_utils.opsmgr.facts import (
    GATEWAY_CERTIFICATE,
    OWN,
    PORT,
    TRUSTS_OWN,
    agent_facts,
    agent_stores,
    registered,
)
from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, ROOT, gateway, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    CLOSED,
    CONFIGURED,
    GATEWAY_ADDRESS,
    PROCESS,
    STOPPED,
    UNKNOWN_DEVICE,
    WITHOUT_TLS,
    gateway_evidence,
    logged,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue

ELSEWHERE = "gw02.partner.example"
KNOWN = gateway(GATEWAY_CERTIFICATE)
TELLING = gateway_evidence(trust=TRUSTS_OWN)


def request(**facts: Any) -> CheckRequest:
    """A check of the gateway, at an address that is known, whatever else is known of it."""
    target = GatewayTarget(KNOWN, addresses=(GATEWAY_ADDRESS,))
    about = {name: facts.pop(name) for name in ("gateway", "addresses", "evidence") if name in facts}
    return replace(CheckRequest((replace(target, **about),), NOW), **facts)


def check(facts: HostFacts, **known: Any) -> TrustCheck:
    [found] = judge_host(facts, request(**known)).gateways
    return found


def verdict(found: TrustCheck) -> tuple[str, str]:
    return found.diagnosis.verdict.id, found.diagnosis.link


def findings(found: TrustCheck) -> list[str]:
    return [finding.id for finding in found.diagnosis.findings]


def test_an_agent_in_order_trusts_its_gateway_and_is_linked() -> None:
    found = check(agent_facts(), evidence=TELLING)
    assert (verdict(found), found.diagnosis.confidence, findings(found)) == (("trusted", "up"), "confirmed", [])


def test_an_agent_that_lacks_the_root_is_told() -> None:
    found = check(agent_facts(stores=agent_stores(root=()), events=(CLOSED,), connections={PORT: ()}))
    assert (verdict(found), found.evidence.root_entry) == (("root_missing", "down"), None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"agent": Agent(), "service": None}, ("no_agent", "unknown")),
        ({"agent": registered(role=Role.GATEWAY)}, ("not_an_agent", "unknown")),
        ({"agent": registered(parent(ELSEWHERE))}, ("not_pointed_at_gateway", "unknown")),
        ({"service": STOPPED, "connections": {PORT: ()}}, ("agent_stopped", "down")),
        ({"service": None, "connections": {PORT: ()}}, ("agent_incomplete", "down")),
        ({"connections": {PORT: None}}, ("trusted", "probable")),
        ({"events": None}, ("trusted", "probable")),
        ({"events": ()}, ("trusted", "probable")),
    ],
    ids=[
        "no agent",
        "a gateway",
        "pointed elsewhere",
        "stopped",
        "without its service",
        "connections that the host cannot tell",
        "a log that cannot be read",
        "nothing logged",
    ],
)
def test_a_host_has_its_verdict_and_its_link(facts: dict[str, Any], expected: tuple[str, str]) -> None:
    assert verdict(check(agent_facts(**facts))) == expected


@pytest.mark.parametrize("agent", [Agent(Role.NONE), registered(role=Role.GATEWAY), registered(parent(ELSEWHERE))])
def test_of_anything_but_an_agent_of_the_gateway_no_connection_is_needed(agent: Agent) -> None:
    evidence = check(agent_facts(agent=agent, connections={})).evidence
    assert (evidence.link, evidence.trust, evidence.chain, evidence.own) == (None, None, None, None)


def test_another_root_of_a_gateway_shows_also_where_the_agent_is_pointed_elsewhere_now() -> None:
    former = issue("Former Root CA").certificate
    mark = encode_text(f"scom.dmz 20260601T120000Z-abcdef HealthService process 7 record 1 for {GATEWAY_NAME}")
    entry = StoreEntry(former, {".Default": Blob(former.der, {DESCRIPTION: mark})})
    for agent in (registered(), registered(parent(ELSEWHERE))):
        stores = agent_stores()
        held = {**stores, "Root": replace(stores["Root"], entries=(*stores["Root"].entries, entry))}
        shown = judge_host(agent_facts(agent=agent, stores=held), request()).another_roots
        assert [each.gateway for each in shown] == [GATEWAY_NAME]
        assert former.sha256 in shown[0].sentence
        assert judge_host(agent_facts(agent=agent), request()).another_roots == ()
        unread = agent_facts(agent=agent, stores=Unreadable("the store Root cannot be read"))
        assert judge_host(unread, request()).another_roots == ()


def test_a_log_that_cannot_be_read_is_a_finding() -> None:
    assert findings(check(agent_facts(events=None))) == ["log_unreadable"]


@pytest.mark.parametrize(
    ("known", "restarted"), [({}, False), ({"after_record_id": 1}, True), ({"restarted": True}, True)]
)
def test_events_after_a_record_are_those_since_a_restart(known: dict[str, Any], restarted: bool) -> None:
    link = check(agent_facts(), **known).evidence.link
    assert link is not None and link.restarted is restarted


def test_a_gateway_of_unknown_address_is_linked_probably() -> None:
    assert check(agent_facts(), addresses=()).diagnosis.link == "probable"


def test_what_the_gateway_knows_of_its_addresses_counts() -> None:
    assert check(agent_facts(), addresses=(), evidence=TELLING).diagnosis.link == "up"


def test_the_success_of_another_management_group_does_not_prove_the_link() -> None:
    facts = agent_facts(
        agent=registered(parent(), parent(ELSEWHERE, "PARTNER")),
        stores=agent_stores(root=()),
        events=(CLOSED, logged(1210, "PARTNER", record_id=2)),
        connections={PORT: (Connection("198.51.100.1", PORT, PROCESS),)},
    )
    found = check(facts)
    assert (*verdict(found), found.diagnosis.confidence) == ("root_missing", "down", "confirmed")


def test_what_the_gateway_says_of_the_agent_decides_between_causes_of_one_event() -> None:
    facts = agent_facts(events=(CLOSED,), connections={PORT: ()})
    assert check(facts).diagnosis.confidence == "probable"
    found = check(facts, evidence=replace(TELLING, events=(UNKNOWN_DEVICE,)))
    assert (found.diagnosis.verdict.id, found.diagnosis.confidence) == ("not_approved", "confirmed")


def test_an_agent_that_the_gateway_names_by_its_address_is_recognized() -> None:
    refusal = logged(20002, "192.0.2.11")
    evidence = check(agent_facts(), evidence=replace(TELLING, events=(refusal, logged(20002, "192.0.2.12")))).evidence
    assert evidence.gateway_lines == (refusal,)


def test_the_chain_of_the_gateway_is_built_with_and_without_what_it_sends() -> None:
    evidence = check(agent_facts(stores=agent_stores(ca=()))).evidence
    assert evidence.chain is not None and evidence.chain.trusted
    assert evidence.unaided_chain is not None and not evidence.unaided_chain.trusted


@pytest.mark.parametrize("trusted", [True, False])
def test_the_agents_chain_is_built_against_the_gateways_stores(trusted: bool) -> None:
    told = TELLING if trusted else gateway_evidence(trust=replace(TRUSTS_OWN, roots=()))
    evidence = check(agent_facts(), evidence=told).evidence
    assert evidence.agent_chain is not None and evidence.agent_chain.certificates[0] == OWN
    assert evidence.agent_unaided_chain is not None
    assert (evidence.agent_chain.trusted, evidence.agent_unaided_chain.trusted) == (trusted, trusted)


def test_without_the_gateways_word_the_agents_chain_is_not_judged() -> None:
    evidence = check(agent_facts()).evidence
    assert (evidence.agent_chain, evidence.agent_unaided_chain, evidence.gateway_lines) == (None, None, ())


def test_an_agent_without_a_certificate_has_no_chain_to_judge() -> None:
    assert check(agent_facts(agent=registered(serial=None)), evidence=TELLING).evidence.agent_chain is None


def test_the_agents_tls_settings_are_held_against_the_gateways() -> None:
    facts = agent_facts(schannel=WITHOUT_TLS, events=(CLOSED,), connections={PORT: ()})
    assert check(facts, evidence=TELLING).diagnosis.verdict.id == "tls_mismatch"
    assert check(replace(facts, schannel=Schannel()), evidence=TELLING).diagnosis.verdict.id != "tls_mismatch"


def test_few_days_of_validity_left_are_worth_a_warning() -> None:
    days_left = (OWN.not_after - NOW).days
    assert findings(check(agent_facts(), lead_days=days_left + 1)) == ["certificate_expiring"]
    assert findings(check(agent_facts(), lead_days=days_left)) == []


def test_a_host_that_cannot_be_read_is_undetermined_and_says_why() -> None:
    error = Unreadable("cannot read the service HealthService of web01: access is denied")
    found = check(agent_facts(unreadable=error, connections={}))
    assert (findings(found), found.diagnosis.confidence) == (["undetermined"], "unknown")
    assert found.diagnosis.findings[0].evidence == str(error)


def test_a_store_that_cannot_be_read_leaves_the_host_undetermined() -> None:
    found = check(agent_facts(stores=Unreadable("cannot read the store My of web01"), connections={}))
    assert findings(found) == ["undetermined"]
    assert (found.evidence.chain, found.evidence.own) == (None, None)


def test_an_unreadable_store_of_a_host_that_is_pointed_elsewhere_does_not_matter() -> None:
    facts = agent_facts(agent=registered(parent(ELSEWHERE)), stores=Unreadable("cannot read the store Root of web01"))
    assert check(facts).diagnosis.verdict.id == "not_pointed_at_gateway"


def imported(note: str) -> dict[str, Store]:
    """The agent's stores, whose copy of the gateway's root has a description."""
    entry = StoreEntry(ROOT.certificate, {".Default": Blob(ROOT.certificate.der, {DESCRIPTION: encode_text(note)})})
    found = agent_stores(root=())
    return {**found, "Root": Store("Root", (entry, *found["Root"].entries))}


def noted(record_id: int) -> dict[str, Any]:
    """After an import while this process ran and had logged so much."""
    return {"stores": imported(f"scom.dmz 20260601T120000Z-abcdef HealthService process {PROCESS} record {record_id}")}


def test_the_note_of_the_import_is_read_from_the_roots_description() -> None:
    assert check(agent_facts(**noted(56))).evidence.imported == HealthServiceState(PROCESS, 56)


@pytest.mark.parametrize("description", ["scom.dmz 20260601T120000Z-abcdef", "HealthService process 7 record 56"])
def test_an_import_that_noted_nothing_of_the_agent_tells_nothing(description: str) -> None:
    assert check(agent_facts(stores=imported(description))).evidence.imported is None


def test_a_root_that_somebody_else_imported_bears_no_note() -> None:
    assert check(agent_facts()).evidence.imported is None


@pytest.mark.parametrize(("record_id", "pending"), [(100, True), (1, False)], ids=["no start since", "a start since"])
def test_after_an_import_a_restart_is_pending_until_the_service_has_started(record_id: int, pending: bool) -> None:
    start = logged(20053, record_id=50)
    facts = agent_facts(**noted(record_id), events=(start, replace(CLOSED, record_id=51)), connections={PORT: ()})
    assert (check(facts).diagnosis.verdict.id == "restart_pending") is pending


@pytest.mark.parametrize(("seconds", "count"), [(1, 1), (-1, 0)], ids=["newer", "older"])
def test_what_the_gateway_has_against_an_agent_is_newer_than_its_last_success(seconds: int, count: int) -> None:
    refusal = replace(UNKNOWN_DEVICE, time=CONFIGURED.time + timedelta(seconds=seconds))
    evidence = check(agent_facts(), evidence=replace(TELLING, events=(refusal,))).evidence
    assert (evidence.refusal is not None) == bool(count)


@pytest.mark.parametrize("served", ["CORP", "ACME"])
def test_the_parent_is_that_of_the_group_that_the_gateway_serves(served: str) -> None:
    facts = agent_facts(agent=registered(parent(group="CORP"), parent(group="ACME")))
    found = check(facts, evidence=replace(TELLING, management_groups=(served,))).evidence.parent
    assert found is not None and found.management_group == served


def with_others(*names: str) -> CheckRequest:
    """A request about others that go by these names, with the same authority behind them, and then about the gateway."""
    plain = request()
    others = [GatewayTarget(replace(gateway(), name=name, names=frozenset({name})), addresses=()) for name in names]
    return replace(plain, targets=(*others, *plain.targets))


def asked(facts: HostFacts, about: CheckRequest) -> list[tuple[str, str]]:
    return [(each.evidence.gateway.name, each.diagnosis.link) for each in judge_host(facts, about).gateways]


def test_an_agent_is_checked_for_each_gateway_that_it_is_pointed_at() -> None:
    facts = agent_facts(agent=registered(parent(), parent(ELSEWHERE, index=1)))
    found = asked(facts, with_others("gw09.example", ELSEWHERE))
    assert [name for name, _link in found] == [ELSEWHERE, GATEWAY_NAME]


def test_each_gateway_is_held_against_the_connections_to_its_own_port() -> None:
    facts = agent_facts(
        agent=registered(parent(), parent(ELSEWHERE, "PARTNER", port=6000)),
        connections={PORT: (Connection(GATEWAY_ADDRESS, PORT, PROCESS),), 6000: ()},
    )
    assert asked(facts, with_others(ELSEWHERE)) == [(ELSEWHERE, "pending"), (GATEWAY_NAME, "up")]


def test_an_agent_of_none_of_the_gateways_is_checked_for_the_first() -> None:
    facts = agent_facts(agent=registered(parent("gw08.example")))
    assert asked(facts, with_others("gw09.example", ELSEWHERE)) == [("gw09.example", "unknown")]


URGENT = {
    "a fault before trust": [("trusted", "down"), ("root_missing", "standby")],
    "of two faults the one with the worse link": [("root_missing", "standby"), ("not_approved", "down")],
    "of two alike the first": [("root_missing", "down"), ("not_approved", "down")],
    "of two links the worse": [("trusted", "up"), ("trusted", "pending")],
    "a failover that stands by is no worse than a link": [("trusted", "standby"), ("trusted", "up")],
}
DECIDING = [1, 1, 0, 1, 1]


@pytest.mark.parametrize(("checks", "index"), list(zip(URGENT.values(), DECIDING, strict=True)), ids=URGENT.keys())
def test_the_gateway_that_most_needs_attention_decides(checks: list[tuple[str, str]], index: int) -> None:
    given = [
        SimpleNamespace(diagnosis=SimpleNamespace(verdict=find_verdict(verdict), link=LinkState(link)))
        for verdict, link in checks
    ]
    assert HostCheck(cast(HostFacts, None), cast("tuple[TrustCheck, ...]", given)).most_urgent is given[index]
