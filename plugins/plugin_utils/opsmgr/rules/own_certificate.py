# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Can the agent present its own certificate? Told by the checks of that certificate, and by what HealthService logged."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import certificate_checks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import verdicts as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.kind import ERROR, Finding, Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rules.judgement import CONFIRMED, PROBABLE, Judgement
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.situation import Situation
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Problem

_VERDICTS = {
    "channel_certificate_not_registered": kinds.OWN_CERTIFICATE_NOT_REGISTERED,
    "channel_certificate_not_found": kinds.OWN_CERTIFICATE_NOT_FOUND,
    "private_key_missing": kinds.OWN_PRIVATE_KEY_UNUSABLE,
    "private_key_of_user": kinds.OWN_PRIVATE_KEY_UNUSABLE,
    "key_provider_cng": kinds.OWN_PRIVATE_KEY_UNUSABLE,
}
"""Every other error of the checks is :data:`OWN_CERTIFICATE_UNUSABLE`."""

_UNUSABLE = frozenset({Problem.EXPIRED, Problem.NOT_YET_VALID, Problem.NOT_A_CA, Problem.PATHLEN})

_KEY_REFUSED = frozenset({20068, 20077, 21036})

_DISPROVED = frozenset({20050, 20066, 20069, 21022})
"""What these say of the certificate is seen from here, and it is not so any more. The host's clock and name, of which 20051
and 20052 speak, may be other than they look from here.
"""


def latent_certificate_fault(situation: Situation) -> Judgement | None:
    """The link lives on the certificate that the service loaded, and the registered one could not be loaded.

    Where none is registered, the service may as well use Kerberos, on a member of the domain.
    """
    faults = _faults(situation)
    if not situation.linked or not faults:
        return None
    latent = all(fault.id in certificate_checks.LATENT for fault in faults)
    return Judgement(kinds.LATENT_CERTIFICATE_FAULT(_evidence(faults)), CONFIRMED if latent else PROBABLE)


def own_certificate(situation: Situation) -> Judgement | None:
    """The verdict is named after the first fault, because the later ones may follow from it."""
    faults = _faults(situation)
    if situation.linked or not faults:
        return None
    kind = _VERDICTS.get(faults[0].id, kinds.OWN_CERTIFICATE_UNUSABLE)
    return Judgement(kind(_evidence(faults)))


def own_certificate_issuer(situation: Situation) -> Judgement | None:
    """An issuer of the agent's certificate that nobody can use, as the gateway sees it."""
    chain = situation.agent_chain
    issuers = chain.certificates[1:] if chain else ()
    problems = [each for each in chain.problems if each.certificate in issuers] if chain else []
    unusable = [each.sentence for each in problems if each.problem in _UNUSABLE]
    return Judgement(kinds.OWN_CERTIFICATE_UNUSABLE("; ".join(unusable))) if unusable else None


def own_certificate_refused(situation: Situation) -> Judgement | None:
    """HealthService could not load the certificate, although nothing is wrong with it that could be seen from here."""
    refused = _refused_load(situation)
    if refused is None or refused.event_id in _DISPROVED:
        return None
    kind: Kind = kinds.OWN_PRIVATE_KEY_UNUSABLE if refused.event_id in _KEY_REFUSED else kinds.OWN_CERTIFICATE_UNUSABLE
    return Judgement(kind(opsmgr_events.describe(refused)), PROBABLE)


def restart_pending_for_certificate(situation: Situation) -> Judgement | None:
    """HealthService could not load a certificate when it started; the one that is registered now it could."""
    refused = _refused_load(situation)
    if refused is None or refused.event_id not in _DISPROVED:
        return None
    evidence = f"{opsmgr_events.describe(refused)}, and a certificate that can be used has been registered since"
    return Judgement(kinds.RESTART_PENDING(evidence), PROBABLE)


def _refused_load(situation: Situation) -> opsmgr_events.LinkEvent | None:
    load = situation.link.own_certificate if situation.link and situation.link.running else None
    if load is None or load.event_id == opsmgr_events.CERTIFICATE_LOADED or situation.linked or _faults(situation):
        return None
    return load


def _faults(situation: Situation) -> list[Finding]:
    return [finding for finding in situation.own.findings if finding.severity == ERROR] if situation.own else []


def _evidence(faults: list[Finding]) -> str:
    return "; ".join(fault.evidence for fault in faults)
