# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules return: plain values made of the dataclasses, every key always there, dates in ISO 8601 UTC."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.trust_check import TrustCheck
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain

Result = dict[str, Any]


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def brief_certificate(certificate: Certificate) -> Result:
    """What identifies a certificate."""
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial_number": certificate.serial_number_hex,
        "thumbprint": certificate.thumbprint,
        "sha256": certificate.sha256,
        "not_before": iso(certificate.not_before),
        "not_after": iso(certificate.not_after),
    }


def describe_certificate(certificate: Certificate, now: datetime) -> Result:
    """Everything that is decoded of a certificate."""
    return {
        **brief_certificate(certificate),
        "version": certificate.version,
        "expired": now > certificate.not_after,
        "days_left": (certificate.not_after - now).days,
        "public_key_type": certificate.public_key_type,
        "public_key_bits": certificate.public_key_bits,
        "signature_algorithm": certificate.signature_algorithm,
        "is_ca": certificate.is_ca,
        "path_length": certificate.path_length,
        "self_signed": certificate.self_signed,
        "dns_names": list(certificate.dns_names),
        "key_usage": list(certificate.key_usage or ()),
        "extended_key_usage": list(certificate.extended_key_usage or ()),
        "subject_key_identifier": certificate.subject_key_identifier,
        "authority_key_identifier": certificate.authority_key_identifier,
    }


def describe_service(service: Service) -> Result:
    return asdict(service)


def describe_agent(agent: Agent) -> Result:
    return {
        "role": agent.role,
        "product": agent.product,
        "version": agent.version,
        "computer_name": agent.computer_name,
        "management_groups": list(agent.management_groups),
        "parents": [asdict(parent) for parent in agent.parents],
    }


def describe_channel_certificate(own: ChannelCertificate, serial: bytes | None) -> Result:
    return {
        "serial_number": serial.hex().upper() if serial else None,
        "certificate": brief_certificate(own.certificate) if own.certificate else None,
        "hash_matches": own.hash_matches,
        "faults": list(own.faults),
    }


def describe_chain(chain: Chain | None) -> Result:
    return {
        "trusted": chain.trusted if chain else None,
        "certificates": [brief_certificate(certificate) for certificate in chain.certificates] if chain else [],
        "problems": [problem.sentence for problem in chain.problems] if chain else [],
    }


def describe_trust(check: TrustCheck) -> Result:
    """The result of ``gateway_trust_info``."""
    situation, diagnosis = check.situation, check.diagnosis
    link = situation.link
    events = (link.events or ()) if link else ()
    return {
        "verdict": diagnosis.verdict,
        "confidence": diagnosis.confidence,
        "link": diagnosis.link,
        "findings": [asdict(finding) for finding in diagnosis.findings],
        "agent": describe_agent(situation.agent),
        "parent": asdict(situation.parent) if situation.parent else None,
        "gateway_root": {
            **brief_certificate(situation.gateway.root),
            "physical_stores": list(check.root_origins),
        },
        "gateway_chain": describe_chain(situation.chain),
        "own_certificate": (
            describe_channel_certificate(situation.own, situation.agent.channel_serial) if situation.own else None
        ),
        "service": describe_service(link.service) if link and link.service else None,
        "events": [words for event in events if (words := opsmgr_events.describe(event))],
        "last_event_record_id": max((event.record_id for event in events), default=None),
    }
