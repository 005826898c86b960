# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of several faults the one that has to be mended first decides; of several explanations of an event the first is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.verdict import diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as checks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import LoadFailure
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import guess_gateway

from tests.unit.plugins.plugin_utils.opsmgr.examples import (
    ALIAS,
    BEHIND,
    EXPIRED,
    EXPIRED_CA,
    EXPIRED_LEAF,
    EXPIRED_ROOT,
    FOR_NOTHING,
    GATEWAY_NOT_LOADED,
    LOWER_CA,
    MANY_NAMES,
    NOT_FOUND,
    SPOILT_GATEWAY,
    SPOILT_HOST,
    UNKNOWN_ISSUER,
    UNREADABLE,
    WITHOUT_KEY,
    WITHOUT_PURPOSE,
    only,
)
from tests.unit.plugins.plugin_utils.opsmgr.hosts import (
    AGENT_ROOT,
    GATEWAY_LEAF,
    GATEWAY_NAME,
    ISSUING,
    ROOT,
    agent,
    parent,
)
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    AGENT_ISSUING,
    BEFORE_IMPORT,
    CLOSED,
    DISTRUSTS,
    IMPORTED,
    LACKS_INTERMEDIATE,
    LACKS_ROOT,
    MANUALLY_INSTALLED,
    OWN,
    OWN_ISSUED,
    REGISTERED,
    STOPPED,
    UNKNOWN_DEVICE,
    UP,
    WITHOUT_TLS,
    checked,
    evidence,
    expired_root,
    failing,
    gateway_evidence,
    link,
    logged,
    on_gateway,
    refused,
    root_entry,
    stopped,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, leaf


def deciding(host: Evidence) -> list[str]:
    """The findings of the rules, without the notes beside them."""
    verdicts = {kind.id for kind in VERDICTS}
    return [finding.id for finding in diagnose(host).findings if finding.id in verdicts]


OLD = leaf("web01", EXPIRED_CA)
OF_EXPIRED_CA = on_gateway(OLD, ca=(EXPIRED_CA.certificate,))
OWN_UNTRUSTED = checked((checks.OWN_CHAIN_UNTRUSTED, "no chain of it ends in a root"))
OWN_ISSUED_LOW = leaf("web01", LOWER_CA)

ORDER = {
    "a root is of no use while the clock is wrong": (evidence(clocks=BEHIND, roots=()), ["clock_skew", "root_missing"]),
    "what is disallowed stays so by any clock": (replace(DISTRUSTS, clocks=BEHIND), ["root_distrusted", "clock_skew"]),
    "a key that is missing is missing by any clock": (
        replace(evidence(clocks=BEHIND, own=WITHOUT_KEY), chain=None, unaided_chain=None),
        ["own_private_key_unusable", "clock_skew"],
    ),
    "a stopped agent would not come up by a wrong clock": (stopped(clocks=BEHIND), ["clock_skew", "agent_stopped"]),
    "what cannot be read is not judged": (
        replace(only(agent(parent("ms01"))), unreadable=UNREADABLE),
        ["undetermined", "not_pointed_at_gateway"],
    ),
    "half an agent integrates with nothing": (
        replace(only(agent(ad_integration=True)), service=None),
        ["agent_incomplete", "ad_integration"],
    ),
    "half an agent contacts nobody": (
        replace(only(agent(parent("ms01"))), service=None),
        ["agent_incomplete", "not_pointed_at_gateway"],
    ),
    "half an agent is repaired before it is given a root": (
        evidence(roots=(), service=None, link=link(service=None)),
        ["agent_incomplete", "root_missing"],
    ),
    "renewing the root renews the leaf": (
        evidence(expired_root(leaf_too=True), roots=()),
        ["gateway_root_expired", "gateway_certificate_unusable", "root_missing"],
    ),
    "an expired root is not worth an import": (
        evidence(EXPIRED_ROOT, roots=()),
        ["gateway_root_expired", "root_missing"],
    ),
    "a leaf that nobody trusts is not mended by a root": (
        evidence(EXPIRED_LEAF, roots=()),
        ["gateway_certificate_unusable", "root_missing"],
    ),
    "Disallowed wins over Root": (
        evidence(roots=(), disallowed=(ROOT.certificate,)),
        ["root_distrusted", "root_missing"],
    ),
    "nobody misses a certificate that nobody can use": (
        evidence(EXPIRED_LEAF, disallowed=(EXPIRED_LEAF.first,)),
        ["gateway_certificate_unusable", "root_distrusted"],
    ),
    "a missing root hides the intermediate": (evidence(roots=(), ca=()), ["root_missing"]),
    "a restriction goes before an intermediate": (
        evidence(ca=(), root_entry=root_entry(p9=FOR_NOTHING)),
        ["root_restricted", "intermediate_missing"],
    ),
    "trust is proven and goes before the agent's certificate": (
        evidence(roots=(), own=EXPIRED),
        ["root_missing", "own_certificate_unusable"],
    ),
    "trust goes before names": (evidence(roots=(), parent=ALIAS), ["root_missing", "name_mismatch"]),
    "trust goes before a stopped service": (
        replace(LACKS_ROOT, service=STOPPED, link=link(service=STOPPED)),
        ["root_missing", "agent_stopped"],
    ),
    "trust goes before the network": (
        replace(LACKS_ROOT, link=link(logged(21005, GATEWAY_NAME))),
        ["root_missing", "gateway_name_unresolved"],
    ),
    "trust goes before a gateway that loaded no certificate": (
        replace(LACKS_ROOT, gateway_evidence=GATEWAY_NOT_LOADED, link=link(logged(20071))),
        ["root_missing", "gateway_certificate_not_loaded"],
    ),
    "the agent's own certificate goes before that of the gateway": (
        evidence(own=EXPIRED, gateway_evidence=GATEWAY_NOT_LOADED, link=link(logged(20071))),
        ["own_certificate_unusable", "gateway_certificate_not_loaded"],
    ),
    "the way to the gateway goes before what it loaded": (
        evidence(gateway_evidence=GATEWAY_NOT_LOADED, link=link(logged(21005, GATEWAY_NAME))),
        ["gateway_name_unresolved", "gateway_certificate_not_loaded"],
    ),
    "a gateway without a certificate is cut off for that": (
        evidence(gateway_evidence=replace(GATEWAY_NOT_LOADED, link="down"), link=link(logged(20071))),
        ["gateway_certificate_not_loaded", "gateway_cut_off"],
    ),
    "what the gateway loaded goes before what may be sent": (
        replace(LACKS_INTERMEDIATE, gateway_evidence=GATEWAY_NOT_LOADED, link=link(logged(20071))),
        ["gateway_certificate_not_loaded", "intermediate_missing"],
    ),
    "an intermediate goes before the agent's certificate": (
        evidence(UNKNOWN_ISSUER, ca=(), own=NOT_FOUND),
        ["intermediate_missing", "own_certificate_not_found"],
    ),
    "what is certain goes before an intermediate that may be sent": (
        replace(LACKS_INTERMEDIATE, own=NOT_FOUND),
        ["own_certificate_not_found", "intermediate_missing"],
    ),
    "a certain refusal of the connection goes before an intermediate that may be sent": (
        replace(LACKS_INTERMEDIATE, link=link(logged(21005, GATEWAY_NAME))),
        ["gateway_name_unresolved", "intermediate_missing"],
    ),
    "what is probable is heard beside the first explanation": (
        replace(LACKS_INTERMEDIATE, link=link(CLOSED)),
        ["intermediate_missing", "not_approved"],
    ),
    "of two that are probable the earlier rule decides": (
        replace(LACKS_INTERMEDIATE, **on_gateway(OWN, roots=())),
        ["intermediate_missing", "agent_root_missing_on_gateway"],
    ),
    "what is certain needs no explanation of an event": (
        replace(LACKS_ROOT, link=link(CLOSED), gateway_lines=(UNKNOWN_DEVICE,)),
        ["root_missing"],
    ),
    "what a restart would expose is certain, and with a link the intermediate is not": (
        evidence(UNKNOWN_ISSUER, ca=(), own=EXPIRED, link=UP),
        ["latent_certificate_fault", "intermediate_missing"],
    ),
    "the certificate goes before its issuer": (
        evidence(own=WITHOUT_KEY, **OF_EXPIRED_CA),
        ["own_private_key_unusable", "own_certificate_unusable"],
    ),
    "an issuer that nobody can use is not mended on the gateway": (
        evidence(**on_gateway(OLD, disallowed=(OLD,), ca=(EXPIRED_CA.certificate,))),
        ["own_certificate_unusable", "agent_distrusted_on_gateway"],
    ),
    "what the agent can show goes before who believes it": (
        evidence(own=EXPIRED, **on_gateway(OWN, roots=())),
        ["own_certificate_unusable", "agent_root_missing_on_gateway"],
    ),
    "Disallowed wins over Root on the gateway": (
        evidence(**on_gateway(OWN, roots=(), disallowed=(OWN,))),
        ["agent_distrusted_on_gateway", "agent_root_missing_on_gateway"],
    ),
    "trust on the gateway goes before names": (
        evidence(parent=ALIAS, **on_gateway(OWN, roots=(), sent=(AGENT_ROOT.certificate,))),
        ["agent_root_missing_on_gateway", "name_mismatch"],
    ),
    "an intermediate on the gateway goes before names": (
        evidence(parent=ALIAS, **on_gateway(OWN_ISSUED_LOW, sent=(LOWER_CA.certificate,))),
        ["agent_intermediate_missing_on_gateway", "name_mismatch"],
    ),
    "the gateway's name goes before the group's": (
        evidence(parent=ALIAS, gateway_evidence=gateway_evidence(management_groups=("PROD",))),
        ["name_mismatch", "management_group_unknown"],
    ),
    "a restart does not mend names": (
        evidence(gateway_evidence=gateway_evidence(management_groups=("PROD",)), imported=IMPORTED),
        ["management_group_unknown", "restart_pending"],
    ),
    "a restart does not complete a chain": (
        replace(LACKS_INTERMEDIATE, imported=IMPORTED),
        ["intermediate_missing", "restart_pending"],
    ),
    "a certificate that was registered since does not complete a chain either": (
        replace(REGISTERED, unaided_chain=LACKS_INTERMEDIATE.unaided_chain, link=link(logged(20050))),
        ["intermediate_missing", "restart_pending"],
    ),
    "a restart that we owe starts the agent": (
        stopped(STOPPED, BEFORE_IMPORT, imported=IMPORTED),
        ["restart_pending", "agent_stopped"],
    ),
    "an agent of which nobody knows whether it was started since the import stays stopped": (
        stopped(imported=IMPORTED),
        ["agent_stopped"],
    ),
    "both restarts are one": (
        evidence(link=link(logged(20066)), imported=IMPORTED),
        ["restart_pending"],
    ),
    "the agent goes before the gateway": (
        stopped(gateway_evidence=gateway_evidence(service_state="Stopped")),
        ["agent_stopped", "gateway_stopped"],
    ),
    "a stopped gateway needs no doubts about its certificate": (
        evidence(gateway_evidence=gateway_evidence(faults=("it has no key",), service_state="Stopped")),
        ["gateway_stopped"],
    ),
    "a certificate that was loaded all the same does not hide the network": (
        evidence(own=WITHOUT_PURPOSE, link=link(logged(20053), logged(21005, GATEWAY_NAME, record_id=2))),
        ["gateway_name_unresolved", "own_certificate_unusable"],
    ),
    "a stopped gateway explains the network": (
        failing(21006, GATEWAY_NAME, "5723", "10061", gateway_evidence=gateway_evidence(service_state="Stopped")),
        ["gateway_stopped", "gateway_not_listening"],
    ),
    "without a connection TLS does not matter": (
        failing(21005, schannel=WITHOUT_TLS),
        ["gateway_name_unresolved", "tls_mismatch"],
    ),
    "without TLS the gateway's own link does not matter": (
        evidence(schannel=WITHOUT_TLS, gateway_evidence=gateway_evidence(link="down")),
        ["tls_mismatch", "gateway_cut_off"],
    ),
    "a gateway that is cut off may refuse anybody": (
        refused(UNKNOWN_DEVICE, link=link(CLOSED), gateway_evidence=gateway_evidence(link="down")),
        ["gateway_cut_off"],
    ),
    "a rejection that the gateway logged is certain, and goes before an intermediate that may be sent": (
        replace(LACKS_INTERMEDIATE, link=link(CLOSED), gateway_lines=(MANUALLY_INSTALLED,)),
        ["manual_agents_rejected", "intermediate_missing"],
    ),
    "who is certainly not approved has to be, before an intermediate that the agent may send": (
        refused(UNKNOWN_DEVICE, link=link(CLOSED), **on_gateway(OWN_ISSUED, sent=(AGENT_ISSUING.certificate,))),
        ["not_approved", "agent_intermediate_missing_on_gateway"],
    ),
    "who is certainly not approved has to be, before a name that may do": (
        refused(UNKNOWN_DEVICE, known=MANY_NAMES, link=link(CLOSED), parent=ALIAS),
        ["not_approved", "name_mismatch"],
    ),
    "who is certainly not approved has to be, before a certificate of another name that was loaded all the same": (
        refused(
            UNKNOWN_DEVICE,
            own=checked((checks.COMMON_NAME_DIFFERS, "its common name is web02")),
            link=link(logged(20053), logged(20070, GATEWAY_NAME, record_id=2)),
        ),
        ["not_approved", "own_certificate_unusable"],
    ),
    "who is certainly not approved has authenticated, whatever certificate was refused": (
        refused(UNKNOWN_DEVICE, link=link(logged(20068), logged(20070, GATEWAY_NAME, record_id=2))),
        ["not_approved", "own_private_key_unusable"],
    ),
    "a rejection that is certain goes before a cipher that is suspected": (
        failing(20057, GATEWAY_NAME, "0x80090331", gateway_lines=(MANUALLY_INSTALLED,)),
        ["manual_agents_rejected", "tls_mismatch"],
    ),
    "a rejection that is certain goes before a root that may be restricted": (
        refused(MANUALLY_INSTALLED, link=link(CLOSED), root_entry=root_entry(p9=FOR_NOTHING)),
        ["manual_agents_rejected", "root_restricted"],
    ),
    "a root that may be restricted may have the events of an agent that is not approved": (
        refused(UNKNOWN_DEVICE, link=link(CLOSED), root_entry=root_entry(p9=FOR_NOTHING)),
        ["root_restricted", "not_approved"],
    ),
    "a refusal that may be an old one stays behind an intermediate that may be sent": (
        replace(LACKS_INTERMEDIATE, gateway_lines=(MANUALLY_INSTALLED,)),
        ["intermediate_missing", "manual_agents_rejected"],
    ),
    "a failure without a cause stays behind an intermediate that may be sent": (
        replace(LACKS_INTERMEDIATE, link=link(logged(20071, GATEWAY_NAME))),
        ["intermediate_missing", "authentication_failing"],
    ),
}

LAST_ORDER = {
    "a certificate that was refused explains Kerberos": (
        evidence(link=link(logged(20068, record_id=1), logged(21007, GATEWAY_NAME, record_id=2))),
        "own_private_key_unusable",
    ),
    "a certificate that was refused goes before the cipher": (
        evidence(link=link(logged(20052, record_id=1), logged(20057, GATEWAY_NAME, "0x80090331", record_id=2))),
        "own_certificate_unusable",
    ),
    "without a cipher nobody is asked for approval": (
        failing(20057, GATEWAY_NAME, "0x80090331", gateway_lines=(UNKNOWN_DEVICE,)),
        "tls_mismatch",
    ),
    "a rejection explains the closed connection": (
        refused(MANUALLY_INSTALLED, link=link(CLOSED)),
        "manual_agents_rejected",
    ),
    "the gateway's newest word counts": (refused(MANUALLY_INSTALLED, UNKNOWN_DEVICE), "not_approved"),
    "what the gateway says goes before what its store may cause": (
        refused(UNKNOWN_DEVICE, link=link(CLOSED), gateway_evidence=SPOILT_GATEWAY),
        "not_approved",
    ),
    "a spoilt gateway refuses good certificates whatever is logged": (
        failing(20070, gateway_evidence=SPOILT_GATEWAY),
        "root_store_fault",
    ),
    "a connection closed after authentication is no fault of Root": (
        failing(20070, trust=SPOILT_HOST),
        "not_approved",
    ),
    "who is not approved is refused whatever the gateway's certificate": (
        refused(UNKNOWN_DEVICE, gateway_evidence=gateway_evidence(faults=("it has no key",))),
        "not_approved",
    ),
    "the gateway's certificate goes before Kerberos": (
        failing(21007, gateway_evidence=gateway_evidence(faults=("it has no key",))),
        "gateway_certificate_unusable",
    ),
    "a code goes before what the gateway says of a device that it does not know": (
        failing(20072, GATEWAY_NAME, "0x80092013", gateway_lines=(UNKNOWN_DEVICE,)),
        "revocation_unknown",
    ),
    "a code goes before a store that may be spoilt": (
        failing(20072, GATEWAY_NAME, "0x80092013", gateway_evidence=SPOILT_GATEWAY, trust=SPOILT_HOST),
        "revocation_unknown",
    ),
    "a spoilt store goes before a code that it would cause": (
        failing(20072, GATEWAY_NAME, "0x800B0109", trust=SPOILT_HOST),
        "root_store_fault",
    ),
    "the agent's own root goes before trust that has not been noticed": (
        failing(20072, GATEWAY_NAME, "0x800B0109", own=OWN_UNTRUSTED),
        "own_root_missing",
    ),
    "a spoilt store goes before the agent's own root": (
        failing(20071, own=OWN_UNTRUSTED, trust=SPOILT_HOST),
        "root_store_fault",
    ),
    "a failed authentication goes before what nobody explains": (failing(20072), "authentication_failing"),
    "Kerberos goes before Root": (failing(21007, trust=SPOILT_HOST), "certificate_not_used"),
    "Root goes before what nobody explains": (failing(20072, trust=SPOILT_HOST), "root_store_fault"),
}


@pytest.mark.parametrize(("host", "identifiers"), ORDER.values(), ids=ORDER.keys())
def test_of_two_faults_the_one_that_is_mended_first_decides(host: Evidence, identifiers: list[str]) -> None:
    assert (diagnose(host).verdict.id, deciding(host)) == (identifiers[0], identifiers)


@pytest.mark.parametrize(("host", "verdict"), LAST_ORDER.values(), ids=LAST_ORDER.keys())
def test_of_two_explanations_of_an_event_only_the_first_is_given(host: Evidence, verdict: str) -> None:
    assert (diagnose(host).verdict.id, deciding(host)) == (verdict, [verdict])


@pytest.mark.parametrize(
    "suspicion",
    [{"parent": ALIAS}, on_gateway(OWN_ISSUED, sent=(AGENT_ISSUING.certificate,)), {}],
    ids=["a name", "an intermediate", "none"],
)
def test_a_suspicion_leaves_certain_what_both_logs_prove(suspicion: dict[str, Any]) -> None:
    diagnosis = diagnose(refused(UNKNOWN_DEVICE, known=MANY_NAMES, link=link(CLOSED), **suspicion))
    assert (diagnosis.verdict.id, diagnosis.confidence) == ("not_approved", "confirmed")


def test_of_two_witnesses_of_one_fault_the_surer_one_is_heard() -> None:
    diagnosis = diagnose(evidence(link=link(logged(20066)), imported=IMPORTED))
    assert (diagnosis.verdict.id, diagnosis.confidence) == ("restart_pending", "confirmed")


GUESSED = guess_gateway(GATEWAY_NAME, (GATEWAY_LEAF, ISSUING.certificate, ROOT.certificate), NOW)


def test_what_a_certificate_shows_that_is_not_registered_is_only_probable_and_says_so() -> None:
    found = diagnose(evidence(GUESSED, roots=(), link=link(logged(20071))))
    assert (found.verdict.id, found.confidence) == ("root_missing", "probable")
    assert f"(thumbprint {GATEWAY_LEAF.thumbprint}), which lies in My of the gateway" in found.findings[0].evidence
    assert "Nothing is imported" in found.findings[0].fix


def test_what_is_confirmed_goes_before_what_such_a_certificate_shows() -> None:
    host = evidence(GUESSED, roots=(), link=link(logged(20071)))
    found = diagnose(replace(host, gateway_evidence=GATEWAY_NOT_LOADED))
    assert [each.id for each in found.findings[:2]] == ["gateway_certificate_not_loaded", "root_missing"]
    assert diagnose(replace(host, own=NOT_FOUND)).verdict.id == "own_certificate_not_found"


def test_trust_in_such_a_certificate_is_probable() -> None:
    found = diagnose(evidence(GUESSED, link=UP))
    assert (found.verdict.id, found.confidence) == ("trusted", "probable")


def test_a_gateway_without_its_certificate_whose_log_does_not_tell_is_only_probably_the_cause() -> None:
    there = gateway_evidence(events=(), load_failure=LoadFailure("none is registered", "Register it."))
    found = diagnose(evidence(GUESSED, link=link(logged(20071)), gateway_evidence=there))
    assert (found.verdict.id, found.confidence) == ("gateway_certificate_not_loaded", "probable")


def test_nobody_is_told_to_restart_a_gateway_whose_certificate_is_not_registered() -> None:
    early = replace(logged(20053), time=GATEWAY_LEAF.not_before - timedelta(days=1))
    there = gateway_evidence(events=(early,))
    known = evidence(link=UP, gateway_evidence=there)
    assert "gateway_presents_older_certificate" in [each.id for each in diagnose(known).findings]
    assert "gateway_presents_older_certificate" not in [
        each.id for each in diagnose(replace(known, gateway=GUESSED)).findings
    ]


def test_a_fault_of_names_that_such_a_certificate_shows_keeps_its_own_fix() -> None:
    found = diagnose(evidence(GUESSED, parent=ALIAS, link=link(logged(20071))))
    assert (found.verdict.id, found.confidence) == ("name_mismatch", "probable")
    assert found.findings[0].fix.startswith("Point the agent at gw01.corp.example,")
