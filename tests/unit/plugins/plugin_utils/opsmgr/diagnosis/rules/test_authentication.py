# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A code in what one side logged names the cause, where nothing that was read of both sides does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import authentication
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as findings
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain
from cryptography import x509

from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT, GATEWAY_NAME
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    OWN,
    ROOT_ALONE,
    UP,
    assert_judged,
    checked,
    evidence,
    failing,
    link,
    logged,
    refused,
)
from tests.unit.plugins.plugin_utils.x509.authority import leaf

URIS = [x509.UniformResourceIdentifier(uri) for uri in ("http://crl.corp.example/1.crl", "ldap:///CN=x", "http://[")]
WITH_LISTS = leaf(
    "web02", AGENT_ROOT, extensions=[x509.CRLDistributionPoints([x509.DistributionPoint(URIS, None, None, None)])]
)
LISTED = Chain((WITH_LISTS,), ())
OWN_UNTRUSTED = checked((findings.OWN_CHAIN_UNTRUSTED, "no chain of it ends in a trusted root"))


def agent_logged(code: str, number: int = 20057, **facts: object) -> Evidence:
    return failing(number, GATEWAY_NAME, code, **facts)


def gateway_logged(code: str, **facts: object) -> Evidence:
    return refused(logged(20072, "web01", code), **facts)


def both(
    rule: VerdictRule, code: str, verdict: str, here: str, there: str
) -> dict[str, tuple[VerdictRule, Evidence, str, str]]:
    return {
        f"{code} in 20057": (rule, agent_logged(code), verdict, f"on the agent, event 20057{here}"),
        f"{code} in 20072": (rule, agent_logged(code, 20072), verdict, f"on the agent, event 20072{here}"),
        f"{code} on the gateway": (rule, gateway_logged(code), verdict, f"on the gateway, event 20072{there}"),
    }


JUDGED = {
    **{
        f"{code}, the own key": (
            authentication.own_key_refused,
            agent_logged(code),
            "own_private_key_unusable",
            "on the agent, event 20057",
        )
        for code in ("0x8009030D", "0x8009030E")
    },
    "the gateway's certificate is revoked": (
        authentication.certificate_revoked,
        agent_logged("0x80092010", 20072),
        "gateway_certificate_unusable",
        "the certificate is revoked",
    ),
    "the agent's certificate is revoked": (
        authentication.certificate_revoked,
        gateway_logged("0x80092010"),
        "own_certificate_unusable",
        "on the gateway, event 20072",
    ),
    **both(authentication.revocation_unknown, "0x80092012", "revocation_unknown", "", ""),
    **both(authentication.revocation_unknown, "0x80092013", "revocation_unknown", "", ""),
    "the lists of the gateway's chain": (
        authentication.revocation_unknown,
        agent_logged("0x80092013", chain=LISTED),
        "revocation_unknown",
        "; the lists are on crl.corp.example",
    ),
    "the lists of the agent's chain": (
        authentication.revocation_unknown,
        gateway_logged("0x80092013", agent_chain=LISTED),
        "revocation_unknown",
        "; the lists are on crl.corp.example",
    ),
    "the lists of the agent's own chain": (
        authentication.revocation_unknown,
        gateway_logged("0x80092013", agent_chain=None, own=replace(checked(), chain=LISTED)),
        "revocation_unknown",
        "; the lists are on crl.corp.example",
    ),
    "no list": (
        authentication.revocation_unknown,
        agent_logged("0x80092013"),
        "revocation_unknown",
        "; the certificates name no server with a list",
    ),
    **both(authentication.wrong_principal, "0x80090322", "wrong_principal", "", ""),
    **both(authentication.wrong_principal, "0x800B010F", "wrong_principal", "", ""),
    "the names of the gateway": (
        authentication.wrong_principal,
        agent_logged("0x80090322"),
        "wrong_principal",
        "; the agent expects gw01.corp.example, the gateway's registered certificate names gw01.corp.example",
    ),
    "the names of the agent": (
        authentication.wrong_principal,
        gateway_logged("0x800B010F"),
        "wrong_principal",
        "; the agent is web01, its registered certificate names web01",
    ),
    "the names of a gateway whose certificate is not known": (
        authentication.wrong_principal,
        agent_logged("0x80090322", known=ROOT_ALONE),
        "wrong_principal",
        "the gateway's registered certificate names no host",
    ),
    **both(authentication.peer_certificate_expired, "0x80090328", "peer_certificate_expired", "", ""),
    **both(authentication.peer_certificate_expired, "0x800B0101", "peer_certificate_expired", "", ""),
    "the validity of the gateway's": (
        authentication.peer_certificate_expired,
        agent_logged("0x80090328"),
        "peer_certificate_expired",
        "; the gateway's registered certificate is valid from 20",
    ),
    "the validity of the agent's": (
        authentication.peer_certificate_expired,
        gateway_logged("0x800B0101"),
        "peer_certificate_expired",
        "; the agent's registered certificate is valid from 20",
    ),
    "the validity of one that is not known": (
        authentication.peer_certificate_expired,
        agent_logged("0x80090328", known=ROOT_ALONE),
        "peer_certificate_expired",
        "; the gateway's certificate is not known",
    ),
    **{
        name: row
        for code in ("0x80090325", "0x800B0109", "0x800B010A")
        for name, row in both(authentication.trust_not_in_effect, code, "trust_not_in_effect", "", "").items()
    },
    **{
        f"the own root is missing, and {name}": (
            authentication.own_root_missing,
            host,
            "own_root_missing",
            f"no chain of it ends in a trusted root; {words}",
        )
        for name, host, words in (
            ("20071 here", failing(20071, own=OWN_UNTRUSTED), "on the agent, event 20071"),
            ("20002 there", refused(logged(20002, "192.0.2.10"), own=OWN_UNTRUSTED), "on the gateway, event 20002"),
        )
    },
}

SILENT = {
    "no event": evidence(),
    "a code that names no cause": agent_logged("0x80091234"),
    "no code": failing(20071),
    "the link is up": gateway_logged("0x80092013", link=UP),
    "a success since": evidence(
        link=link(logged(20057, GATEWAY_NAME, "0x80092013"), logged(1210, "CORP", record_id=2))
    ),
    "closed after authentication": failing(20070),
    "another event with such a number": failing(21006, GATEWAY_NAME, "5723", "0x80092013"),
}
RULES = (
    authentication.own_key_refused,
    authentication.certificate_revoked,
    authentication.revocation_unknown,
    authentication.wrong_principal,
    authentication.peer_certificate_expired,
    authentication.trust_not_in_effect,
    authentication.own_root_missing,
)
SILENT_RULES = {
    "key: the gateway's": (authentication.own_key_refused, gateway_logged("0x8009030D")),
    "key: no certificate": (authentication.own_key_refused, agent_logged("0x8009030E", own=checked(certificate=None))),
    "key: stores not read": (authentication.own_key_refused, agent_logged("0x8009030E", own=None)),
    "trust: the host lacks an intermediate": (authentication.trust_not_in_effect, agent_logged("0x80090325", ca=())),
    "trust: the gateway was not asked": (
        authentication.trust_not_in_effect,
        gateway_logged("0x800B0109", agent_unaided_chain=None),
    ),
    "own root: another failure": (authentication.own_root_missing, failing(20070, own=OWN_UNTRUSTED)),
    "own root: no failure": (authentication.own_root_missing, evidence(own=OWN_UNTRUSTED)),
    "own root: in order": (authentication.own_root_missing, failing(20071)),
    "own root: stores not read": (authentication.own_root_missing, failing(20071, own=None)),
}


@pytest.mark.parametrize(("rule", "host", "verdict", "words"), JUDGED.values(), ids=JUDGED.keys())
def test_a_code_is_probable_and_no_more(rule: VerdictRule, host: Evidence, verdict: str, words: str) -> None:
    assert_judged(rule, host, verdict, "probable", words)


@pytest.mark.parametrize("host", SILENT.values(), ids=SILENT.keys())
def test_without_such_a_code_no_rule_says_anything(host: Evidence) -> None:
    assert [rule(host) for rule in RULES] == [None] * len(RULES)


@pytest.mark.parametrize(("rule", "host"), SILENT_RULES.values(), ids=SILENT_RULES.keys())
def test_a_rule_is_silent_about_everything_else(rule: VerdictRule, host: Evidence) -> None:
    assert rule(host) is None


@pytest.mark.parametrize(("by_agent", "owner"), [(True, "the gateway's"), (False, "the agent's")])
def test_a_revoked_certificate_is_asked_for_at_the_ca_first(by_agent: bool, owner: str) -> None:
    result = authentication.certificate_revoked((agent_logged if by_agent else gateway_logged)("0x80092010"))
    assert result and result.finding.fix.startswith("Ask the people of the CA") and owner in result.finding.fix


def test_the_agents_word_goes_before_the_gateways() -> None:
    host = agent_logged("0x80092013", gateway_lines=(logged(20072, "web01", "0x80092013"),))
    assert_judged(authentication.revocation_unknown, host, "revocation_unknown", "probable", "on the agent")


def test_a_cause_that_only_the_gateway_names_is_heard_beside_a_general_event_of_the_agent() -> None:
    host = failing(20071, gateway_lines=(logged(20072, "web01", "0x80092013"),), own=checked(certificate=OWN))
    assert_judged(authentication.revocation_unknown, host, "revocation_unknown", "probable", "on the gateway")
