# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the connection come about? Told by the failure that the agent logged last, and by the TLS settings of both sides."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Situation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import (
    CONFIRMED,
    PROBABLE,
    UNKNOWN,
    Judgement,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import codes as event_codes
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import verdicts as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import states as link_states
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportNote
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import no_common_protocol
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import AUTO, Service
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import real_issuer

_NAME_UNRESOLVED = 21005
_CANNOT_CONNECT = 21006
_CONTEXT_FAILED = 20057
_AUTHENTICATION = frozenset({_CONTEXT_FAILED, 20071, 20072, 21001, 21007, 21008})
_KERBEROS = frozenset({21001, 21007, 21008})
_REFUSED_AUTHENTICATION = frozenset({20002, 20072, 21002, 21003})

_SOCKET_VERDICTS = {
    event_codes.TIMED_OUT: kinds.GATEWAY_PORT_FILTERED,
    event_codes.CONNECTION_REFUSED: kinds.GATEWAY_NOT_LISTENING,
}

_KERBEROS_CODES = frozenset({event_codes.NO_AUTHENTICATING_AUTHORITY, event_codes.TARGET_UNKNOWN})
"""What event 20057 carries of them is general knowledge of SSPI, unverified for SCOM."""


def restart_pending(situation: Situation) -> Judgement | None:
    """The root came, and the service was not started since: our own restart did not succeed."""
    link, service, note = situation.link, situation.service, situation.imported
    if link is None or service is None or note is None or situation.linked or situation.stands_by:
        return None
    if _started_since(link, note) or not _awaits_start(link, service, note):
        return None
    now = "still that process" if link.running else f"{service.state} now"
    evidence = f"the root was imported while HealthService ran as process {note.process_id}, and it is {now}"
    return Judgement(kinds.RESTART_PENDING(evidence), CONFIRMED if link.events is not None else PROBABLE)


def _started_since(link: LinkEvidence, note: ImportNote) -> bool:
    return any(
        event.nature == opsmgr_events.OWN_CERTIFICATE and event.record_id > note.record_id
        for event in link.events or ()
    )


def _awaits_start(link: LinkEvidence, service: Service, note: ImportNote) -> bool:
    """A running service is known by its process. A stopped one may have been started since, and then stopped on purpose.

    That it was not, only a log without a gap tells: one that still has the very record of the note. It is missing when more
    was logged since than is read, when the log has wrapped or was cleared, and when only newer events were asked for. A record
    that is older by its number will not do instead, because a log that was made anew may count from 1 again.
    """
    if link.running:
        return service.process_id == note.process_id
    reaches_back = any(event.record_id == note.record_id for event in link.events or ())
    return service.start_mode == AUTO and reaches_back


def network(situation: Situation) -> Judgement | None:
    failure = situation.failure
    if failure is None or failure.event_id not in (_NAME_UNRESOLVED, _CANNOT_CONNECT):
        return None
    kind: Kind = kinds.GATEWAY_NAME_UNRESOLVED
    if failure.event_id == _CANNOT_CONNECT:
        kind = _SOCKET_VERDICTS.get(failure.code or 0, kinds.GATEWAY_NOT_REACHED)
    return Judgement(kind(opsmgr_events.describe(failure)))


def tls_mismatch(situation: Situation) -> Judgement | None:
    evidence = situation.evidence
    if evidence is None or situation.linked or not no_common_protocol(situation.schannel, evidence.schannel):
        return None
    return Judgement(kinds.TLS_MISMATCH("the Schannel settings of agent and gateway enable no version of TLS on both"))


def tls_mismatch_logged(situation: Situation) -> Judgement | None:
    failure = situation.failure
    if failure is None or failure.event_id != _CONTEXT_FAILED or failure.code != event_codes.ALGORITHM_MISMATCH:
        return None
    return Judgement(kinds.TLS_MISMATCH(opsmgr_events.describe(failure)), PROBABLE)


def certificate_not_used(situation: Situation) -> Judgement | None:
    failure = situation.failure
    if failure is None:
        return None
    kerberos = failure.event_id == _CONTEXT_FAILED and failure.code in _KERBEROS_CODES
    if not kerberos and failure.event_id not in _KERBEROS:
        return None
    return Judgement(kinds.CERTIFICATE_NOT_USED(opsmgr_events.describe(failure)), PROBABLE)


def root_store_fault_on_gateway(situation: Situation) -> Judgement | None:
    """Such a store makes Windows refuse the clients of this machine, whatever either side logs, but then all of them."""
    evidence = situation.evidence
    if evidence is None or evidence.admits_agents or situation.link_state != link_states.DOWN:
        return None
    found = evidence.trust.misplaced_roots
    return Judgement(kinds.ROOT_STORE_FAULT(f"on the gateway, {_misplaced(found)}"), PROBABLE) if found else None


def root_store_fault(situation: Situation) -> Judgement | None:
    """On the agent's side it matters less, so it takes a failed authentication to suspect it."""
    found, failures = situation.trust.misplaced_roots if situation.trust else (), _authentication_failures(situation)
    if not found or not failures:
        return None
    return Judgement(kinds.ROOT_STORE_FAULT("; ".join([_misplaced(found), *failures])), PROBABLE)


def _misplaced(found: tuple[Certificate, ...]) -> str:
    return f"{found[0].subject} lies in Root, though {real_issuer(found[0])} issued it"


def link_down_unexplained(situation: Situation) -> Judgement | None:
    link = situation.link
    if link is None or not link.running or situation.link_state != link_states.DOWN or link.outcome is None:
        return None
    return Judgement(kinds.LINK_DOWN_UNEXPLAINED(opsmgr_events.describe(link.outcome)), UNKNOWN)


def authentication_failing(situation: Situation) -> Judgement | None:
    seen = _authentication_failures(situation)
    return Judgement(kinds.AUTHENTICATION_FAILING("; ".join(seen)), UNKNOWN) if seen else None


def _authentication_failures(situation: Situation) -> list[str]:
    failure, refusal = situation.failure, situation.refusal
    if situation.linked:
        return []
    seen = []
    if failure is not None and failure.event_id in _AUTHENTICATION:
        seen.append(f"on the agent, {opsmgr_events.describe(failure)}")
    if refusal is not None and refusal.event_id in _REFUSED_AUTHENTICATION:
        seen.append(f"on the gateway, {opsmgr_events.describe(refusal)}")
    return seen
