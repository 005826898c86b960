# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the connection come about? Told by the failure that the agent logged last, and by the TLS settings of both sides."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.authentication import (
    authentication_failures,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.fixes import how_to_clear_root
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import (
    RuleResult,
    by_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import codes as event_codes
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import Nature
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import connection as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service, StartMode
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import real_issuer

_NAME_UNRESOLVED = 21005
_CANNOT_CONNECT = 21006
_CONTEXT_FAILED = 20057
_KERBEROS = frozenset({21001, 21007, 21008})

_IF_IT_PERSISTS = "Restart that machine if it persists."

_SOCKET_VERDICTS = {
    event_codes.TIMED_OUT: kinds.GATEWAY_PORT_FILTERED,
    event_codes.CONNECTION_REFUSED: kinds.GATEWAY_NOT_LISTENING,
}

_KERBEROS_CODES = frozenset({event_codes.NO_AUTHENTICATING_AUTHORITY, event_codes.TARGET_UNKNOWN})
"""What event 20057 carries of them is general knowledge of SSPI, unverified for SCOM."""


def restart_pending(evidence: Evidence) -> RuleResult | None:
    """The root came, and the service was not started since: our own restart did not succeed.

    Beside a chain that the host cannot complete by itself it is not certain: a restart may change nothing then.
    """
    link, service, note = evidence.link, evidence.service, evidence.imported
    if link is None or service is None or note is None or evidence.linked or evidence.stands_by:
        return None
    if _started_since(link, note) or not _awaits_start(link, service, note):
        return None
    now = "still that process" if link.running else f"{service.state} now"
    sentence = f"the root was imported while HealthService ran as process {note.process_id}, and it is {now}"
    certain = link.events is not None and evidence.unaided_chain is not None and evidence.unaided_chain.trusted
    return RuleResult(kinds.RESTART_PENDING(sentence), Confidence.CONFIRMED if certain else Confidence.PROBABLE)


def _started_since(link: LinkEvidence, note: HealthServiceState) -> bool:
    return any(
        event.nature == Nature.OWN_CERTIFICATE and event.record_id > note.record_id for event in link.events or ()
    )


def _awaits_start(link: LinkEvidence, service: Service, note: HealthServiceState) -> bool:
    """A running service is known by its process. A stopped one may have been started since, and then stopped on purpose.

    That it was not, only a log without a gap tells: one that still has the very record of the note. It is missing when more
    was logged since than is read, when the log has wrapped or was cleared, and when only newer events were asked for. A record
    that is older by its number will not do instead, because a log that was made anew may count from 1 again.
    """
    if link.running:
        return service.process_id == note.process_id
    reaches_back = any(event.record_id == note.record_id for event in link.events or ())
    return service.start_mode == StartMode.AUTO and reaches_back


def network(evidence: Evidence) -> RuleResult | None:
    failure = evidence.failure
    if failure is None or failure.event_id not in (_NAME_UNRESOLVED, _CANNOT_CONNECT):
        return None
    kind: Verdict = kinds.GATEWAY_NAME_UNRESOLVED
    if failure.event_id == _CANNOT_CONNECT:
        kind = _SOCKET_VERDICTS.get(failure.code or 0, kinds.GATEWAY_NOT_REACHED)
    return RuleResult(kind(opsmgr_events.describe(failure)))


@by_certificate
def tls_mismatch_logged(evidence: Evidence) -> RuleResult | None:
    failure = evidence.failure
    if failure is None or failure.event_id != _CONTEXT_FAILED or failure.code != event_codes.ALGORITHM_MISMATCH:
        return None
    return RuleResult(kinds.TLS_MISMATCH(opsmgr_events.describe(failure)), Confidence.PROBABLE)


@by_certificate
def certificate_not_used(evidence: Evidence) -> RuleResult | None:
    failure = evidence.failure
    if failure is None:
        return None
    kerberos = failure.event_id == _CONTEXT_FAILED and failure.code in _KERBEROS_CODES
    if not kerberos and failure.event_id not in _KERBEROS:
        return None
    return RuleResult(kinds.CERTIFICATE_NOT_USED(opsmgr_events.describe(failure)), Confidence.PROBABLE)


@by_certificate
def root_store_fault_on_gateway(evidence: Evidence) -> RuleResult | None:
    """Such a store makes Windows refuse the clients of this machine, whatever either side logs, but then all of them."""
    gateway_evidence = evidence.gateway_evidence
    if gateway_evidence is None or gateway_evidence.admits_agents or evidence.link_state != LinkState.DOWN:
        return None
    found = gateway_evidence.trust.misplaced_roots
    if not found:
        return None
    fix = f"{how_to_clear_root(found, 'of the gateway')} {_IF_IT_PERSISTS}"
    return RuleResult(kinds.ROOT_STORE_FAULT(f"on the gateway, {_misplaced(found)}", fix), Confidence.PROBABLE)


def root_store_fault(evidence: Evidence) -> RuleResult | None:
    """On the agent's side it matters less, so it takes a failed authentication to suspect it."""
    found, failures = evidence.trust.misplaced_roots if evidence.trust else (), authentication_failures(evidence)
    if not found or not failures:
        return None
    fix = f"{how_to_clear_root(found, 'of the host')} {_IF_IT_PERSISTS}"
    return RuleResult(kinds.ROOT_STORE_FAULT("; ".join([_misplaced(found), *failures]), fix), Confidence.PROBABLE)


def _misplaced(found: tuple[Certificate, ...]) -> str:
    return f"{found[0].subject} lies in Root, though {real_issuer(found[0])} issued it"


def link_down_unexplained(evidence: Evidence) -> RuleResult | None:
    link = evidence.link
    if link is None or not link.running or evidence.link_state != LinkState.DOWN or link.outcome is None:
        return None
    return RuleResult(kinds.LINK_DOWN_UNEXPLAINED(opsmgr_events.describe(link.outcome)), Confidence.UNKNOWN)


@by_certificate
def authentication_failing(evidence: Evidence) -> RuleResult | None:
    """What is known of both sides is said: of a gateway that was not asked, nothing is."""
    seen = authentication_failures(evidence)
    if not seen:
        return None
    return RuleResult(kinds.AUTHENTICATION_FAILING("; ".join([*seen, *_doubts(evidence)])), Confidence.UNKNOWN)


def _doubts(evidence: Evidence) -> list[str]:
    warnings = [each.id for each in evidence.own.findings if each.severity == Severity.WARNING] if evidence.own else []
    asked = [] if evidence.gateway_evidence else ["the gateway was not asked"]
    return asked + ([f"the agent's own certificate has the findings {', '.join(warnings)}"] if warnings else [])
