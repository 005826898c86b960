# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do is said of just what was found: a word that it must hold, or that it must not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import (
    connection,
    gateway_side,
    gateway_trust,
    notes,
    own_certificate,
    registry,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT, GATEWAY_LEAF, GATEWAY_NAME, ISSUING, ROOT, gateway
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    ROOT_ALONE,
    RUNNING,
    TOMORROW,
    YESTERDAY,
    evidence,
    failing,
    gateway_evidence,
    on_gateway,
    root_entry,
    stopped,
)
from tests.unit.plugins.plugin_utils.x509.authority import Identity, issue, leaf
from tests.unit.plugins.plugin_utils.x509.trust_lists import DATE

SERVERS = bytes.fromhex("300a06082b06010505070301")
CLIENTS = bytes.fromhex("300a06082b06010505070302")

EXPIRED_CA = issue("Old CA", ROOT, not_after=YESTERDAY)
EARLY_CA = issue("New CA", ROOT, not_before=TOMORROW)
NO_CA = issue("No CA", ROOT, ca=False)


def by(issuer: Identity) -> Evidence:
    """The gateway's certificate comes from this CA."""
    issued = leaf(GATEWAY_NAME, issuer)
    known = Gateway(GATEWAY_NAME, frozenset({GATEWAY_NAME}), issued, (issuer.certificate,), ROOT.certificate)
    return evidence(known)


def of_the_gateway(**validity: object) -> Evidence:
    return evidence(gateway(leaf(GATEWAY_NAME, ISSUING, **validity)))


def in_root(*misplaced: Certificate) -> Trust:
    return Trust((ROOT.certificate, AGENT_ROOT.certificate, *misplaced), (), frozenset())


def spoilt_host(*misplaced: Certificate) -> Evidence:
    return failing(20071, trust=in_root(*misplaced))


def spoilt_gateway(*misplaced: Certificate) -> Evidence:
    told = gateway_evidence(trust=in_root(*misplaced), link="down", service_state="Running", events=())
    return failing(20071, gateway_evidence=told)


FIXES: dict[str, tuple[VerdictRule, Evidence, str, str]] = {
    "the gateway's certificate expired": (
        gateway_trust.gateway_certificate_unusable,
        of_the_gateway(not_after=YESTERDAY),
        "Renew",
        "CA",
    ),
    "the gateway's certificate is not valid yet": (
        gateway_trust.gateway_certificate_unusable,
        of_the_gateway(not_before=TOMORROW),
        "clocks",
        "issued again",
    ),
    "the gateway's CA expired": (
        gateway_trust.gateway_certificate_unusable,
        by(EXPIRED_CA),
        "Only if that CA gets a new key",
        "clocks",
    ),
    "the gateway's CA is not valid yet": (gateway_trust.gateway_certificate_unusable, by(EARLY_CA), "clocks", "renew"),
    "the gateway's CA is none": (gateway_trust.gateway_certificate_unusable, by(NO_CA), "correct", "clocks"),
    "the agent's CA expired": (
        own_certificate.own_certificate_issuer,
        evidence(**on_gateway(leaf("web01", EXPIRED_CA), sent=(EXPIRED_CA.certificate,))),
        "Only if that CA gets a new key",
        "clocks",
    ),
    "the root is for clients only": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p9=CLIENTS)),
        "Lift",
        "another root",
    ),
    "Microsoft's root program distrusts the root": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p104=DATE)),
        "another root",
        "Lift",
    ),
    "Microsoft's root program distrusts the root for servers": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p104=DATE, p122=SERVERS)),
        "another root",
        "Lift",
    ),
    "an issuing CA in the host's Root": (
        connection.root_store_fault,
        spoilt_host(ISSUING.certificate),
        "Move CN=Corp Issuing CA",
        "Remove",
    ),
    "a leaf in the host's Root": (
        connection.root_store_fault,
        spoilt_host(GATEWAY_LEAF),
        f"Remove CN={GATEWAY_NAME}",
        "Move",
    ),
    "an issuing CA in the gateway's Root": (
        connection.root_store_fault_on_gateway,
        spoilt_gateway(ISSUING.certificate),
        "to the store CA of the gateway",
        "Remove",
    ),
    "a leaf in the gateway's Root": (
        connection.root_store_fault_on_gateway,
        spoilt_gateway(GATEWAY_LEAF),
        "from the store Root of the gateway",
        "Move",
    ),
    "the agent is stopped": (registry.agent_stopped, stopped(), "Start the service", "Wait"),
    "the agent is starting": (
        registry.agent_stopped,
        stopped(Service("HealthService", "Start Pending", "Auto", 4711)),
        "Wait",
        "disabled",
    ),
    "the gateway is stopped": (
        gateway_side.gateway_stopped,
        evidence(gateway_evidence=gateway_evidence(service_state="Stopped")),
        "Start",
        "Repair",
    ),
    "not approved, and both sides trust each other": (
        gateway_side.closed_after_authentication,
        failing(20070),
        "No root is missing on either side",
        "on the host",
    ),
    "not approved, and nobody read the gateway": (
        gateway_side.closed_after_authentication,
        failing(20070, gateway_evidence=None, agent_chain=None),
        "No root is missing on the host",
        "either side",
    ),
    "not approved, and the host needs help with the chain": (
        gateway_side.closed_after_authentication,
        replace(failing(20070), unaided_chain=evidence(ca=()).unaided_chain),
        "Approve",
        "No root",
    ),
    "not approved, and only a root was given": (
        gateway_side.closed_after_authentication,
        replace(failing(20070), gateway=ROOT_ALONE),
        "Approve",
        "No root",
    ),
    "the gateway has no service": (
        gateway_side.gateway_stopped,
        evidence(gateway_evidence=gateway_evidence(service_state=None)),
        "Repair",
        "Start HealthService",
    ),
}


@pytest.mark.parametrize(("rule", "host", "word", "other"), FIXES.values(), ids=FIXES.keys())
def test_the_fix_is_that_of_what_was_found(rule: VerdictRule, host: Evidence, word: str, other: str) -> None:
    result = rule(host)
    assert result is not None
    assert word in result.finding.fix
    assert other not in result.finding.fix


def test_several_misplaced_certificates_are_each_taken_where_they_belong() -> None:
    result = connection.root_store_fault(spoilt_host(ISSUING.certificate, GATEWAY_LEAF))
    assert result is not None
    assert "Move CN=Corp Issuing CA" in result.finding.fix and f"Remove CN={GATEWAY_NAME}" in result.finding.fix


def test_a_full_store_is_told_in_part() -> None:
    result = connection.root_store_fault(spoilt_host(*(leaf(f"web{number}", ISSUING) for number in range(9))))
    assert result is not None and "4 more" in result.finding.fix


def test_a_note_of_each_misplaced_certificate_says_where_it_belongs() -> None:
    host = replace(spoilt_host(ISSUING.certificate), gateway_evidence=gateway_evidence(trust=in_root(GATEWAY_LEAF)))
    moved, removed = notes.misplaced_roots(host)
    assert "Move" in moved.fix and "of the host" in moved.fix
    assert "Remove" in removed.fix and "of the gateway" in removed.fix


def test_a_running_agent_is_not_stopped() -> None:
    assert registry.agent_stopped(stopped(RUNNING)) is None
