# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why does one side refuse the other? Told by the code in what it logged, where nothing that was read of both explains it.

None of them is ever certain: what these events carry is documented for Windows, and not for SCOM.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso_or_none
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.key_repair import how_to_mend_key
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.revocation_servers import revocation_servers_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import (
    RuleResult,
    by_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.codes import CAUSES, CodeCause
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import FAILED_AUTHENTICATION
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as certificate_findings
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import authentication as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.gateway_trust import (
    GATEWAY_CERTIFICATE_UNUSABLE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.own_certificate import (
    OWN_CERTIFICATE_UNUSABLE,
    OWN_PRIVATE_KEY_UNUSABLE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain

_WITH_A_CODE = frozenset({20057, 20072})

_WHY_REVOKED = "Ask the people of the CA why the certificate was revoked"


@dataclass(frozen=True)
class _Refused:
    """What one side logged against the other, whose certificate and chain these are as far as they are known."""

    by_agent: bool
    event: LinkEvent
    certificate: Certificate | None
    chain: Chain | None
    unaided_chain: Chain | None

    @property
    def sentence(self) -> str:
        return f"on the {'agent' if self.by_agent else 'gateway'}, {opsmgr_events.describe(self.event)}"


def authentication_failures(evidence: Evidence) -> list[str]:
    """What each side logged of a failed authentication, as sentences; nothing of an agent that is linked."""
    return [refused.sentence for refused in _refused(evidence)]


def own_key_refused(evidence: Evidence) -> RuleResult | None:
    """The security provider has no use for the agent's credentials, although HealthService has loaded the certificate."""
    refused = _told(evidence, CodeCause.OWN_CREDENTIALS)
    if refused is None or not refused.by_agent or evidence.own is None or evidence.own.certificate is None:
        return None
    fix = how_to_mend_key(evidence.own.certificate, refused.event.code)
    return RuleResult(OWN_PRIVATE_KEY_UNUSABLE(refused.sentence, fix), Confidence.PROBABLE)


def certificate_revoked(evidence: Evidence) -> RuleResult | None:
    refused = _told(evidence, CodeCause.REVOKED)
    if refused is None:
        return None
    if refused.by_agent:
        fix = f"{_WHY_REVOKED}, issue the gateway's again, and register it on the gateway with MOMCertImport."
        return RuleResult(GATEWAY_CERTIFICATE_UNUSABLE(refused.sentence, fix), Confidence.PROBABLE)
    fix = f"{_WHY_REVOKED}, issue the agent's again, and register it with MOMCertImport."
    return RuleResult(OWN_CERTIFICATE_UNUSABLE(refused.sentence, fix), Confidence.PROBABLE)


def revocation_unknown(evidence: Evidence) -> RuleResult | None:
    refused = _told(evidence, CodeCause.REVOCATION_UNKNOWN)
    if refused is None:
        return None
    servers = revocation_servers_of(refused.chain)
    named = f"the lists are on {', '.join(servers)}" if servers else "the certificates name no server with a list"
    return RuleResult(kinds.REVOCATION_UNKNOWN(f"{refused.sentence}; {named}"), Confidence.PROBABLE)


def wrong_principal(evidence: Evidence) -> RuleResult | None:
    refused = _told(evidence, CodeCause.WRONG_NAME)
    if refused is None:
        return None
    shown = _names_of(refused.certificate)
    if refused.by_agent:
        expected = evidence.parent.authentication_name if evidence.parent else evidence.gateway.name
        names = f"the agent expects {expected}, the gateway's registered certificate names {shown}"
    else:
        names = f"the agent is {evidence.agent.computer_name}, its registered certificate names {shown}"
    return RuleResult(kinds.WRONG_PRINCIPAL(f"{refused.sentence}; {names}"), Confidence.PROBABLE)


def peer_certificate_expired(evidence: Evidence) -> RuleResult | None:
    refused = _told(evidence, CodeCause.PEER_EXPIRED)
    if refused is None:
        return None
    sentence = f"{refused.sentence}; {_validity(refused)}"
    return RuleResult(kinds.PEER_CERTIFICATE_EXPIRED(sentence), Confidence.PROBABLE)


def trust_not_in_effect(evidence: Evidence) -> RuleResult | None:
    """Only of a chain that this side completes without anybody's help."""
    refused = _told(evidence, CodeCause.UNTRUSTED)
    if refused is None or refused.unaided_chain is None or not refused.unaided_chain.trusted:
        return None
    here = "the host" if refused.by_agent else "the gateway"
    sentence = f"{refused.sentence}; {here} has the whole chain of the registered certificate now"
    return RuleResult(kinds.TRUST_NOT_IN_EFFECT(sentence), Confidence.PROBABLE)


@by_certificate
def own_root_missing(evidence: Evidence) -> RuleResult | None:
    failures = authentication_failures(evidence)
    untrusted = [
        finding.evidence
        for finding in (evidence.own.findings if evidence.own else ())
        if finding.id == certificate_findings.OWN_CHAIN_UNTRUSTED.id
    ]
    if not failures or not untrusted:
        return None
    return RuleResult(kinds.OWN_ROOT_MISSING("; ".join([*untrusted, *failures])), Confidence.PROBABLE)


def _told(evidence: Evidence, cause: CodeCause) -> _Refused | None:
    """Of certificates only. The agent's word comes first: the gateway's log may be about another device of its name."""
    for refused in () if evidence.by_kerberos else _refused(evidence):
        if refused.event.event_id in _WITH_A_CODE and CAUSES.get(refused.event.code or 0) is cause:
            return refused
    return None


def _refused(evidence: Evidence) -> Iterator[_Refused]:
    if evidence.linked:
        return
    failure, refusal = evidence.failure, evidence.refusal
    if failure is not None and failure.event_id in FAILED_AUTHENTICATION:
        yield _Refused(True, failure, evidence.gateway.certificate, evidence.chain, evidence.unaided_chain)
    if refusal is not None and refusal.event_id in FAILED_AUTHENTICATION:
        own = evidence.own
        chain = evidence.agent_chain or (own.chain if own else None)
        yield _Refused(False, refusal, own.certificate if own else None, chain, evidence.agent_unaided_chain)


def _names_of(certificate: Certificate | None) -> str:
    names = (certificate.common_name, *certificate.dns_names) if certificate else ()
    return ", ".join(dict.fromkeys(name.lower() for name in names if name)) or "no host"


def _validity(refused: _Refused) -> str:
    owner = "gateway" if refused.by_agent else "agent"
    if refused.certificate is None:
        return f"the {owner}'s certificate is not known"
    begin, end = iso_or_none(refused.certificate.not_before), iso_or_none(refused.certificate.not_after)
    return f"the {owner}'s registered certificate is valid from {begin} to {end}"
