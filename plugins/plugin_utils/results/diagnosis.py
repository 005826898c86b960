# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was concluded of an agent's link, or read of a gateway for all its agents, as modules return it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import install_state
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.candidates import Candidate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.trust_check import HostCheck, TrustCheck
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.check import GatewayCheck
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import describe_clock, pack
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import brief_certificate, describe_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.results.check_summary import summarize
from ansible_collections.scom.dmz.plugins.plugin_utils.results.findings import describe_event, describe_finding
from ansible_collections.scom.dmz.plugins.plugin_utils.results.host import (
    describe_agent,
    describe_channel_certificate,
    describe_channel_checks,
    describe_presented_certificate,
    describe_service,
)

Result = dict[str, Any]


def describe_host_check(
    check: HostCheck, asked: Sequence[str], now: datetime, onboarding: Onboarding, *, brief: bool
) -> Result:
    """The result of ``gateway_trust_info``; ``asked`` are the names of all gateways that the check was about.

    A ``brief`` one is a tenth: a controller keeps it of every host of a fleet until the end of the run.
    """
    described = [_describe_briefly(each) if brief else _describe_check(each) for each in check.gateways]
    urgent = described[check.gateways.index(check.most_urgent)]
    summary = summarize(urgent, onboarding.error, asked, now, onboarding)
    another_roots = [asdict(each) for each in check.another_roots]
    whole = {} if brief else {"gateway_trust": urgent}
    return {**summary, **whole, "gateways": described, "another_roots": another_roots}


def _describe_briefly(check: TrustCheck) -> Result:
    evidence, diagnosis = check.evidence, check.diagnosis
    own = evidence.own
    return {
        "gateway": evidence.gateway.name,
        "verdict": diagnosis.verdict.id,
        "confidence": diagnosis.confidence,
        "link": diagnosis.link,
        "linked": evidence.linked,
        "findings": [describe_finding(finding) for finding in diagnosis.findings],
        "parent": asdict(evidence.parent) if evidence.parent else None,
        "gateway_root": _describe_root(evidence),
        "own_certificate": describe_channel_certificate(own, evidence.agent.channel_serial) if own else None,
    }


def _describe_root(evidence: Evidence) -> Result | None:
    root = evidence.gateway.root
    return {**brief_certificate(root), "physical_stores": _physical_stores(evidence)} if root else None


def _describe_check(check: TrustCheck) -> Result:
    evidence, brief = check.evidence, _describe_briefly(check)
    link, own = evidence.link, evidence.own
    events = (link.events or ()) if link else ()
    return {
        **brief,
        "agent": describe_agent(evidence.agent),
        "install_state": install_state(evidence.agent, evidence.service is not None),
        "gateway_chain": describe_chain(evidence.chain),
        "own_certificate": {**brief["own_certificate"], **describe_channel_checks(own)} if own else None,
        "own_chain": describe_chain(own.chain if own else None),
        "own_chain_on_gateway": describe_chain(evidence.agent_chain),
        "service": describe_service(evidence.service) if evidence.service else None,
        "computer": asdict(evidence.computer) if evidence.computer else None,
        "authentication": asdict(evidence.authentication),
        "clock": describe_clock(evidence.clocks.host),
        "connections": [asdict(connection) for connection in (link.connections or () if link else ())],
        "events": [describe_event(event) for event in events],
        "gateway_events": [describe_event(event) for event in evidence.gateway_lines],
        "last_event_record_id": max((event.record_id for event in events), default=None),
    }


def _physical_stores(evidence: Evidence) -> list[str] | None:
    """Those that hold the gateway's root; None when they were not looked at."""
    if evidence.trust is None:
        return None
    return list(evidence.root_entry.physical_stores) if evidence.root_entry else []


def describe_gateway_check(check: GatewayCheck) -> Result:
    """The result of ``gateway_info``."""
    facts, gateway_evidence = check.facts, check.evidence
    return {
        "agent": describe_agent(facts.agent),
        "service": describe_service(facts.service) if facts.service else None,
        "verdict": check.diagnosis.verdict,
        "findings": [describe_finding(finding) for finding in check.diagnosis.findings],
        "link": gateway_evidence.link,
        "link_event": gateway_evidence.link_event,
        "certificate": describe_presented_certificate(check.own, facts.agent.channel_serial),
        "certificate_loaded": gateway_evidence.has_loaded(check.own.certificate) if check.own.certificate else None,
        "candidate": _describe_candidate(check.candidate) if check.candidate else None,
        "evidence": pack(gateway_evidence),
    }


def _describe_candidate(candidate: Candidate) -> Result:
    chain = candidate.chain
    return {
        **brief_certificate(candidate.certificate),
        "reason": candidate.merits,
        "chain_pem": "".join(certificate.pem() for certificate in chain.certificates) if chain else None,
        "root": brief_certificate(chain.root) if chain and chain.root else None,
    }
