# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Can the agent present its own certificate? Told by the checks of that certificate, and by what HealthService logged."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate import checks as certificate_checks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import CERTIFICATE_LOADED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import own_certificate as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.connection import RESTART_PENDING
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import OF_A_CERTIFICATE

_VERDICTS = {
    certificate.NOT_REGISTERED.id: kinds.OWN_CERTIFICATE_NOT_REGISTERED,
    certificate.NOT_FOUND.id: kinds.OWN_CERTIFICATE_NOT_FOUND,
    certificate.PRIVATE_KEY_MISSING.id: kinds.OWN_PRIVATE_KEY_UNUSABLE,
    certificate.PRIVATE_KEY_OF_USER.id: kinds.OWN_PRIVATE_KEY_UNUSABLE,
    certificate.KEY_PROVIDER_CNG.id: kinds.OWN_PRIVATE_KEY_UNUSABLE,
}
"""Every other error of the checks is :data:`OWN_CERTIFICATE_UNUSABLE`."""

_LATENT = certificate_checks.LATENT | {certificate.NOT_REGISTERED.id}

_KEY_REFUSED = frozenset({20068, 20077, 21036})

_DISPROVED = frozenset({20066, 21022})
"""No serial number was registered, or no certificate had it; both are there now, so they came later."""


def latent_certificate_fault(evidence: Evidence) -> RuleResult | None:
    """The link lives on the certificate that the service loaded, and the registered one could not be loaded.

    Where none is registered, the service may as well use Kerberos, on a member of the domain.
    """
    faults = [fault for fault in _faults(evidence) if fault.id in _LATENT]
    if not evidence.linked or not faults or (evidence.loaded and not _was_loaded(evidence)):
        return None
    confidence = Confidence.PROBABLE if faults[0].id == certificate.NOT_REGISTERED.id else Confidence.CONFIRMED
    return RuleResult(kinds.LATENT_CERTIFICATE_FAULT(_evidence(faults)), confidence)


def own_certificate(evidence: Evidence) -> RuleResult | None:
    """The verdict is named after the first fault, because the later ones may follow from it.

    What HealthService looks at when it loads a certificate, and loaded nevertheless, is only a suspicion.
    """
    faults = _faults(evidence)
    if evidence.linked or not faults:
        return None
    disproved = _was_loaded(evidence) and not any(fault.id in _LATENT for fault in faults)
    kind = _VERDICTS.get(faults[0].id, kinds.OWN_CERTIFICATE_UNUSABLE)
    return RuleResult(kind(_evidence(faults)), Confidence.PROBABLE if disproved else Confidence.CONFIRMED)


def own_certificate_issuer(evidence: Evidence) -> RuleResult | None:
    """An issuer of the agent's certificate that nobody can use, as the gateway sees it."""
    chain = evidence.agent_chain
    issuers = chain.certificates[1:] if chain else ()
    problems = [each for each in chain.problems if each.certificate in issuers] if chain else []
    unusable = [each.sentence for each in problems if each.problem in OF_A_CERTIFICATE]
    return RuleResult(kinds.OWN_CERTIFICATE_UNUSABLE("; ".join(unusable))) if unusable else None


def own_certificate_refused(evidence: Evidence) -> RuleResult | None:
    """HealthService could not load the certificate, although nothing is wrong with it that could be seen from here."""
    refused = _refused_load(evidence)
    if refused is None or restart_pending_for_certificate(evidence):
        return None
    kind: Verdict = (
        kinds.OWN_PRIVATE_KEY_UNUSABLE if refused.event_id in _KEY_REFUSED else kinds.OWN_CERTIFICATE_UNUSABLE
    )
    return RuleResult(kind(opsmgr_events.describe(refused)), Confidence.PROBABLE)


def restart_pending_for_certificate(evidence: Evidence) -> RuleResult | None:
    """HealthService could not load a certificate when it started; the one that is registered now it could."""
    refused = _refused_load(evidence)
    if refused is None or refused.event_id not in _DISPROVED or not _is_exact(evidence):
        return None
    sentence = f"{opsmgr_events.describe(refused)}, and a certificate that can be used has been registered since"
    return RuleResult(RESTART_PENDING(sentence), Confidence.PROBABLE)


def _is_exact(evidence: Evidence) -> bool:
    """The serial number is registered just as the certificate has it, and the load was not one after our own restart."""
    own, link = evidence.own, evidence.link
    if own is None or own.certificate is None or link is None or link.restarted:
        return False
    return own.certificate.serial_bytes == evidence.agent.channel_serial


def _was_loaded(evidence: Evidence) -> bool:
    return evidence.loaded is not None and evidence.loaded.event_id == CERTIFICATE_LOADED


def _refused_load(evidence: Evidence) -> opsmgr_events.LinkEvent | None:
    if evidence.linked or _was_loaded(evidence) or _faults(evidence):
        return None
    return evidence.loaded


def _faults(evidence: Evidence) -> list[Finding]:
    return [finding for finding in evidence.own.findings if finding.severity == Severity.ERROR] if evidence.own else []


def _evidence(faults: list[Finding]) -> str:
    return "; ".join(fault.evidence for fault in faults)
