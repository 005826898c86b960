# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the agent's certificate and what HealthService logged of it tell whether the agent can present it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.candidates import Candidate, Candidates
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS, Check
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import Clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import own_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as findings
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.own_certificate import (
    OWN_PRIVATE_KEY_UNUSABLE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.unit.plugins.plugin_utils.opsmgr import channel_certificates
from tests.unit.plugins.plugin_utils.opsmgr.channel_certificates import GOOD
from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    AGENT_ISSUING,
    CONFIGURED,
    CONNECTED,
    HELD,
    OWN,
    OWN_ISSUED,
    REGISTERED,
    STOPPED,
    UP,
    YESTERDAY,
    assert_judged,
    checked,
    evidence,
    failing,
    link,
    logged,
    on_gateway,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf


def trusting(*roots: Certificate) -> Trust:
    return Trust(roots, (), frozenset())


EXPIRED_CA = issue("Old CA", AGENT_ROOT, not_before=NOW - YEAR, not_after=YESTERDAY)
NO_CA = issue("No CA", AGENT_ROOT, ca=False)

NOT_REGISTERED = checked((findings.NOT_REGISTERED, "nothing is registered"), certificate=None)
NOT_FOUND = checked((findings.NOT_FOUND, "My holds no such certificate"), certificate=None)
EXPIRED = checked((findings.EXPIRED, "it is valid until yesterday"))
ARCHIVED = checked((findings.ARCHIVED, "it is archived"))
EXPIRING = checked((findings.EXPIRING, "it expires tomorrow"))
TWO_LATENT = checked(
    (findings.PRIVATE_KEY_MISSING, "it names no key"), (findings.EXPIRED, "it is valid until yesterday")
)
WITHOUT_PURPOSE = checked((findings.PURPOSES_MISSING, "it lacks a purpose"))
TWO_FAULTS = checked(
    (findings.EXPIRING, "it expires tomorrow"),
    (findings.PRIVATE_KEY_MISSING, "it names no key"),
    (findings.PURPOSES_MISSING, "it lacks a purpose"),
)


def loaded(number: int, *data: str, **facts: Any) -> Evidence:
    """HealthService logged this of its certificate when it started."""
    return replace(REGISTERED, link=link(logged(number, *data)), **facts)


def loaded_and_linked(number: int, **facts: Any) -> Evidence:
    """The same, and the agent holds a connection to the gateway."""
    return evidence(link=link(logged(number), connected=True), **facts)


LATENT = {
    "expired": (EXPIRED, "confirmed", "it is valid until yesterday"),
    "not found": (NOT_FOUND, "confirmed", "My holds no such certificate"),
    "two faults": (TWO_LATENT, "confirmed", "it names no key; it is valid until yesterday"),
    "not registered": (NOT_REGISTERED, "probable", "nothing is registered"),
}

REFUSED_TWICE = link(logged(20069), logged(20069, record_id=2))
RIGHT_CLOCK = Clocks(host=ClockOffset(timedelta()))
ISSUED_SINCE = leaf("web01", AGENT_ROOT, not_before=NOW, not_after=NOW + YEAR)


def issued_since(clocks: Clocks) -> Evidence:
    """The last two starts came to the same end, and the certificate that is registered now is younger than both."""
    return replace(
        REGISTERED,
        agent=replace(REGISTERED.agent, channel_serial=ISSUED_SINCE.serial_bytes),
        own=checked(certificate=ISSUED_SINCE),
        link=REFUSED_TWICE,
        clocks=clocks,
        now=NOW,
    )


JUDGED = {
    **{
        f"latent: {name}": (
            own_certificate.latent_certificate_fault,
            evidence(own=own, link=UP),
            "latent_certificate_fault",
            confidence,
            words,
        )
        for name, (own, confidence, words) in LATENT.items()
    },
    **{
        f"latent: {name}": (
            own_certificate.latent_certificate_fault,
            host,
            "latent_certificate_fault",
            "confirmed",
            "it is valid until yesterday",
        )
        for name, host in {
            "a connection that is held": evidence(own=EXPIRED, link=HELD),
            "loaded before": loaded_and_linked(20053, own=EXPIRED),
        }.items()
    },
    "latent: one of two faults": (
        own_certificate.latent_certificate_fault,
        evidence(own=TWO_FAULTS, link=UP),
        "latent_certificate_fault",
        "confirmed",
        "it names no key",
    ),
    "loaded all the same": (
        own_certificate.own_certificate,
        loaded(20053, own=WITHOUT_PURPOSE),
        "own_certificate_unusable",
        "probable",
        "it lacks a purpose",
    ),
    "loaded before it expired": (
        own_certificate.own_certificate,
        loaded(20053, own=EXPIRED),
        "own_certificate_unusable",
        "confirmed",
        "it is valid until yesterday",
    ),
    "refused for its purpose": (
        own_certificate.own_certificate,
        loaded(20052, own=WITHOUT_PURPOSE),
        "own_certificate_unusable",
        "confirmed",
        "it lacks a purpose",
    ),
    "loaded once and refused later": (
        own_certificate.own_certificate,
        evidence(own=WITHOUT_PURPOSE, link=link(logged(20053), logged(20052, record_id=2))),
        "own_certificate_unusable",
        "confirmed",
        "it lacks a purpose",
    ),
    **{
        f"{number} after our own restart": (
            own_certificate.own_certificate_refused,
            replace(REGISTERED, link=link(logged(number), restarted=True)),
            "own_certificate_unusable",
            "probable",
            f"event {number} at 2026-06-01T00:00:00Z",
        )
        for number in (20066, 21022)
    },
    "20066 with a serial number that is not quite the certificate's": (
        own_certificate.own_certificate_refused,
        evidence(link=link(logged(20066))),
        "own_certificate_unusable",
        "probable",
        "event 20066 at 2026-06-01T00:00:00Z",
    ),
    "the first fault names the verdict, all are evidence": (
        own_certificate.own_certificate,
        evidence(own=TWO_FAULTS),
        "own_private_key_unusable",
        "confirmed",
        "it names no key; it lacks a purpose",
    ),
    "an issuer expired": (
        own_certificate.own_certificate_issuer,
        evidence(**on_gateway(leaf("web01", EXPIRED_CA), sent=(EXPIRED_CA.certificate,))),
        "own_certificate_unusable",
        "confirmed",
        "CN=Old CA,O=DMZ\\, Example expired",
    ),
    "an issuer is no CA": (
        own_certificate.own_certificate_issuer,
        evidence(**on_gateway(leaf("web01", NO_CA), sent=(NO_CA.certificate,))),
        "own_certificate_unusable",
        "confirmed",
        "CN=No CA,O=DMZ\\, Example is not a CA",
    ),
    **{
        f"{number} speaks of the key": (
            own_certificate.own_certificate_refused,
            loaded(number, "0x8009030d"),
            "own_private_key_unusable",
            "probable",
            "; if the key was repaired since, only the restart of HealthService is left",
        )
        for number in (20068, 20077, 21036)
    },
    **{
        f"{number} may know better": (
            own_certificate.own_certificate_refused,
            loaded(number),
            "own_certificate_unusable",
            "probable",
            f"event {number} at 2026-06-01T00:00:00Z",
        )
        for number in (20049, 20067)
    },
    "refused at two starts alike": (
        own_certificate.own_certificate_refused,
        replace(REGISTERED, link=REFUSED_TWICE, clocks=RIGHT_CLOCK),
        "own_certificate_unusable",
        "probable",
        "HealthService logged the same when it started before",
    ),
    "archived, and not found": (
        own_certificate.own_certificate_passed_over,
        replace(loaded(20066), own=ARCHIVED),
        "own_certificate_not_found",
        "probable",
        "it is archived",
    ),
    "archived, and not the reason": (
        own_certificate.restart_pending_for_certificate,
        replace(loaded(20069), own=ARCHIVED),
        "restart_pending",
        "probable",
        "event 20069",
    ),
    "refused at two starts for different reasons": (
        own_certificate.restart_pending_for_certificate,
        replace(REGISTERED, link=link(logged(20066), logged(20069, record_id=2))),
        "restart_pending",
        "probable",
        "event 20069",
    ),
    "refused at two starts before it was issued": (
        own_certificate.restart_pending_for_certificate,
        issued_since(RIGHT_CLOCK),
        "restart_pending",
        "probable",
        "event 20069",
    ),
    **{
        f"{number} is not so any more": (
            own_certificate.restart_pending_for_certificate,
            loaded(number),
            "restart_pending",
            "probable",
            "and the certificate that is registered now has no such fault",
        )
        for number in (20050, 20051, 20052, 20066, 20069, 21022)
    },
}

SILENT = {
    "latent: no fault": (own_certificate.latent_certificate_fault, evidence(link=UP)),
    "latent: a warning": (own_certificate.latent_certificate_fault, evidence(own=EXPIRING, link=UP)),
    "latent: a fault that it was loaded with": (
        own_certificate.latent_certificate_fault,
        evidence(own=WITHOUT_PURPOSE, link=UP),
    ),
    "latent: not loaded at all": (own_certificate.latent_certificate_fault, loaded_and_linked(20066, own=EXPIRED)),
    "latent: no link": (own_certificate.latent_certificate_fault, evidence(own=EXPIRED)),
    "latent: stores not read": (own_certificate.latent_certificate_fault, evidence(own=None, link=UP)),
    "own: no fault": (own_certificate.own_certificate, evidence()),
    "own: a warning": (own_certificate.own_certificate, evidence(own=EXPIRING)),
    "own: the link is up": (own_certificate.own_certificate, evidence(own=EXPIRED, link=UP)),
    "own: a connection is held": (own_certificate.own_certificate, evidence(own=EXPIRED, link=HELD)),
    "own: stores not read": (own_certificate.own_certificate, evidence(own=None)),
    "issuer: in order": (
        own_certificate.own_certificate_issuer,
        evidence(**on_gateway(OWN_ISSUED, sent=(AGENT_ISSUING.certificate,))),
    ),
    "issuer: the certificate itself expired": (
        own_certificate.own_certificate_issuer,
        evidence(**on_gateway(leaf("web01", AGENT_ROOT, not_after=YESTERDAY))),
    ),
    "issuer: untrusted": (own_certificate.own_certificate_issuer, evidence(**on_gateway(OWN, roots=()))),
    "issuer: the gateway was not asked": (own_certificate.own_certificate_issuer, evidence(agent_chain=None)),
    "archived: refused for another reason": (
        own_certificate.own_certificate_passed_over,
        replace(loaded(20069), own=ARCHIVED),
    ),
    "archived: nothing is logged": (own_certificate.own_certificate_passed_over, evidence(own=ARCHIVED)),
    "archived: it is linked": (own_certificate.own_certificate_passed_over, evidence(own=ARCHIVED, link=UP)),
    "archived: no restart helps": (
        own_certificate.restart_pending_for_certificate,
        replace(loaded(20066), own=ARCHIVED),
    ),
    "archived: it is not to be compared": (
        own_certificate.own_certificate_refused,
        replace(loaded(20066), own=ARCHIVED),
    ),
    "refused: loaded": (own_certificate.own_certificate_refused, loaded(20053)),
    "refused: loaded later": (
        own_certificate.own_certificate_refused,
        evidence(link=link(logged(20068, record_id=1), logged(20053, record_id=2))),
    ),
    "refused: what is seen from here": (own_certificate.own_certificate_refused, loaded(20066)),
    "refused: the fault is seen from here": (own_certificate.own_certificate_refused, loaded(20051, own=EXPIRED)),
    "refused: no event": (own_certificate.own_certificate_refused, evidence()),
    "refused: a failure of the link": (own_certificate.own_certificate_refused, failing(20070)),
    "refused: stopped": (
        own_certificate.own_certificate_refused,
        evidence(link=link(logged(20068), service=STOPPED)),
    ),
    "refused: the link is up": (
        own_certificate.own_certificate_refused,
        evidence(link=link(logged(20068), CONFIGURED, connections=[CONNECTED])),
    ),
    "refused: not looked at": (own_certificate.own_certificate_refused, evidence(link=None)),
    "restart: it did not help before": (
        own_certificate.restart_pending_for_certificate,
        replace(REGISTERED, link=REFUSED_TWICE, clocks=RIGHT_CLOCK),
    ),
    "restart: it may not have helped before, by a clock that is not known": (
        own_certificate.restart_pending_for_certificate,
        issued_since(Clocks()),
    ),
    "restart: it did not help before, by a clock that is far behind": (
        own_certificate.restart_pending_for_certificate,
        issued_since(Clocks(host=ClockOffset(-3 * YEAR))),
    ),
    "restart: what cannot be seen from here": (own_certificate.restart_pending_for_certificate, loaded(20068)),
    **{
        f"restart: {number} after our own restart": (
            own_certificate.restart_pending_for_certificate,
            replace(REGISTERED, link=link(logged(number), restarted=True)),
        )
        for number in (20050, 20051, 20052, 20069)
    },
    **{
        f"restart: {number} tells what cannot be seen from here": (
            own_certificate.restart_pending_for_certificate,
            loaded(number),
        )
        for number in (20049, 20067, 20077, 21036)
    },
    "restart: our own": (
        own_certificate.restart_pending_for_certificate,
        replace(REGISTERED, link=link(logged(20066), restarted=True)),
    ),
    "restart: another serial number is registered": (
        own_certificate.restart_pending_for_certificate,
        evidence(link=link(logged(20066))),
    ),
    "restart: no certificate": (
        own_certificate.restart_pending_for_certificate,
        loaded(20066, own=checked(certificate=None)),
    ),
    "restart: still so": (own_certificate.restart_pending_for_certificate, loaded(20066, own=NOT_FOUND)),
    "restart: loaded": (own_certificate.restart_pending_for_certificate, loaded(20053)),
    "restart: stopped": (
        own_certificate.restart_pending_for_certificate,
        evidence(link=link(logged(20066), service=STOPPED)),
    ),
    "restart: not looked at": (own_certificate.restart_pending_for_certificate, evidence(link=None)),
}

NAMED_APART = {
    "channel_certificate_not_registered": "own_certificate_not_registered",
    "channel_certificate_not_found": "own_certificate_not_found",
    "private_key_missing": "own_private_key_unusable",
    "private_key_of_user": "own_private_key_unusable",
    "key_provider_cng": "own_private_key_unusable",
}


@pytest.mark.parametrize(("rule", "host", "verdict", "confidence", "words"), JUDGED.values(), ids=JUDGED.keys())
def test_a_rule_judges_what_it_is_about(
    rule: VerdictRule, host: Evidence, verdict: str, confidence: str, words: str
) -> None:
    assert_judged(rule, host, verdict, confidence, words)


@pytest.mark.parametrize(("rule", "host"), SILENT.values(), ids=SILENT.keys())
def test_a_rule_is_silent_about_everything_else(rule: VerdictRule, host: Evidence) -> None:
    assert rule(host) is None


@pytest.mark.parametrize(
    "kind", [kind for kind in CERTIFICATE_KINDS if kind.severity == Severity.ERROR], ids=lambda kind: str(kind.id)
)
def test_every_error_of_the_checks_decides(kind: Kind) -> None:
    verdict = NAMED_APART.get(kind.id, "own_certificate_unusable")
    host = loaded(20052, own=checked((kind, "seen")))
    assert_judged(own_certificate.own_certificate, host, verdict, "confirmed", "seen")


OTHER_NAME = checked((findings.COMMON_NAME_DIFFERS, "it is for another name"))
OTHER_NAME_AND_EXPIRED = checked(
    (findings.COMMON_NAME_DIFFERS, "it is for another name"), (findings.EXPIRED, "it expired yesterday")
)


@pytest.mark.parametrize(
    ("host", "confidence"),
    [
        pytest.param(evidence(own=OTHER_NAME), "probable", id="no event"),
        pytest.param(loaded(20053, own=OTHER_NAME), "probable", id="loaded"),
        pytest.param(loaded(20051, own=OTHER_NAME), "probable", id="refused for something else"),
        pytest.param(loaded(20052, own=OTHER_NAME), "confirmed", id="refused for its name"),
        pytest.param(evidence(own=OTHER_NAME_AND_EXPIRED), "confirmed", id="expired as well"),
    ],
)
def test_another_name_alone_is_certain_only_when_health_service_says_so(host: Evidence, confidence: str) -> None:
    assert_judged(own_certificate.own_certificate, host, "own_certificate_unusable", confidence, "another name")


ROOT_OF_GOOD = trusting(channel_certificates.ROOT.certificate)
RIGHT = Candidate(GOOD, build_chain(GOOD, ROOT_OF_GOOD, purposes=(), now=NOW))
ALSO_RIGHT = Candidate(channel_certificates.certificate(serial_number=7, not_after=NOW + YEAR / 2), RIGHT.chain)
OF_ANOTHER_CA = Candidate(leaf(channel_certificates.NAME, issue("Other Root CA")))
WRONG = Candidate(OWN, None, (Check(findings.PURPOSES_MISSING, False, "its extended key usage lacks clientAuth"),))


def beside(own: ChannelCertificate, *candidates: Candidate) -> ChannelCertificate:
    """My also holds these."""
    return replace(own, candidates=Candidates(candidates))


REMEDIES = {
    "the right one lies beside an expired one": (beside(EXPIRED, RIGHT), GOOD.thumbprint, "/SubjectName"),
    "the right one lies beside a wrong one": (beside(WITHOUT_PURPOSE, RIGHT, WRONG), GOOD.thumbprint, "/SubjectName"),
    "the right one is not registered": (beside(NOT_REGISTERED, RIGHT), GOOD.thumbprint, "/SubjectName"),
    "another serial number is registered": (beside(NOT_FOUND, RIGHT), GOOD.thumbprint, "/SubjectName"),
    "two renewals": (beside(EXPIRED, RIGHT, ALSO_RIGHT), GOOD.thumbprint, "choose that thumbprint"),
    "two of different CAs": (
        beside(EXPIRED, RIGHT, OF_ANOTHER_CA),
        OF_ANOTHER_CA.certificate.thumbprint,
        "meant for SCOM",
    ),
    "none fits, and none is registered": (beside(NOT_REGISTERED, WRONG), "lacks clientAuth", "request a certificate"),
    "none fits, and the registered one is gone": (beside(NOT_FOUND, WRONG), "lacks clientAuth", "request one"),
    "none fits, and the registered one expired": (beside(EXPIRED, WRONG), "", "Renew"),
    "not yet valid": (checked((findings.NOT_YET_VALID, "it begins tomorrow")), "", "clocks"),
    "a user's key": (checked((findings.PRIVATE_KEY_OF_USER, "a key of a user")), "", "MachineKeySet"),
    "two faults": (TWO_FAULTS, "", OWN_PRIVATE_KEY_UNUSABLE.fix),
}


@pytest.mark.parametrize(("own", "words", "advice"), REMEDIES.values(), ids=REMEDIES.keys())
def test_the_fix_is_the_one_that_what_lies_in_my_allows(own: ChannelCertificate, words: str, advice: str) -> None:
    result = own_certificate.own_certificate(evidence(own=own))
    assert result is not None
    assert words in result.finding.evidence
    assert advice in result.finding.fix


def test_the_fix_of_a_latent_fault_is_the_same_and_warns_of_a_restart() -> None:
    result = own_certificate.latent_certificate_fault(evidence(own=beside(EXPIRED, RIGHT), link=UP))
    assert result is not None
    assert GOOD.thumbprint in result.finding.fix
    assert result.finding.fix.endswith("do not restart HealthService.")
    alone = own_certificate.latent_certificate_fault(evidence(own=TWO_LATENT, link=UP))
    assert alone is not None and alone.finding.fix.startswith(findings.PRIVATE_KEY_MISSING.fix)


@pytest.mark.parametrize(
    ("trust", "doubted"),
    [
        pytest.param(ROOT_OF_GOOD, False, id="the gateway trusts it"),
        pytest.param(trusting(), True, id="the gateway does not trust it"),
        pytest.param(None, False, id="the gateway was not read"),
    ],
)
def test_it_is_told_when_the_gateway_would_not_trust_the_right_one_either(trust: Trust | None, doubted: bool) -> None:
    chain = build_chain(GOOD, trust, purposes=(), now=NOW) if trust else None
    result = own_certificate.own_certificate(evidence(own=beside(EXPIRED, RIGHT), replacement_chain=chain))
    assert result is not None
    assert ("on the gateway" in result.finding.evidence) is doubted


@pytest.mark.parametrize(
    ("number", "code", "first"),
    [
        (20068, "0x8009030D", "Give SYSTEM"),
        (20068, "0x80070005", "Give SYSTEM"),
        (21036, "0x8009030D", "Give SYSTEM"),
        (20068, "0x80090016", "Link the key again with certutil -repairstore my"),
        (21036, "0x8009000D", "Link the key again with certutil -repairstore my"),
        (20077, "", "Give SYSTEM"),
    ],
)
def test_a_key_that_cannot_be_used_is_mended_by_what_its_code_says(number: int, code: str, first: str) -> None:
    result = own_certificate.own_certificate_refused(loaded(number, code))
    assert result is not None
    assert result.finding.fix.startswith(first)
    assert OWN.serial_number_hex in result.finding.fix and "restart HealthService" in result.finding.fix


def test_an_issuer_of_the_own_certificate_is_mended_by_its_ca() -> None:
    judged = evidence(**on_gateway(leaf("web01", EXPIRED_CA), sent=(EXPIRED_CA.certificate,)))
    result = own_certificate.own_certificate_issuer(judged)
    assert result is not None and "the people of the CA" in result.finding.fix


@pytest.mark.parametrize(
    "kind", [kind for kind in CERTIFICATE_KINDS if kind.severity == Severity.WARNING], ids=lambda kind: str(kind.id)
)
def test_no_warning_of_the_checks_decides(kind: Kind) -> None:
    assert own_certificate.own_certificate(evidence(own=checked((kind, "seen")))) is None
