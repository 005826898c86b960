# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a host asks for no more than it needs, and what the host does not show is never taken for missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ConnectionLost, HostUnreachable, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.trust_check import (
    CheckRequest,
    HostCheck,
    TrustCheck,
    check_trust,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import pack, unpack
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.health_service import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION, encode_text
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.lab.opsmgr.gateway import Approval
from tests.lab.opsmgr.installation import AGENT_GROUPS, OPERATIONS_MANAGER, unregister_certificate
from tests.lab.windows.certificate_store import element, store_entry, thumbprint
from tests.lab.windows.machine import Machine
from tests.unit.plugins.plugin_utils.opsmgr.scripted_site import (
    ACCESS_DENIED,
    GATEWAY,
    NOT_FOUND,
    REFUSED,
    ScriptedSession,
    Site,
)
from tests.unit.plugins.plugin_utils.opsmgr.situations import UNKNOWN_DEVICE

STORES = r"HKLM\SOFTWARE\Microsoft\SystemCertificates"
ELSEWHERE = "gw02.partner.example"

AFTER_ALL = 1_000_000
"""A record id that no event of these tests has."""

WITHOUT_AGENT = ["console", "service"]
EVERYTHING = ["console", "service", "connections"]


@pytest.fixture
def site() -> Site:
    return Site()


def exchanges(session: ScriptedSession) -> list[str]:
    """What was asked, however many command lines the console's part took."""
    return list(dict.fromkeys(session.requests))


def verdict(check: TrustCheck) -> tuple[str, str]:
    return check.diagnosis.verdict.id, check.diagnosis.link


def test_an_agent_in_order_costs_each_question_once(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY).machine)
    assert verdict(site.check(session)) == ("trusted", "up")
    assert (exchanges(session), session.requests[-2:]) == (EVERYTHING, EVERYTHING[1:])


def test_everything_that_is_read_by_commands_fits_in_two_lines(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY).machine)
    site.check(session)
    assert session.requests.count("console") <= 2


def test_an_agent_that_lacks_the_root_costs_no_more(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY, trusts=False).machine)
    check = site.check(session)
    assert (*verdict(check), check.evidence.root_entry) == ("root_missing", "down", None)
    assert exchanges(session) == EVERYTHING


def test_a_host_without_an_agent_costs_no_query(site: Site) -> None:
    session = ScriptedSession(site.dmz.add_machine("bare01"))
    assert site.check(session).diagnosis.verdict.id == "no_agent"
    assert "connections" not in session.requests


def test_a_gateway_costs_no_query(site: Site) -> None:
    session = ScriptedSession(site.gateway.machine)
    assert site.check(session).diagnosis.verdict.id == "not_an_agent"
    assert exchanges(session) == WITHOUT_AGENT


def test_an_agent_of_another_gateway_costs_no_query(site: Site) -> None:
    session = ScriptedSession(site.agent(ELSEWHERE, trusts=False).machine)
    check = site.check(session)
    assert (check.diagnosis.verdict.id, check.evidence.chain) == ("not_pointed_at_gateway", None)
    assert "connections" not in session.requests


def test_a_stopped_agent_costs_no_query(site: Site) -> None:
    agent = site.agent(GATEWAY)
    agent.machine.services.stop_at_once(agent.service)
    session = ScriptedSession(agent.machine)
    assert verdict(site.check(session)) == ("agent_stopped", "down")
    assert "connections" not in session.requests


def test_an_agent_without_its_service_is_incomplete(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY).machine, service=NOT_FOUND)
    assert site.check(session).diagnosis.verdict.id == "agent_incomplete"


@pytest.mark.parametrize("fault", [NOT_FOUND, REFUSED], ids=["no such class", "access denied"])
def test_a_host_that_does_not_tell_its_connections_is_one_witness_less(site: Site, fault: WsmanFault) -> None:
    assert verdict(site.check(ScriptedSession(site.agent(GATEWAY).machine, connections=fault))) == (
        "trusted",
        "probable",
    )


def test_a_host_without_the_log_is_one_witness_less(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.event_logs.clear()
    check = site.check(ScriptedSession(machine))
    assert verdict(check) == ("trusted", "probable")
    assert [finding.id for finding in check.diagnosis.findings] == ["log_unreadable"]


def test_events_up_to_the_record_id_do_not_count(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    newest = max(event.record_id for event in machine.event_logs["operations manager"])
    check = site.check(ScriptedSession(machine), after_record_id=newest)
    assert check.evidence.link is not None and check.evidence.link.restarted
    assert check.diagnosis.link == "probable"


def test_events_before_the_moment_do_not_count(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    check = site.check(ScriptedSession(machine), since=site.dmz.clock.now() + timedelta(minutes=1))
    assert check.evidence.link is not None and (check.evidence.link.events, check.evidence.link.restarted) == (
        (),
        False,
    )


def test_a_gateway_of_unknown_address_is_linked_probably(site: Site) -> None:
    check = site.check(ScriptedSession(site.agent(GATEWAY).machine), addresses=())
    assert check.diagnosis.link == "probable"


def test_the_success_of_another_management_group_does_not_prove_the_link(site: Site) -> None:
    agent = site.agent(GATEWAY, trusts=False, PARTNER=ELSEWHERE)
    agent.write(1210, "PARTNER")
    diagnosis = site.check(ScriptedSession(agent.machine)).diagnosis
    assert (diagnosis.verdict.id, diagnosis.confidence, diagnosis.link) == ("root_missing", "confirmed", "down")


def test_what_the_gateway_knows_of_its_addresses_counts(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    evidence = site.read_gateway().evidence
    assert site.check(ScriptedSession(machine), addresses=(), evidence=evidence).diagnosis.link == "up"


def test_what_the_gateway_says_of_the_agent_decides_between_causes_of_one_event(site: Site) -> None:
    site.gateway.approvals["web01"] = Approval.PENDING
    session = ScriptedSession(site.agent(GATEWAY).machine)
    evidence = unpack(pack(site.read_gateway().evidence))
    diagnosis = site.check(session, evidence=evidence).diagnosis
    assert (diagnosis.verdict.id, diagnosis.confidence) == ("not_approved", "confirmed")


def test_the_agents_chain_is_built_against_the_gateways_stores(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY).machine)
    site.gateway.machine.stores.remove("Root", site.dmz.agent_authority.certificate)
    check = site.check(session, evidence=site.read_gateway().evidence)
    assert check.evidence.agent_chain is not None and not check.evidence.agent_chain.trusted


def test_without_the_gateways_word_the_agents_chain_is_not_judged(site: Site) -> None:
    evidence = site.check(ScriptedSession(site.agent(GATEWAY).machine)).evidence
    assert (evidence.agent_chain, evidence.agent_unaided_chain, evidence.gateway_lines) == (None, None, ())


def test_an_agent_without_a_certificate_has_no_chain_to_judge(site: Site) -> None:
    agent = site.agent(GATEWAY)
    unregister_certificate(agent.machine)
    check = site.check(ScriptedSession(agent.machine), evidence=site.read_gateway().evidence)
    assert check.evidence.agent_chain is None


@pytest.mark.parametrize(
    "key",
    [AGENT_GROUPS, rf"{AGENT_GROUPS}\CORP\Parent Health Services", rf"{OPERATIONS_MANAGER}\Setup"],
    ids=["groups", "parents", "setup"],
)
def test_an_unreadable_key_of_the_agent_leaves_the_host_undetermined(site: Site, key: str) -> None:
    machine = site.agent(GATEWAY, trusts=False).machine
    machine.registry.deny(key, "read")
    session = ScriptedSession(machine, registry=ACCESS_DENIED)
    check = site.check(session)
    assert [finding.id for finding in check.diagnosis.findings] == ["undetermined"]
    assert (check.diagnosis.confidence, "service" in session.requests) == ("unknown", False)


def test_access_denied_to_the_agents_configuration_is_undetermined_and_says_what_to_do(site: Site) -> None:
    machine = site.agent(GATEWAY).machine
    machine.registry.deny(OPERATIONS_MANAGER, "read")
    (finding,) = site.check(ScriptedSession(machine, registry=ACCESS_DENIED)).diagnosis.findings
    assert finding.id == "undetermined"
    assert "LocalAccountTokenFilterPolicy" in finding.evidence


def test_an_unreadable_service_leaves_the_host_undetermined(site: Site) -> None:
    (finding,) = site.check(ScriptedSession(site.agent(GATEWAY).machine, service=REFUSED)).diagnosis.findings
    assert finding.id == "undetermined"
    assert finding.evidence.startswith("cannot read the service HealthService of web01")


@pytest.mark.parametrize("store", ["ROOT", "CA", "MY", "Disallowed"])
def test_an_unreadable_store_leaves_the_host_undetermined(site: Site, store: str) -> None:
    machine = site.agent(GATEWAY, trusts=False).machine
    machine.registry.create(rf"{STORES}\{store}\Certificates")
    machine.registry.deny(rf"{STORES}\{store}\Certificates", "read")
    check = site.check(ScriptedSession(machine, registry=ACCESS_DENIED))
    assert [finding.id for finding in check.diagnosis.findings] == ["undetermined"]
    assert (check.evidence.chain, check.evidence.own) == (None, None)


def test_an_unreadable_store_of_a_host_that_is_pointed_elsewhere_does_not_matter(site: Site) -> None:
    machine = site.agent(ELSEWHERE).machine
    machine.registry.deny(rf"{STORES}\ROOT\Certificates", "read")
    check = site.check(ScriptedSession(machine, registry=ACCESS_DENIED))
    assert check.diagnosis.verdict.id == "not_pointed_at_gateway"


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
        site.check(ScriptedSession(site.agent(GATEWAY).machine, **answer))


def test_a_lost_host_is_not_taken_for_an_unreadable_one(site: Site) -> None:
    bare = site.dmz.add_machine("bare01")
    with pytest.raises(HostUnreachable):
        site.check(ScriptedSession(bare, registry=HostUnreachable("the host did not answer in time")))


def import_root(site: Site, machine: Machine, note: str) -> None:
    certificate = site.root.certificate
    entry = store_entry(certificate, element(DESCRIPTION, encode_text(note)))
    machine.stores.add_entry("Root", thumbprint(certificate), entry)


NOTES = {
    "scom.dmz 2026-06-01T12:00:00Z HealthService process 1234 record 56": HealthServiceState(1234, 56),
    "scom.dmz 2026-06-01T12:00:00Z": None,
    "imported by hand": None,
}


@pytest.mark.parametrize(("note", "imported"), NOTES.items(), ids=map(ascii, NOTES))
def test_the_note_of_the_import_is_read_from_the_roots_description(
    site: Site, note: str, imported: HealthServiceState | None
) -> None:
    machine = site.agent(GATEWAY, trusts=False).machine
    import_root(site, machine, note)
    assert site.check(ScriptedSession(machine)).evidence.imported == imported


def test_a_root_that_somebody_else_imported_bears_no_note(site: Site) -> None:
    assert site.check(ScriptedSession(site.agent(GATEWAY).machine)).evidence.imported is None


def test_after_an_import_a_restart_is_pending_until_the_process_is_another(site: Site) -> None:
    agent = site.agent(GATEWAY, trusts=False)
    note = f"scom.dmz 2026-06-01T12:00:00Z HealthService process {agent.service.process_id} record {AFTER_ALL}"
    import_root(site, agent.machine, note)
    assert site.check(ScriptedSession(agent.machine)).diagnosis.verdict.id == "restart_pending"


def test_a_start_after_the_import_ends_the_wait_although_the_process_has_its_number_again(site: Site) -> None:
    agent = site.agent(GATEWAY, trusts=False)
    note = f"scom.dmz 2026-06-01T12:00:00Z HealthService process {agent.service.process_id} record 0"
    import_root(site, agent.machine, note)
    assert "restart_pending" not in [
        finding.id for finding in site.check(ScriptedSession(agent.machine)).diagnosis.findings
    ]


@pytest.mark.parametrize(("seconds", "count"), [(1, 1), (-1, 0)], ids=["newer", "older"])
def test_what_the_gateway_has_against_an_agent_is_newer_than_its_last_success(
    site: Site, seconds: int, count: int
) -> None:
    session, evidence = ScriptedSession(site.agent(GATEWAY).machine), site.read_gateway().evidence
    link = site.check(session).evidence.link
    assert link is not None and link.last_good is not None
    refusal = replace(UNKNOWN_DEVICE, time=link.last_good + timedelta(seconds=seconds))
    check = site.check(session, evidence=replace(evidence, events=(refusal,)))
    assert (check.evidence.refusal is not None) == bool(count)


@pytest.mark.parametrize("served", ["CORP", "ACME"])
def test_the_parent_is_that_of_the_group_that_the_gateway_serves(site: Site, served: str) -> None:
    session = ScriptedSession(site.agent(GATEWAY, ACME=GATEWAY).machine)
    evidence = replace(site.read_gateway().evidence, management_groups=(served,))
    parent = site.check(session, evidence=evidence).evidence.parent
    assert parent is not None and parent.management_group == served


def with_other(site: Site, *names: str) -> CheckRequest:
    """A request about the gateway and others that go by these names, with the same certificate authority behind them."""
    plain = site.request()
    [known] = plain.targets
    others = (replace(known.gateway, name=name, names=frozenset({name})) for name in names)
    return replace(plain, targets=(*(replace(known, gateway=other, addresses=()) for other in others), known))


def asked(site: Site, session: ScriptedSession, request: CheckRequest) -> list[tuple[str, str]]:
    checks = check_trust(cast(Session, session), request).gateways
    return [(check.evidence.gateway.name, check.diagnosis.link) for check in checks]


def test_an_agent_is_checked_for_each_gateway_that_it_is_pointed_at(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY, ELSEWHERE).machine)
    answers = asked(site, session, with_other(site, "gw09.example", ELSEWHERE))
    assert [name for name, _link in answers] == [ELSEWHERE, GATEWAY]


def test_several_gateways_on_one_port_cost_no_more_than_one(site: Site) -> None:
    session = ScriptedSession(site.agent(GATEWAY, ELSEWHERE).machine)
    asked(site, session, with_other(site, ELSEWHERE))
    assert (exchanges(session), session.requests[-2:]) == (EVERYTHING, EVERYTHING[1:])


def test_an_agent_of_none_of_the_gateways_is_checked_for_the_first(site: Site) -> None:
    session = ScriptedSession(site.agent("gw08.example").machine)
    assert asked(site, session, with_other(site, "gw09.example", ELSEWHERE)) == [("gw09.example", "unknown")]


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
