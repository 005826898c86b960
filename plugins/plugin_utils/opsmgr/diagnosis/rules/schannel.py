# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Schannel's events in the two logs System tell of a handshake that failed. All of it is probable: no event names the other side.

That there is none proves nothing, and neither 36871 nor 36888 alone makes the two sides' TLS unfit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.handshakes import on_gateway, on_host
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import connection, handshake
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.gateway_side import (
    GATEWAY_CERTIFICATE_NOT_LOADED,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.own_certificate import (
    OWN_PRIVATE_KEY_UNUSABLE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.issuer_list import LONGEST, issuer_list_size
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import (
    ALERT_RECEIVED,
    ALERT_SENT,
    SchannelEvent,
    describe,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_KEY_UNUSABLE = 36870
_NO_CIPHER_OFFERED = 36873
_NO_CIPHER_IN_COMMON = 36874
_CLIENT_CERTIFICATE_MISSING = 36875
_TOO_MANY_ROOTS = 36885

_GATEWAYS_KEY = (
    "On the gateway, let SYSTEM read the private key of the registered certificate (certlm.msc, All Tasks, Manage Private Keys), or repair it by "
    "certutil -repairstore my with the serial number, and restart HealthService."
)
_PROTOCOL_ALERTS = frozenset({70, 71})
_CIPHERS = (
    "Compare the cipher suites of both machines, as Get-TlsCipherSuite lists them and as group policy sets them (SSL Cipher Suite Order), and the "
    "versions below SCHANNEL\\Protocols. Let both have one of each in common, and restart the machine that was changed."
)


def private_key_inaccessible(evidence: Evidence) -> RuleResult | None:
    found = on_host(evidence).newest(_KEY_UNUSABLE)
    return _probable(OWN_PRIVATE_KEY_UNUSABLE(_on("agent", found))) if found else None


def gateway_key_inaccessible(evidence: Evidence) -> RuleResult | None:
    found = on_gateway(evidence).newest(_KEY_UNUSABLE)
    return _probable(GATEWAY_CERTIFICATE_NOT_LOADED(_on("gateway", found), _GATEWAYS_KEY)) if found else None


def no_cipher_in_common(evidence: Evidence) -> RuleResult | None:
    """An alert about version or security that was received counts too: it tells what the other side would not take."""
    here, there = on_host(evidence), on_gateway(evidence)
    found = [
        *_told("gateway", [there.newest(_NO_CIPHER_IN_COMMON), _alerted(there.ours, _PROTOCOL_ALERTS)]),
        *_told("agent", [here.newest(_NO_CIPHER_OFFERED), _alerted(here.ours, _PROTOCOL_ALERTS)]),
    ]
    return _probable(connection.TLS_MISMATCH("; ".join(found), _CIPHERS)) if found else None


def client_certificate_missing(evidence: Evidence) -> RuleResult | None:
    found = on_host(evidence).newest(_CLIENT_CERTIFICATE_MISSING)
    return _probable(connection.CERTIFICATE_NOT_USED(_on("agent", found))) if found else None


def too_many_roots(evidence: Evidence) -> RuleResult | None:
    found, gateway = on_gateway(evidence).newest(_TOO_MANY_ROOTS), evidence.gateway_evidence
    if found is None or gateway is None:
        return None
    roots = gateway.trust.roots
    size = f"it trusts {len(roots)} roots now, whose names take {issuer_list_size(roots)} bytes of {LONGEST}"
    return _probable(handshake.TOO_MANY_ROOTS_ON_GATEWAY(f"{_on('gateway', found)}; {size}"))


@dataclass(frozen=True)
class _Refusal:
    """``by`` refused the certificate of ``of``, as an event says that ``where`` logged."""

    by: str
    of: str
    where: str
    event: SchannelEvent


_OF_A_CERTIFICATE = frozenset({42, 43, 44, 45, 46, 48})
_UNKNOWN_CA = frozenset({48})
_EXPIRED = frozenset({45})
_REVOKED = frozenset({44})
_SERVERS_CERTIFICATE = frozenset({36876, 36881, 36882, 36883, 36884})
_CLIENTS_CERTIFICATE = frozenset({36877})


def certificate_refused(evidence: Evidence) -> RuleResult | None:
    """Not where certificates in Root that are not self-signed would explain it."""
    refusals = sorted(_refusals(evidence), key=lambda refusal: refusal.event.time)
    if not refusals or _has_misplaced_roots(evidence, refusals[-1].by):
        return None
    newest = refusals[-1]
    sentence = f"{_on(newest.where, newest.event)}: the {newest.by} refused the certificate of the {newest.of}"
    return _probable(handshake.CERTIFICATE_REFUSED(f"{sentence}, {_whose(evidence, newest)}", _fix(evidence, newest)))


def _refusals(evidence: Evidence) -> Iterator[_Refusal]:
    for where, other, events in (
        ("agent", "gateway", on_host(evidence).ours),
        ("gateway", "agent", on_gateway(evidence).ours),
    ):
        for event in events:
            if event.event_id == ALERT_RECEIVED and event.alert in _OF_A_CERTIFICATE:
                yield _Refusal(other, where, where, event)
            elif _refused_here(event, where):
                yield _Refusal(where, other, where, event)


def _refused_here(event: SchannelEvent, where: str) -> bool:
    if event.event_id == ALERT_SENT:
        return event.alert in _OF_A_CERTIFICATE
    return event.event_id in (_SERVERS_CERTIFICATE if where == "agent" else _CLIENTS_CERTIFICATE)


def _has_misplaced_roots(evidence: Evidence, side: str) -> bool:
    trust = evidence.trust if side == "agent" else evidence.gateway_evidence and evidence.gateway_evidence.trust
    return bool(trust and trust.misplaced_roots)


def _chain_of(evidence: Evidence, side: str) -> tuple[Certificate, ...]:
    """The certificate that a side shows and its issuers, as far as they are known."""
    if side == "gateway":
        return evidence.chain.certificates if evidence.chain else ()
    if evidence.own is None or evidence.own.certificate is None:
        return ()
    return evidence.own.chain.certificates if evidence.own.chain else (evidence.own.certificate,)


def _whose(evidence: Evidence, refusal: _Refusal) -> str:
    chain = _chain_of(evidence, refusal.of)
    if not chain:
        return "which is not known"
    attached = refusal.event.certificate
    if attached and attached != chain[0].thumbprint:
        return (
            f"and the one that it was shown, SHA-1 {attached}, is not {chain[0].subject} (SHA-1 {chain[0].thumbprint})"
        )
    return f"{chain[0].subject}, which {chain[0].issuer} issued"


def _fix(evidence: Evidence, refusal: _Refusal) -> str:
    chain = _chain_of(evidence, refusal.of)
    if _is_about(refusal.event, _UNKNOWN_CA, 36882) and chain:
        issuers = ", ".join(f"{each.subject} (SHA-1 {each.thumbprint})" for each in chain[1:]) or chain[0].issuer
        return (
            f"On the {refusal.by}, see that the root of these lies in the store Root of the local computer, and the others in CA: {issuers}. "
            "Where they came after HealthService was started, restart it."
        )
    if _is_about(refusal.event, _EXPIRED, 36881):
        return (
            f"If the certificate of the {refusal.of} was renewed and registered, restart HealthService there, because it shows the one that it loaded. "
            f"Compare the clock of the {refusal.by} with the dates of the certificate, and renew it if it is out."
        )
    if _is_about(refusal.event, _REVOKED, 36883):
        return (
            f"Ask the people of the CA why the certificate of the {refusal.of} was revoked, have it issued again, and register it on the {refusal.of} "
            "with MOMCertImport."
        )
    return ""


def _is_about(event: SchannelEvent, alerts: frozenset[int], number: int) -> bool:
    return event.event_id == number or event.alert in alerts


def _alerted(events: Iterable[SchannelEvent], alerts: frozenset[int]) -> SchannelEvent | None:
    found = [event for event in events if event.event_id == ALERT_RECEIVED and event.alert in alerts]
    return found[-1] if found else None


def _told(side: str, events: Iterable[SchannelEvent | None]) -> list[str]:
    return [_on(side, event) for event in events if event is not None]


def _on(side: str, event: SchannelEvent) -> str:
    return f"on the {side}, {describe(event)}"


def _probable(finding: Finding[Verdict]) -> RuleResult:
    return RuleResult(finding, Confidence.PROBABLE)
