# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the agent's certificate and what HealthService logged of it tell whether the agent can present it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import own_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as findings

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

EXPIRED_CA = issue("Old CA", AGENT_ROOT, not_before=NOW - YEAR, not_after=YESTERDAY)
NO_CA = issue("No CA", AGENT_ROOT, ca=False)

NOT_REGISTERED = checked((findings.NOT_REGISTERED, "nothing is registered"), certificate=None)
NOT_FOUND = checked((findings.NOT_FOUND, "My holds no such certificate"), certificate=None)
EXPIRED = checked((findings.EXPIRED, "it is valid until yesterday"))
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
            f"event {number} at 2026-06-01T00:00:00Z",
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
        for number in (20049, 20050, 20051, 20052, 20067, 20069)
    },
    **{
        f"{number} is not so any more": (
            own_certificate.restart_pending_for_certificate,
            loaded(number),
            "restart_pending",
            "probable",
            "a certificate that can be used has been registered since",
        )
        for number in (20066, 21022)
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
    "restart: what cannot be seen from here": (own_certificate.restart_pending_for_certificate, loaded(20068)),
    **{
        f"restart: {number} speaks of a certificate that was there": (
            own_certificate.restart_pending_for_certificate,
            loaded(number),
        )
        for number in (20050, 20069)
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
    assert_judged(own_certificate.own_certificate, evidence(own=checked((kind, "seen"))), verdict, "confirmed", "seen")


@pytest.mark.parametrize(
    "kind", [kind for kind in CERTIFICATE_KINDS if kind.severity == Severity.WARNING], ids=lambda kind: str(kind.id)
)
def test_no_warning_of_the_checks_decides(kind: Kind) -> None:
    assert own_certificate.own_certificate(evidence(own=checked((kind, "seen")))) is None
