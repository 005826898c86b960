# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first rule that applies is the verdict, the others are findings, and the confidence follows the evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import GATEWAY, MANAGEMENT_SERVER, Agent, Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis import Situation, diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway import Gateway, describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Trust, build_chain

from tests.unit.plugins.plugin_utils.opsmgr.hosts import (
    AGENT_ROOT,
    GATEWAY_LEAF,
    GATEWAY_NAME,
    ISSUING,
    ROOT,
    agent,
    event,
    gateway,
    parent,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf

YESTERDAY = NOW - timedelta(days=1)
TOMORROW = NOW + timedelta(days=1)
OWN = leaf("web01", AGENT_ROOT)
RUNNING = Service("HealthService", "Running", "Auto", 7)
STOPPED = Service("HealthService", "Stopped", "Disabled", 0)
SUCCESS = event(1210, "CORP")
FAILURE = event(20070, GATEWAY_NAME)

UNREADABLE = Unreadable("the store Disallowed cannot be read")
ROOT_ALONE = describe_gateway(GATEWAY_NAME, [ROOT.certificate], None, NOW)
ALIAS = Parent("CORP", 0, GATEWAY_NAME, "alias.corp.example", 5723)


def examined(
    known: Gateway,
    roots: tuple[Certificate, ...] = (ROOT.certificate,),
    ca: tuple[Certificate, ...] = (ISSUING.certificate,),
    disallowed: tuple[Certificate, ...] = (),
) -> Situation:
    """A host that is in order but for its stores."""
    trust = Trust(roots, ca, frozenset(certificate.thumbprint for certificate in disallowed))
    return Situation(
        agent=agent(parent()),
        gateway=known,
        parent=parent(),
        chain=build_chain(known.first, trust, known.issuers, now=NOW),
        own_chain=build_chain(known.first, trust, now=NOW),
        own=ChannelCertificate(OWN, None, None, ()),
        link=link(SUCCESS),
    )


def link(*events: Event, connected: bool = True, service: Service | None = RUNNING) -> LinkEvidence:
    return LinkEvidence(parent(), service, events, [Connection("192.0.2.1", 5723, 7)] if connected else [])


def faulty(*faults: str) -> ChannelCertificate:
    return ChannelCertificate(OWN, None, None, faults)


def expired_root(*, leaf_too: bool = False) -> Gateway:
    root = issue("Old Root", not_before=NOW - YEAR, not_after=YESTERDAY)
    return gateway(leaf(GATEWAY_NAME, root, not_after=YESTERDAY if leaf_too else TOMORROW), root.certificate)


UP = examined(gateway())
DOWN = link(FAILURE, connected=False)
EXPIRED_LEAF = gateway(leaf(GATEWAY_NAME, ISSUING, not_after=YESTERDAY))
EARLY_LEAF = gateway(leaf(GATEWAY_NAME, ISSUING, not_before=TOMORROW))
NO_CA = issue("No CA", ROOT, ca=False)
SHALLOW_ROOT = issue("Shallow Root", path_length=0)
DEEP_CA = issue("Deep CA", SHALLOW_ROOT)
DEEP = gateway(leaf(GATEWAY_NAME, DEEP_CA), DEEP_CA.certificate, SHALLOW_ROOT.certificate)
EXPIRED_ROOT = expired_root()
MISSING = replace(examined(gateway(), roots=()), link=DOWN)
LACKING_INTERMEDIATE = replace(examined(gateway(), ca=()), link=DOWN)
DISTRUSTED = replace(examined(gateway(), disallowed=(ROOT.certificate,)), link=DOWN)
ELSEWHERE = Situation(agent(parent("ms01.corp.example")), gateway())

VERDICTS = {
    "in order": (UP, "trusted", "confirmed"),
    "in order, link down": (replace(UP, link=DOWN), "trusted", "confirmed"),
    "in order, root alone": (replace(examined(ROOT_ALONE), link=link(SUCCESS)), "trusted", "probable"),
    "in order, intermediate only sent along": (examined(gateway(), ca=()), "trusted", "confirmed"),
    "bare": (Situation(Agent(), gateway()), "no_agent", "confirmed"),
    "gateway": (Situation(Agent(GATEWAY), gateway()), "not_an_agent", "confirmed"),
    "server": (Situation(Agent(MANAGEMENT_SERVER), gateway()), "not_an_agent", "confirmed"),
    "unreadable agent": (Situation(Agent(), gateway(), unreadable=UNREADABLE), "undetermined", "unknown"),
    "unreadable stores": (
        Situation(agent(parent()), gateway(), unreadable=UNREADABLE, parent=parent()),
        "undetermined",
        "unknown",
    ),
    "elsewhere": (ELSEWHERE, "not_pointed_at_gateway", "confirmed"),
    "elsewhere, root alone": (replace(ELSEWHERE, gateway=ROOT_ALONE), "not_pointed_at_gateway", "confirmed"),
    "expired root": (
        examined(EXPIRED_ROOT, roots=(EXPIRED_ROOT.root,)),
        "gateway_root_expired",
        "confirmed",
    ),
    "expired leaf": (examined(EXPIRED_LEAF), "gateway_certificate_unusable", "confirmed"),
    "early leaf": (examined(EARLY_LEAF), "gateway_certificate_unusable", "confirmed"),
    "too deep": (examined(DEEP, roots=(SHALLOW_ROOT.certificate,)), "gateway_certificate_unusable", "confirmed"),
    "disallowed root": (DISTRUSTED, "root_distrusted", "confirmed"),
    "disallowed leaf": (
        replace(examined(gateway(), disallowed=(GATEWAY_LEAF,)), link=DOWN),
        "root_distrusted",
        "confirmed",
    ),
    "disallowed root, link up": (replace(DISTRUSTED, link=link(SUCCESS)), "root_distrusted", "probable"),
    "missing root": (MISSING, "root_missing", "confirmed"),
    "missing root, link up": (replace(MISSING, link=link(SUCCESS)), "root_missing", "probable"),
    "missing root, link probable": (replace(MISSING, link=link()), "root_missing", "confirmed"),
    "missing root, root alone": (replace(examined(ROOT_ALONE, roots=()), link=DOWN), "root_missing", "probable"),
    "missing intermediate": (LACKING_INTERMEDIATE, "intermediate_missing", "probable"),
    "faulty certificate": (replace(UP, own=faulty("expired"), link=DOWN), "own_certificate_unusable", "confirmed"),
    "faulty certificate, link up": (replace(UP, own=faulty("expired")), "own_certificate_unusable", "probable"),
    "other name": (replace(UP, parent=ALIAS, link=DOWN), "name_mismatch", "confirmed"),
    "other name, link up": (replace(UP, parent=ALIAS), "name_mismatch", "probable"),
    "other name, root alone": (replace(examined(ROOT_ALONE), parent=ALIAS), "trusted", "probable"),
    "stopped": (replace(UP, link=link(service=STOPPED)), "agent_stopped", "confirmed"),
    "no service": (replace(UP, link=link(service=None)), "agent_stopped", "confirmed"),
}


@pytest.mark.parametrize(("situation", "verdict", "confidence"), VERDICTS.values(), ids=VERDICTS.keys())
def test_verdict(situation: Situation, verdict: str, confidence: str) -> None:
    diagnosis = diagnose(situation)
    assert (diagnosis.verdict, diagnosis.confidence) == (verdict, confidence)


@pytest.mark.parametrize(("situation", "verdict", "_confidence"), VERDICTS.values(), ids=VERDICTS.keys())
def test_the_deciding_finding_comes_first_and_bears_the_verdict(
    situation: Situation, verdict: str, _confidence: str
) -> None:
    deciding = [finding.id for finding in diagnose(situation).findings if finding.id != "link_failure_logged"]
    assert deciding[:1] == ([] if verdict == "trusted" else [verdict])


BOTH = {
    "expired root, expired leaf": (
        examined(expired_root(leaf_too=True), roots=()),
        ["gateway_root_expired", "gateway_certificate_unusable", "root_missing"],
    ),
    "expired root alone": (examined(EXPIRED_ROOT, roots=()), ["gateway_root_expired", "root_missing"]),
    "expired leaf, missing root": (
        examined(EXPIRED_LEAF, roots=()),
        ["gateway_certificate_unusable", "root_missing"],
    ),
    "disallowed and missing root": (
        examined(gateway(), roots=(), disallowed=(ROOT.certificate,)),
        ["root_distrusted", "root_missing"],
    ),
    "missing root and intermediate": (examined(gateway(), roots=(), ca=()), ["root_missing"]),
    "missing root, stopped": (
        replace(MISSING, link=link(service=STOPPED)),
        ["root_missing", "agent_stopped"],
    ),
    "missing root, faulty certificate, other name": (
        replace(MISSING, own=faulty("expired"), parent=ALIAS, link=link()),
        ["root_missing", "own_certificate_unusable", "name_mismatch"],
    ),
    "missing intermediate, stopped": (
        replace(LACKING_INTERMEDIATE, link=link(service=STOPPED)),
        ["intermediate_missing", "agent_stopped"],
    ),
}


@pytest.mark.parametrize(("situation", "identifiers"), BOTH.values(), ids=BOTH.keys())
def test_every_fault_is_a_finding_in_the_order_of_the_rules(situation: Situation, identifiers: list[str]) -> None:
    assert [finding.id for finding in diagnose(situation).findings] == identifiers


@pytest.mark.parametrize("number", [20057, 20070, 20071, 20072, 21016])
def test_no_event_makes_a_root_missing_when_the_chain_is_complete(number: int) -> None:
    diagnosis = diagnose(replace(UP, link=link(event(number, GATEWAY_NAME), connected=False)))
    assert (diagnosis.verdict, diagnosis.confidence, diagnosis.link) == ("trusted", "confirmed", "down")
    assert [finding.id for finding in diagnosis.findings] == ["link_failure_logged"]


def test_a_host_that_is_pointed_elsewhere_is_not_told_of_a_missing_root() -> None:
    assert [finding.id for finding in diagnose(ELSEWHERE).findings] == ["not_pointed_at_gateway"]


@pytest.mark.parametrize(
    ("host", "evidence"),
    [
        (agent(parent("ms02"), parent("ms01"), parent("ms01", "B")), "its parents: ms01, ms02"),
        (agent(), "its parents: none"),
        (agent(parent("")), "its parents: none"),
    ],
    ids=["two", "none", "nameless"],
)
def test_the_parents_of_a_host_that_is_pointed_elsewhere_are_named(host: Agent, evidence: str) -> None:
    assert diagnose(Situation(host, gateway())).findings[0].evidence == evidence


def test_what_cannot_be_read_gets_no_verdict_from_a_chain() -> None:
    (finding,) = diagnose(VERDICTS["unreadable stores"][0]).findings
    assert (finding.id, finding.evidence) == ("undetermined", "the store Disallowed cannot be read")


def test_a_missing_root_is_named() -> None:
    sentence = "the root CN=Corp Root CA,O=DMZ\\, Example is not among the trusted roots"
    assert diagnose(MISSING).findings[0].evidence == sentence


def test_an_issuer_that_is_no_ca_makes_the_gateways_certificate_unusable() -> None:
    known = Gateway(frozenset({GATEWAY_NAME}), leaf(GATEWAY_NAME, NO_CA), (NO_CA.certificate,), ROOT.certificate)
    assert diagnose(examined(known)).verdict == "gateway_certificate_unusable"


def test_a_differing_hash_is_a_warning_and_no_verdict() -> None:
    own = ChannelCertificate(OWN, None, False, ())
    diagnosis = diagnose(replace(UP, own=own, agent=agent(parent(), certificate_hash="ab" * 20)))
    assert diagnosis.verdict == "trusted"
    assert [(finding.id, finding.severity) for finding in diagnosis.findings] == [
        ("channel_certificate_hash_differs", "warning")
    ]


@pytest.mark.parametrize(
    ("service", "evidence"),
    [(STOPPED, "HealthService is Stopped, start mode Disabled"), (None, "HealthService is not installed")],
    ids=["stopped", "not installed"],
)
def test_a_stopped_agent_is_described(service: Service | None, evidence: str) -> None:
    assert diagnose(replace(UP, link=link(service=service))).findings[0].evidence == evidence


def test_names_are_compared_in_any_letter_case() -> None:
    shouting = Parent("CORP", 0, GATEWAY_NAME, GATEWAY_NAME.upper(), 5723)
    assert diagnose(replace(UP, parent=shouting)).verdict == "trusted"


def test_without_a_look_at_the_link_it_is_unknown() -> None:
    assert diagnose(Situation(Agent(), gateway())).link == "unknown"
