# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Schannel logged of the link's handshakes tells, as far as anything does, why they fail."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import MEANINGS, SchannelEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT, GATEWAY_LEAF, ISSUING, ROOT
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    MISPLACED,
    OWN,
    checked,
    failing,
    gateway_evidence,
    handshake,
)

OTHER = "AB" * 20
MISPLACED_TOO = Trust((ROOT.certificate, *MISPLACED), (ISSUING.certificate,), frozenset())


def here(*events: SchannelEvent, **facts: Any) -> Evidence:
    return failing(20071, schannel_events=events, own=checked(), **facts)


def there(*events: SchannelEvent, **facts: Any) -> Evidence:
    return failing(20071, own=checked(), gateway_evidence=gateway_evidence(schannel_events=events, **facts))


def alert(number: int, event: int = 36887) -> SchannelEvent:
    return handshake(event, alert=number)


JUDGED = {
    "the agent's key": (
        schannel.private_key_inaccessible,
        here(handshake(36870, code=0x8009030D, state=10001)),
        "own_private_key_unusable",
        "0x8009030D in the internal state 10001",
    ),
    "the gateway's key": (
        schannel.gateway_key_inaccessible,
        there(handshake(36870, code=0x8009030D, state=10001)),
        "gateway_certificate_not_loaded",
        "on the gateway",
    ),
    "no cipher that the gateway takes": (
        schannel.no_cipher_in_common,
        there(handshake(36874)),
        "tls_mismatch",
        "on the gateway, Schannel's event 36874",
    ),
    "no cipher that the agent offers": (
        schannel.no_cipher_in_common,
        here(handshake(36873)),
        "tls_mismatch",
        "on the agent, Schannel's event 36873",
    ),
    "a version that the gateway refused": (schannel.no_cipher_in_common, here(alert(70)), "tls_mismatch", "alert 70"),
    "security that the agent missed": (schannel.no_cipher_in_common, there(alert(71)), "tls_mismatch", "alert 71"),
    "no certificate for the server": (
        schannel.client_certificate_missing,
        here(handshake(36875)),
        "certificate_not_used",
        "36875",
    ),
    "too many roots": (
        schannel.too_many_roots,
        there(handshake(36885)),
        "too_many_roots_on_gateway",
        "it trusts 1 roots now",
    ),
}

REFUSED = {
    "the gateway said so to the agent": (
        here(alert(48)),
        "the gateway refused the certificate of the agent",
        "On the gateway",
    ),
    "the agent said so to the gateway": (
        there(alert(48)),
        "the agent refused the certificate of the gateway",
        "On the agent",
    ),
    "the agent logged what it said": (
        here(alert(48, 36888)),
        "the agent refused the certificate of the gateway",
        "On the agent",
    ),
    "the gateway logged what it said": (
        there(alert(48, 36888)),
        "the gateway refused the certificate of the agent",
        "On the gateway",
    ),
    "an untrusted authority": (
        here(handshake(36882)),
        "the agent refused the certificate of the gateway",
        ROOT.certificate.thumbprint,
    ),
    "the newest counts": (
        here(alert(48), handshake(36881, record_id=2)),
        "the agent refused the certificate of the gateway",
        "Compare the clock of the agent",
    ),
    "renewed": (here(alert(45)), "alert 45", "renewed and registered, restart HealthService there"),
    "expired": (here(alert(45)), "alert 45", "Compare the clock of the gateway"),
    "revoked": (here(alert(44)), "alert 44", "issued again"),
    "revoked, as the agent found": (
        here(handshake(36883)),
        "36883",
        "certificate of the gateway was revoked, have it issued again",
    ),
    "for another reason": (here(alert(46)), "alert 46", "CAPI2"),
    "another name": (here(handshake(36884)), "36884", "CAPI2"),
    "not valid for the agent": (here(handshake(36876, code=0x800B0109)), "0x800B0109", "CAPI2"),
    "not valid for the gateway": (
        there(handshake(36877, code=0x800B0109)),
        "the gateway refused the certificate of the agent",
        "CAPI2",
    ),
    "the certificate that it should be": (
        here(handshake(36882, certificate=GATEWAY_LEAF.thumbprint)),
        f"{GATEWAY_LEAF.subject}, which {GATEWAY_LEAF.issuer} issued",
        "",
    ),
    "another certificate": (
        here(handshake(36882, certificate=OTHER)),
        f"SHA-1 {OTHER}, is not {GATEWAY_LEAF.subject}",
        "",
    ),
    "a certificate of the agent's": (
        here(alert(48)),
        f"{OWN.subject}, which {AGENT_ROOT.certificate.subject} issued",
        "",
    ),
    "a certificate that is not known": (
        failing(20071, schannel_events=(alert(48),), own=None),
        "which is not known",
        "CAPI2",
    ),
}

SILENT = {
    "no event": (schannel.certificate_refused, here()),
    "the agent's Root is spoilt": (schannel.certificate_refused, here(handshake(36882), trust=MISPLACED_TOO)),
    "the gateway's Root is spoilt": (
        schannel.certificate_refused,
        failing(
            20071,
            own=checked(),
            schannel_events=(alert(48),),
            gateway_evidence=gateway_evidence(trust=MISPLACED_TOO),
        ),
    ),
    "a client's certificate on the agent": (schannel.certificate_refused, here(handshake(36877))),
    "a server's certificate on the gateway": (schannel.certificate_refused, there(handshake(36882))),
    "the gateway's Root as the agent's": (schannel.too_many_roots, here(handshake(36885))),
    "a client of the agent": (schannel.no_cipher_in_common, here(handshake(36874))),
    "ciphers of the gateway as a client": (schannel.no_cipher_in_common, there(handshake(36873))),
    "the gateway's key is not the agent's": (schannel.private_key_inaccessible, there(handshake(36870))),
    "the agent's key is not the gateway's": (schannel.gateway_key_inaccessible, here(handshake(36870))),
}

DECIDE_NOTHING = (
    *((event, None) for event in (36871, 36872, 36878, 36879, 36886)),
    *((36887, number) for number in (40, 49, 80, 86, 112)),
    *((36888, number) for number in (40, 49, 70, 71, 80, 86, 112)),
)

RULES: tuple[VerdictRule, ...] = (
    schannel.private_key_inaccessible,
    schannel.gateway_key_inaccessible,
    schannel.no_cipher_in_common,
    schannel.client_certificate_missing,
    schannel.too_many_roots,
    schannel.certificate_refused,
)


@pytest.mark.parametrize(("rule", "found", "verdict", "words"), JUDGED.values(), ids=JUDGED)
def test_an_event_has_its_verdict(rule: VerdictRule, found: Evidence, verdict: str, words: str) -> None:
    result = rule(found)
    assert result is not None
    assert (result.finding.id, result.confidence) == (verdict, "probable")
    assert words in result.finding.evidence


@pytest.mark.parametrize(("found", "words", "fix"), REFUSED.values(), ids=REFUSED)
def test_a_certificate_that_was_refused_is_named_with_who_refused_it(found: Evidence, words: str, fix: str) -> None:
    result = schannel.certificate_refused(found)
    assert result is not None
    assert (result.finding.id, result.confidence) == ("certificate_refused", "probable")
    assert words in result.finding.evidence
    assert fix in result.finding.fix


@pytest.mark.parametrize(("rule", "found"), SILENT.values(), ids=SILENT)
def test_an_event_of_the_other_end_of_a_connection_tells_nothing(rule: VerdictRule, found: Evidence) -> None:
    assert rule(found) is None


@pytest.mark.parametrize(("event", "number"), DECIDE_NOTHING)
@pytest.mark.parametrize("side", [here, there])
def test_what_tells_no_cause_decides_nothing(side: Any, event: int, number: int | None) -> None:
    found = side(handshake(event, "healthservice", alert=number))
    assert [rule(found) for rule in RULES] == [None] * len(RULES)


@pytest.mark.parametrize("event", MEANINGS)
def test_no_event_of_schannel_imports_anything(event: int) -> None:
    for found in (here(handshake(event, alert=48)), there(handshake(event, alert=48))):
        results = [result for rule in RULES if (result := rule(found))]
        assert [result.finding.kind.remedy for result in results] == [None] * len(results)
