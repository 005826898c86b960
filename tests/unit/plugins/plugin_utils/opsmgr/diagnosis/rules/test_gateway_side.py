# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent's chain built against the gateway's stores, and the gateway's log, tell whether it lets the agent in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import gateway_side
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult, VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import LoadFailure

from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT, GATEWAY_NAME, ISSUING, gateway
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    AGENT_ISSUING,
    CLOSED,
    CONFIGURED,
    HELD,
    MANUALLY_INSTALLED,
    OWN,
    OWN_ISSUED,
    UNKNOWN_DEVICE,
    UP,
    YESTERDAY,
    assert_judged,
    evidence,
    failing,
    gateway_evidence,
    link,
    logged,
    on_gateway,
    refused,
)
from tests.unit.plugins.plugin_utils.x509.authority import issue, leaf

POLICY_CA = issue("DMZ Policy CA", AGENT_ROOT)
LOWER_CA = issue("DMZ Lower CA", POLICY_CA)
DEEP = leaf("web01", LOWER_CA)
EXPIRED = leaf("web01", AGENT_ISSUING, not_after=YESTERDAY)

JUDGED = {
    "the agent's root is disallowed": (
        gateway_side.agent_distrusted_on_gateway,
        evidence(**on_gateway(OWN, disallowed=(AGENT_ROOT.certificate,))),
        "agent_distrusted_on_gateway",
        "confirmed",
        "on the gateway, CN=DMZ Root CA,O=DMZ\\, Example is among the disallowed certificates",
    ),
    "the agent's root is missing, and the agent has it": (
        gateway_side.agent_root_missing_on_gateway,
        evidence(**on_gateway(OWN, roots=(), sent=(AGENT_ROOT.certificate,))),
        "agent_root_missing_on_gateway",
        "confirmed",
        "on the gateway, the root CN=DMZ Root CA,O=DMZ\\, Example is not among the trusted roots",
    ),
    "nobody knows the agent's issuer": (
        gateway_side.agent_root_missing_on_gateway,
        evidence(**on_gateway(OWN, roots=())),
        "agent_root_missing_on_gateway",
        "probable",
        "on the gateway, the certificate of CN=DMZ Root CA,O=DMZ\\, Example",
    ),
    "an upper intermediate is nowhere": (
        gateway_side.agent_intermediate_missing_on_gateway,
        evidence(**on_gateway(DEEP, sent=(LOWER_CA.certificate,))),
        "agent_intermediate_missing_on_gateway",
        "confirmed",
        "CN=DMZ Lower CA",
    ),
    "the agent may send the intermediate along": (
        gateway_side.agent_intermediate_missing_on_gateway,
        evidence(**on_gateway(OWN_ISSUED, sent=(AGENT_ISSUING.certificate,))),
        "agent_intermediate_missing_on_gateway",
        "probable",
        "on the gateway, the certificate of CN=DMZ Issuing CA",
    ),
    "the agent may send it along, but expired": (
        gateway_side.agent_intermediate_missing_on_gateway,
        evidence(**on_gateway(EXPIRED, sent=(AGENT_ISSUING.certificate,))),
        "agent_intermediate_missing_on_gateway",
        "probable",
        "on the gateway, the certificate of CN=DMZ Issuing CA",
    ),
    "the gateway's certificate has faults": (
        gateway_side.gateway_certificate_faulty,
        evidence(gateway_evidence=gateway_evidence(faults=("no purpose", "no key"))),
        "gateway_certificate_unusable",
        "probable",
        "no purpose; no key",
    ),
    "the gateway is stopped": (
        gateway_side.gateway_stopped,
        evidence(gateway_evidence=gateway_evidence(service_state="Stopped")),
        "gateway_stopped",
        "confirmed",
        "HealthService of the gateway is Stopped",
    ),
    "the gateway has no HealthService": (
        gateway_side.gateway_stopped,
        evidence(gateway_evidence=gateway_evidence(service_state=None)),
        "gateway_stopped",
        "confirmed",
        "HealthService of the gateway is not installed",
    ),
    "the gateway is cut off": (
        gateway_side.gateway_cut_off,
        evidence(gateway_evidence=gateway_evidence(link="down", link_event="event 21006 of its own")),
        "gateway_cut_off",
        "confirmed",
        "event 21006 of its own",
    ),
    "the gateway is cut off and logged nothing": (
        gateway_side.gateway_cut_off,
        evidence(gateway_evidence=gateway_evidence(link="down")),
        "gateway_cut_off",
        "confirmed",
        "the gateway's own link is down",
    ),
    "manual agents are rejected": (
        gateway_side.manual_agents_rejected,
        refused(UNKNOWN_DEVICE, MANUALLY_INSTALLED, link=link(CLOSED)),
        "manual_agents_rejected",
        "confirmed",
        "on the gateway, event 20001",
    ),
    "manual agents are rejected, and the agent logged nothing": (
        gateway_side.manual_agents_rejected,
        refused(MANUALLY_INSTALLED),
        "manual_agents_rejected",
        "probable",
        "on the gateway, event 20001",
    ),
    "manual agents were rejected, and the agent got along since": (
        gateway_side.manual_agents_rejected,
        refused(MANUALLY_INSTALLED, link=link(CLOSED, CONFIGURED)),
        "manual_agents_rejected",
        "probable",
        "on the gateway, event 20001",
    ),
    "20000 there and 20070 here, without the intermediate": (
        gateway_side.not_approved,
        refused(UNKNOWN_DEVICE, link=link(CLOSED), ca=()),
        "not_approved",
        "probable",
        "(web01); on the agent, event 20070",
    ),
    "20000 there and 20070 here, stores not read": (
        gateway_side.not_approved,
        refused(UNKNOWN_DEVICE, link=link(CLOSED), unaided_chain=None),
        "not_approved",
        "probable",
        "(web01); on the agent, event 20070",
    ),
    "the gateway is cut off, and the agent holds its connection": (
        gateway_side.gateway_cut_off,
        evidence(gateway_evidence=gateway_evidence(link="down"), link=HELD),
        "gateway_cut_off",
        "confirmed",
        "the gateway's own link is down",
    ),
    "20000 there and 20070 here": (
        gateway_side.not_approved,
        refused(UNKNOWN_DEVICE, link=link(CLOSED)),
        "not_approved",
        "confirmed",
        "(web01); on the agent, event 20070",
    ),
    "20000 there and nothing here": (
        gateway_side.not_approved,
        refused(UNKNOWN_DEVICE),
        "not_approved",
        "probable",
        "on the gateway, event 20000",
    ),
    "20000 there and another failure here": (
        gateway_side.not_approved,
        refused(UNKNOWN_DEVICE, link=link(logged(20071, "gw01.corp.example"))),
        "not_approved",
        "probable",
        "on the gateway, event 20000",
    ),
    **{
        f"approved before, and {name}": (rule, host, "moved_or_deleted", confidence, words)
        for name, rule, host, confidence, words in (
            (
                "20000 there and 20070 here",
                gateway_side.not_approved,
                refused(UNKNOWN_DEVICE, link=link(CONFIGURED, CLOSED)),
                "confirmed",
                "; the agent was configured before, event 1210 at 2026-06-01T00:00:00Z",
            ),
            (
                "20000 there",
                gateway_side.not_approved,
                refused(UNKNOWN_DEVICE, link=link(CONFIGURED)),
                "probable",
                "; the registry names the parents gw01.corp.example",
            ),
            (
                "20070 here alone",
                gateway_side.closed_after_authentication,
                evidence(link=link(CONFIGURED, CLOSED)),
                "probable",
                "on the agent, event 20070",
            ),
            (
                "longer ago than what was read",
                gateway_side.not_approved,
                refused(UNKNOWN_DEVICE, link=link(CLOSED, former_configurations=(CONFIGURED,))),
                "confirmed",
                "event 1210",
            ),
        )
    },
    **{
        f"approved {name}": (
            gateway_side.not_approved,
            refused(UNKNOWN_DEVICE, link=link(sign, CLOSED)),
            "not_approved",
            "confirmed",
            "on the gateway, event 20000",
        )
        for name, sign in {
            "in another management group": logged(1210, "PARTNER"),
            "so far as to ask for its configuration": logged(21023, "CORP"),
        }.items()
    },
    "20070 here alone": (
        gateway_side.closed_after_authentication,
        failing(20070),
        "not_approved",
        "probable",
        "on the agent, event 20070",
    ),
}

UNASKED = evidence(gateway_evidence=None, agent_chain=None, agent_unaided_chain=None)

SILENT = {
    "distrusted: in order": (gateway_side.agent_distrusted_on_gateway, evidence()),
    "distrusted: not asked": (gateway_side.agent_distrusted_on_gateway, UNASKED),
    "root: in order": (gateway_side.agent_root_missing_on_gateway, evidence()),
    "root: not asked": (gateway_side.agent_root_missing_on_gateway, UNASKED),
    "root: an upper intermediate is nowhere": (
        gateway_side.agent_root_missing_on_gateway,
        evidence(**on_gateway(DEEP, sent=(LOWER_CA.certificate,))),
    ),
    "intermediate: in order": (
        gateway_side.agent_intermediate_missing_on_gateway,
        evidence(**on_gateway(OWN_ISSUED, ca=(AGENT_ISSUING.certificate,))),
    ),
    "intermediate: not asked": (gateway_side.agent_intermediate_missing_on_gateway, UNASKED),
    "intermediate: nobody knows the issuer": (
        gateway_side.agent_intermediate_missing_on_gateway,
        evidence(**on_gateway(OWN_ISSUED)),
    ),
    "intermediate: the root is missing too": (
        gateway_side.agent_intermediate_missing_on_gateway,
        evidence(
            **on_gateway(OWN_ISSUED, roots=(), sent=(AGENT_ISSUING.certificate, AGENT_ROOT.certificate)),
        ),
    ),
    "faulty: in order": (gateway_side.gateway_certificate_faulty, evidence()),
    "faulty: not asked": (gateway_side.gateway_certificate_faulty, UNASKED),
    "stopped: running": (gateway_side.gateway_stopped, evidence()),
    "stopped: not asked": (gateway_side.gateway_stopped, UNASKED),
    "stopped: the link is up": (
        gateway_side.gateway_stopped,
        evidence(gateway_evidence=gateway_evidence(service_state="Stopped"), link=UP),
    ),
    **{
        f"cut off: its link is {state}": (
            gateway_side.gateway_cut_off,
            evidence(gateway_evidence=gateway_evidence(link=state)),
        )
        for state in ("up", "probable", "pending", "unknown")
    },
    "cut off: not asked": (gateway_side.gateway_cut_off, UNASKED),
    "cut off: stopped": (
        gateway_side.gateway_cut_off,
        evidence(gateway_evidence=gateway_evidence(link="down", service_state="Stopped")),
    ),
    "cut off: the link is up": (
        gateway_side.gateway_cut_off,
        evidence(gateway_evidence=gateway_evidence(link="down"), link=UP),
    ),
    "rejected: no refusal": (gateway_side.manual_agents_rejected, evidence()),
    "rejected: not any more": (
        gateway_side.manual_agents_rejected,
        refused(MANUALLY_INSTALLED, UNKNOWN_DEVICE),
    ),
    "rejected: the link is up": (gateway_side.manual_agents_rejected, refused(MANUALLY_INSTALLED, link=UP)),
    "not approved: no refusal": (gateway_side.not_approved, evidence(link=link(CLOSED))),
    "not approved: rejected": (gateway_side.not_approved, refused(MANUALLY_INSTALLED)),
    "not approved: the link is up": (gateway_side.not_approved, refused(UNKNOWN_DEVICE, link=UP)),
    "closed: no event": (gateway_side.closed_after_authentication, evidence()),
    "closed: without authentication": (gateway_side.closed_after_authentication, failing(20071)),
    "closed: the gateway's log says that authentication failed": (
        gateway_side.closed_after_authentication,
        failing(20070, gateway_lines=(logged(20072, "web01"),)),
    ),
    "closed: the gateway's log names the agent as unknown": (
        gateway_side.closed_after_authentication,
        failing(20070, gateway_lines=(UNKNOWN_DEVICE,)),
    ),
    "closed: a success since": (
        gateway_side.closed_after_authentication,
        evidence(link=link(CLOSED, CONFIGURED)),
    ),
}


@pytest.mark.parametrize(("rule", "host", "verdict", "confidence", "words"), JUDGED.values(), ids=JUDGED.keys())
def test_a_rule_judges_what_it_is_about(
    rule: VerdictRule, host: Evidence, verdict: str, confidence: str, words: str
) -> None:
    assert_judged(rule, host, verdict, confidence, words)


@pytest.mark.parametrize(("rule", "host"), SILENT.values(), ids=SILENT.keys())
def test_a_rule_is_silent_about_everything_else(rule: VerdictRule, host: Evidence) -> None:
    assert rule(host) is None


NOT_LOADED = {"events": (logged(20068, record_id=5),), "load_failure": LoadFailure("event 20068", "Repair the key.")}


def not_loaded(known: Evidence, **facts: Any) -> RuleResult | None:
    there = gateway_evidence(**{**NOT_LOADED, **facts})
    return gateway_side.gateway_certificate_not_loaded(replace(known, gateway_evidence=there))


@pytest.mark.parametrize("failure", [20071, 20057, 20072, 21007, 21001, 21016])
def test_a_gateway_that_loaded_no_certificate_explains_an_agent_without_a_link(failure: int) -> None:
    found = not_loaded(failing(failure))
    assert found is not None
    assert (found.finding.evidence, found.finding.fix, found.confidence) == (
        "on the gateway, event 20068",
        "Repair the key.",
        "confirmed",
    )


@pytest.mark.parametrize(
    ("known", "facts"),
    [
        (evidence(link=UP), {}),
        (evidence(link=HELD), {}),
        (failing(20071), {"service_state": "Stopped"}),
        (failing(20071), {"load_failure": None}),
        (evidence(gateway(leaf(GATEWAY_NAME, ISSUING, not_after=YESTERDAY)), link=link(logged(20071))), {}),
    ],
    ids=["up", "held", "stopped", "loaded", "unusable to all"],
)
def test_it_says_nothing_beside_a_link_a_stopped_gateway_or_a_certificate_that_is_useless_anyway(
    known: Evidence, facts: dict[str, Any]
) -> None:
    assert not_loaded(known, **facts) is None


@pytest.mark.parametrize(
    ("refusal", "confidence"),
    [
        (replace(UNKNOWN_DEVICE, record_id=6), "probable"),
        (replace(MANUALLY_INSTALLED, record_id=6), "probable"),
        (replace(UNKNOWN_DEVICE, record_id=4), "confirmed"),
        (logged(20002, "192.0.2.11", record_id=6), "confirmed"),
    ],
    ids=["known since", "rejected since", "known before", "not authenticated"],
)
def test_it_is_less_sure_where_the_gateway_has_authenticated_the_agent_since(refusal: Any, confidence: str) -> None:
    found = not_loaded(refused(refusal, link=link(logged(20071))))
    assert found is not None and found.confidence == confidence


def test_a_connection_that_was_closed_after_authentication_speaks_against_it_when_it_is_newer() -> None:
    for late, confidence in ((1, "probable"), (-1, "confirmed")):
        closed = replace(CLOSED, time=CLOSED.time + timedelta(minutes=late))
        found = not_loaded(evidence(link=link(closed)))
        assert found is not None and found.confidence == confidence
