# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Can the agent present its own certificate? Told by the checks of that certificate, and by what HealthService logged."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import moved
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.authentication import Method
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate import checks as certificate_checks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.key_repair import how_to_mend_key
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.fixes import how_to_mend_issuer
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import (
    CERTIFICATE_LOADED,
    CERTIFICATE_NOT_FOUND,
    KEY_REFUSED,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
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

_OTHER_NAME = 20052

_DISPROVED = frozenset({20050, 20051, 20052, 20066, 20069, 21022})
"""What was wrong with the certificate, or that there was none, and what can be seen from here: it is right now."""

_COMPARE = (
    "Compare what the event says with the registered certificate: purposes, dates and the host's clock, its name and the host's. "
    "If they agree now, restart HealthService. If it logs the same again, request a new certificate and register it."
)

_REGISTER_ONE = (
    "Register the one of these certificates that is meant for SCOM: as an administrator, start MOMCertImport.exe and choose "
    "it by its thumbprint. It restarts HealthService."
)


def latent_certificate_fault(evidence: Evidence) -> RuleResult | None:
    """The link lives on the certificate that the service loaded, and the registered one could not be loaded.

    Where none is registered, the service may as well use Kerberos, on a member of a domain that trusts the gateway's.
    """
    faults = [fault for fault in _faults(evidence) if fault.id in _LATENT]
    if not evidence.linked or not faults or (evidence.loaded and not _was_loaded(evidence)):
        return None
    confidence = Confidence.PROBABLE if faults[0].id == certificate.NOT_REGISTERED.id else Confidence.CONFIRMED
    fix = f"{_fix(faults, evidence) or faults[0].fix} Until that is done, do not restart HealthService."
    return RuleResult(kinds.LATENT_CERTIFICATE_FAULT(_evidence(faults, evidence), fix), confidence)


def own_certificate(evidence: Evidence) -> RuleResult | None:
    """The verdict is named after the first fault, because the later ones may follow from it.

    What HealthService looks at when it loads a certificate, and loaded nevertheless, is only a suspicion.
    """
    faults = _faults(evidence)
    if evidence.linked or not faults:
        return None
    disproved = _was_loaded(evidence) and not any(fault.id in _LATENT for fault in faults)
    kind = _VERDICTS.get(faults[0].id, kinds.OWN_CERTIFICATE_UNUSABLE)
    sure = not disproved and not _only_the_name_differs(faults, evidence)
    finding = kind(_evidence(faults, evidence), _fix(faults, evidence))
    return RuleResult(finding, Confidence.CONFIRMED if sure else Confidence.PROBABLE)


def _only_the_name_differs(faults: list[Finding], evidence: Evidence) -> bool:
    """The registry may not hold what the host calls itself: only HealthService says for certain that it is another name."""
    names = [fault.id for fault in faults] == [certificate.COMMON_NAME_DIFFERS.id]
    return names and (evidence.loaded is None or evidence.loaded.event_id != _OTHER_NAME)


def own_certificate_passed_over(evidence: Evidence) -> RuleResult | None:
    """HealthService did not find the registered certificate, which lies in My and is archived."""
    found = _passed_over(evidence)
    if evidence.linked or evidence.loaded is None or found is None:
        return None
    sentence = f"{opsmgr_events.describe(evidence.loaded)}; {found.evidence}"
    own = evidence.own
    if own and own.replacement:
        sentence += f"; the store My holds {own.replacement.title}, which {own.replacement.merits}{_doubts(evidence)}"
    return RuleResult(kinds.OWN_CERTIFICATE_NOT_FOUND(sentence, found.fix), Confidence.PROBABLE)


def _passed_over(evidence: Evidence) -> Finding | None:
    not_found = evidence.loaded is not None and evidence.loaded.event_id == CERTIFICATE_NOT_FOUND
    return evidence.own.passed_over if evidence.own and not_found else None


def own_certificate_issuer(evidence: Evidence) -> RuleResult | None:
    """An issuer of the agent's certificate that nobody can use, as the gateway sees it."""
    chain = evidence.agent_chain
    issuers = chain.certificates[1:] if chain else ()
    problems = [each for each in chain.problems if each.certificate in issuers] if chain else []
    unusable = [each for each in problems if each.problem in OF_A_CERTIFICATE]
    if not unusable:
        return None
    fix = how_to_mend_issuer(unusable, "agent", "on the gateway and on the host")
    return RuleResult(kinds.OWN_CERTIFICATE_UNUSABLE("; ".join(each.sentence for each in unusable), fix))


def own_certificate_refused(evidence: Evidence) -> RuleResult | None:
    """HealthService could not load the certificate, although nothing is wrong with it that could be seen from here."""
    refused = _refused_load(evidence)
    if refused is None or restart_pending_for_certificate(evidence):
        return None
    seen = opsmgr_events.describe(refused)
    if _was_refused_alike_before(refused, evidence):
        seen += "; HealthService logged the same when it started before"
    if refused.event_id not in KEY_REFUSED:
        return RuleResult(kinds.OWN_CERTIFICATE_UNUSABLE(seen, _COMPARE), Confidence.PROBABLE)
    seen += "; if the key was repaired since, only the restart of HealthService is left"
    fix = how_to_mend_key(evidence.own.certificate if evidence.own else None, refused.code)
    return RuleResult(kinds.OWN_PRIVATE_KEY_UNUSABLE(seen, fix), Confidence.PROBABLE)


def restart_pending_for_certificate(evidence: Evidence) -> RuleResult | None:
    """HealthService could not load a certificate when it started; the one that is registered now it could.

    Or it could not at that time: 20051 speaks of the validity by the clock of the host, which may have been put right since.
    """
    refused = _refused_load(evidence)
    if refused is None or refused.event_id not in _DISPROVED or not _is_exact(evidence):
        return None
    if _was_refused_alike_before(refused, evidence):
        return None
    sentence = f"{opsmgr_events.describe(refused)}, and the certificate that is registered now has no such fault"
    return RuleResult(RESTART_PENDING(sentence), Confidence.PROBABLE)


def _is_exact(evidence: Evidence) -> bool:
    """The serial number is registered just as the certificate has it, and the load was not one after our own restart."""
    own, link = evidence.own, evidence.link
    if own is None or own.certificate is None or link is None or link.restarted:
        return False
    return own.certificate.serial_bytes == evidence.agent.channel_serial


def _was_refused_alike_before(refused: opsmgr_events.LinkEvent, evidence: Evidence) -> bool:
    """A restart has not helped before, be it one of ours, and the certificate is none that was issued since."""
    before = evidence.link.loads[-2:-1] if evidence.link else ()
    return [each.event_id for each in before] == [refused.event_id] and not _was_issued_since(refused, evidence)


def _was_issued_since(event: opsmgr_events.LinkEvent, evidence: Evidence) -> bool:
    """Never where the clock is not known by which the event was logged."""
    certificate, clock = evidence.own.certificate if evidence.own else None, evidence.clocks.of_host
    if certificate is None or certificate.not_before is None or clock is None:
        return False
    return certificate.not_before > max(event.time, moved(event.time, -clock.ahead))


def _was_loaded(evidence: Evidence) -> bool:
    return evidence.loaded is not None and evidence.loaded.event_id == CERTIFICATE_LOADED


def _refused_load(evidence: Evidence) -> opsmgr_events.LinkEvent | None:
    if evidence.linked or evidence.by_kerberos or _was_loaded(evidence) or _faults(evidence) or _passed_over(evidence):
        return None
    return evidence.loaded


def _faults(evidence: Evidence) -> list[Finding]:
    return [finding for finding in evidence.own.findings if finding.severity == Severity.ERROR] if evidence.own else []


def _evidence(faults: list[Finding], evidence: Evidence) -> str:
    """What is wrong, and which certificates of My come into question."""
    parts = [fault.evidence for fault in faults]
    if evidence.authentication.method is Method.UNKNOWN:
        parts.append(evidence.authentication.reason)
    own = evidence.own
    if own is None:
        return "; ".join(parts)
    if own.replacement:
        parts.append(f"the store My holds {own.replacement.title}, which {own.replacement.merits}{_doubts(evidence)}")
    elif own.candidates.fitting or own.certificate is None:
        parts.append(own.candidates.refusal)
    return "; ".join(parts)


def _doubts(evidence: Evidence) -> str:
    chain = evidence.replacement_chain
    problems = [problem.sentence for problem in chain.problems] if chain else []
    return f"; on the gateway, {'; '.join(problems)}" if problems else ""


def _fix(faults: list[Finding], evidence: Evidence) -> str:
    """Of a certificate that lies in My already, or of the only fault. Several are mended by one new certificate."""
    own = evidence.own
    if own and own.replacement is None and own.candidates.fitting:
        return _REGISTER_ONE
    return faults[0].fix if len(faults) == 1 or (own and own.replacement) else ""
