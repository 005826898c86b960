# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A health service, its certificate and what was concluded of it, as modules return it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Agent, install_state
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate_checks import Check
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.kind import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway_evidence import pack
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway_reading import GatewayReading
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.trust_check import TrustCheck
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import (
    brief_certificate,
    describe_chain,
    iso,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service

Result = dict[str, Any]


def describe_service(service: Service) -> Result:
    return asdict(service)


def describe_agent(agent: Agent) -> Result:
    return {
        "role": agent.role,
        "product": agent.product,
        "version": agent.version,
        "install_directory": agent.install_directory,
        "computer_name": agent.computer_name,
        "host_name": agent.host_name,
        "dns_suffix": agent.dns_suffix,
        "management_groups": list(agent.management_groups),
        "active_directory_groups": list(agent.active_directory_groups),
        "parents": [asdict(parent) for parent in agent.parents],
        "workspaces": list(agent.workspaces),
        "server_groups": list(agent.server_groups),
        "server_parents": [asdict(parent) for parent in agent.server_parents],
        "ad_integration": agent.ad_integration,
    }


def describe_channel_certificate(own: ChannelCertificate, serial: bytes | None) -> Result:
    return {
        "serial_number": serial.hex().upper() if serial else None,
        "certificate": brief_certificate(own.certificate) if own.certificate else None,
        "hash_matches": own.hash_matches,
        "faults": list(own.faults),
    }


def describe_channel_checks(own: ChannelCertificate) -> Result:
    """All that was checked of a channel certificate, and the key that its store entry names."""
    return {
        "key": asdict(own.key) if own.key else None,
        "checks": [_describe_check(check) for check in own.checks],
        "findings": [describe_finding(finding) for finding in own.findings],
    }


def describe_presented_certificate(own: ChannelCertificate, serial: bytes | None) -> Result:
    """A channel certificate with its checks and the chain that its host builds for it."""
    chain = own.chain
    return {
        **describe_channel_certificate(own, serial),
        **describe_channel_checks(own),
        "chain": describe_chain(chain),
        "chain_pem": "".join(certificate.pem() for certificate in chain.certificates) if chain else None,
        "root": brief_certificate(chain.root) if chain and chain.root else None,
    }


def describe_finding(finding: Finding) -> Result:
    return {
        "id": finding.id,
        "severity": finding.severity,
        "evidence": finding.evidence,
        "cause": finding.kind.cause,
        "fix": finding.kind.fix,
        "source": finding.kind.source,
    }


def describe_event(event: LinkEvent) -> Result:
    return {**asdict(event), "time": iso(event.time), "sentence": opsmgr_events.describe(event)}


def describe_trust(check: TrustCheck) -> Result:
    """The result of ``gateway_trust_info``."""
    situation, diagnosis = check.situation, check.diagnosis
    link, own, root_entry = situation.link, situation.own, situation.root_entry
    events = (link.events or ()) if link else ()
    return {
        "verdict": diagnosis.verdict,
        "confidence": diagnosis.confidence,
        "link": diagnosis.link,
        "findings": [describe_finding(finding) for finding in diagnosis.findings],
        "agent": describe_agent(situation.agent),
        "install_state": install_state(situation.agent, situation.service is not None),
        "parent": asdict(situation.parent) if situation.parent else None,
        "gateway_root": {
            **brief_certificate(situation.gateway.root),
            "physical_stores": list(root_entry.physical_stores) if root_entry else [],
        },
        "gateway_chain": describe_chain(situation.chain),
        "own_certificate": (
            {**describe_channel_certificate(own, situation.agent.channel_serial), **describe_channel_checks(own)}
            if own
            else None
        ),
        "own_chain": describe_chain(own.chain if own else None),
        "own_chain_on_gateway": describe_chain(situation.agent_chain),
        "service": describe_service(situation.service) if situation.service else None,
        "connections": [asdict(connection) for connection in (link.connections or () if link else ())],
        "events": [describe_event(event) for event in events],
        "gateway_events": [describe_event(event) for event in situation.refusals],
        "last_event_record_id": max((event.record_id for event in events), default=None),
    }


def describe_gateway_reading(reading: GatewayReading) -> Result:
    """The result of ``gateway_info``."""
    evidence = reading.evidence
    return {
        "agent": describe_agent(reading.agent),
        "service": describe_service(reading.service) if reading.service else None,
        "link": evidence.link,
        "link_event": evidence.link_failure,
        "certificate": describe_presented_certificate(reading.own, reading.agent.channel_serial),
        "evidence": pack(evidence),
    }


def _describe_check(check: Check) -> Result:
    return {
        "id": check.kind.id,
        "severity": check.kind.severity,
        "passed": check.passed,
        "evidence": check.evidence,
    }
