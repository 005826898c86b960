# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway gets a verdict of its own, once for all its agents, with the fix where the log or its store My tells it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.check import GatewayCheck, judge_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.verdict import IN_ORDER

from tests.pki.certificates import dns_names, rsa_key
from tests.unit.plugins.plugin_utils.opsmgr.channel_certificates import BOTH, USAGE
from tests.unit.plugins.plugin_utils.opsmgr.facts import (
    GATEWAY_CERTIFICATE,
    OWN_ROOT,
    PORT,
    SERVER_NAME,
    gateway_facts,
    held,
)
from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, ISSUING, ROOT, stores
from tests.unit.plugins.plugin_utils.opsmgr.situations import CONFIGURED, MISPLACED, STOPPED, YESTERDAY, logged
from tests.unit.plugins.plugin_utils.x509.authority import NOW, leaf

LOADED, FAILED = logged(20053), logged(20068, "0x8009030D", record_id=2)
OTHER = leaf("www.corp.example", ISSUING, key=rsa_key(), extensions=(dns_names("www.corp.example"), BOTH, USAGE))
EXPIRED = leaf(
    GATEWAY_NAME, ISSUING, key=rsa_key(), not_after=YESTERDAY, extensions=(dns_names(GATEWAY_NAME), BOTH, USAGE)
)


def check(*events: Any, my: tuple[Any, ...] = (GATEWAY_CERTIFICATE,), **facts: Any) -> GatewayCheck:
    held_stores = stores(
        facts.pop("roots", (ROOT.certificate, OWN_ROOT)), ca=[ISSUING.certificate], my=[held(each) for each in my]
    )
    return judge_gateway(gateway_facts(**{"events": (*events, CONFIGURED), "stores": held_stores, **facts}), NOW)


def unregistered(serial: bytes | None = None) -> Agent:
    return replace(gateway_facts().agent, channel_serial=serial)


def ids(found: GatewayCheck) -> list[str]:
    return [finding.id for finding in found.diagnosis.findings]


def test_a_gateway_in_order_says_so() -> None:
    found = check(LOADED)
    assert (found.diagnosis.verdict, ids(found)) == (IN_ORDER, [])


def test_a_gateway_that_could_not_load_its_certificate_says_what_was_logged() -> None:
    found = check(LOADED, FAILED)
    assert found.diagnosis.verdict == "gateway_certificate_not_loaded"
    assert found.diagnosis.findings[0].evidence.startswith("event 20068 at ")
    assert "certutil -repairstore" in found.diagnosis.findings[0].fix
    assert check(FAILED, logged(20053, record_id=3)).diagnosis.verdict == IN_ORDER


@pytest.mark.parametrize("agent", [unregistered(), unregistered(b"\x01\x02")], ids=["none", "gone"])
@pytest.mark.parametrize("events", [(LOADED,), (), (logged(21022),)], ids=["loaded", "no event", "none at the start"])
def test_a_gateway_without_a_registered_certificate_names_the_one_that_fits(agent: Agent, events: Any) -> None:
    found = check(*events, agent=agent)
    [finding] = found.diagnosis.findings
    assert found.diagnosis.verdict == finding.id == "gateway_certificate_not_registered"
    assert GATEWAY_CERTIFICATE.thumbprint in finding.evidence and "valid until" in finding.evidence
    assert GATEWAY_CERTIFICATE.thumbprint in finding.fix
    assert f"MOMCertImport.exe /SubjectName {GATEWAY_NAME}" in finding.fix
    assert found.candidate is not None and found.candidate.certificate == GATEWAY_CERTIFICATE


def test_a_gateway_that_works_with_what_it_loaded_is_not_to_be_restarted_before() -> None:
    warned = [
        "do not restart HealthService before" in check(*events, agent=unregistered()).diagnosis.findings[0].fix
        for events in ((LOADED,), (logged(21022),), ())
    ]
    assert warned == [True, False, False]


def test_where_one_is_registered_there_is_no_candidate() -> None:
    assert check(LOADED).candidate is None


def test_a_gateway_whose_registered_certificate_was_gone_at_its_start_did_not_load_one() -> None:
    found = check(logged(20066), agent=unregistered(b"\x01\x02"))
    assert found.diagnosis.verdict == "gateway_certificate_not_loaded"
    assert f"MOMCertImport.exe /SubjectName {GATEWAY_NAME}" in found.diagnosis.findings[0].fix


@pytest.mark.parametrize("my", [(), (OTHER,), (EXPIRED,)], ids=["empty", "another name", "expired"])
def test_without_a_candidate_nothing_is_named_to_be_registered(my: Any) -> None:
    found = check(LOADED, my=my, agent=unregistered())
    assert found.candidate is None
    assert found.diagnosis.findings[0].fix.startswith("Request a certificate")


def test_of_several_that_fit_none_is_guessed() -> None:
    twin = leaf(GATEWAY_NAME, ROOT, key=rsa_key(), extensions=(dns_names(GATEWAY_NAME), BOTH, USAGE))
    found = check(LOADED, my=(GATEWAY_CERTIFICATE, twin), agent=unregistered())
    assert found.candidate is None
    assert "choose the right one" in found.diagnosis.findings[0].fix
    assert all(each.thumbprint in found.diagnosis.findings[0].evidence for each in (GATEWAY_CERTIFICATE, twin))


def test_faults_of_the_registered_certificate_make_it_unusable() -> None:
    agent = unregistered(EXPIRED.serial_bytes)
    assert check(LOADED, my=(EXPIRED,), agent=agent).diagnosis.verdict == "gateway_certificate_unusable"


def test_a_service_that_does_not_run_comes_first() -> None:
    found = check(FAILED, service=STOPPED, connections={PORT: ()})
    assert ids(found)[0] == found.diagnosis.verdict == "gateway_stopped"


def test_a_gateway_that_its_server_refuses_is_told_the_approval_tool() -> None:
    refused = logged(20070, SERVER_NAME, record_id=2)
    found = judge_gateway(
        gateway_facts(events=(LOADED, refused, logged(21016, SERVER_NAME, record_id=3)), connections={PORT: ()}), NOW
    )
    [finding] = found.diagnosis.findings
    assert found.diagnosis.verdict == "gateway_cut_off"
    assert (
        "Microsoft.EnterpriseManagement.GatewayApprovalTool.exe "
        f"/ManagementServerName={SERVER_NAME} /GatewayName={GATEWAY_NAME} /Action=Create"
    ) in finding.fix


def test_a_gateway_that_is_cut_off_by_the_network_is_told_to_mend_that() -> None:
    blocked = logged(21006, SERVER_NAME, "5723", "10060L", record_id=2)
    found = judge_gateway(gateway_facts(events=(LOADED, blocked), connections={PORT: ()}), NOW)
    assert found.diagnosis.verdict == "gateway_cut_off"
    assert "ApprovalTool" not in found.diagnosis.findings[0].fix


def test_what_is_only_worth_knowing_leaves_a_gateway_in_order() -> None:
    older = replace(LOADED, time=GATEWAY_CERTIFICATE.not_before.replace(year=2020))
    found = check(older, roots=(ROOT.certificate, OWN_ROOT, *MISPLACED))
    assert (found.diagnosis.verdict, ids(found)) == (
        IN_ORDER,
        ["gateway_presents_older_certificate", "not_self_signed_in_gateway_root"],
    )
