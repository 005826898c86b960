# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules return: plain values made of the dataclasses, every key always there, dates in ISO 8601 UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.trust_check import TrustCheck
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import Properties
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.managed_stores import Outcome
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import AlternativeNames
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import PURPOSE_NAMES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import decode_purposes

Result = dict[str, Any]


def iso(moment: datetime) -> str:
    # strftime doesn't pad a year before 1000, which an odd certificate may have.
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


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
    """Everything that is decoded of a certificate.

    ``serial_number_integer`` is text, because many readers of JSON keep 53 bits of a number and a serial has up to 160.
    """
    return {
        **brief_certificate(certificate),
        "subject_parts": [part._asdict() for part in certificate.subject_parts],
        "issuer_parts": [part._asdict() for part in certificate.issuer_parts],
        "serial_number_integer": str(certificate.serial_number),
        "days_left": (certificate.not_after - now).days,
        "expired": now > certificate.not_after,
        "version": certificate.version,
        "public_key_type": certificate.public_key_type,
        "public_key_bits": certificate.public_key_bits,
        "public_key_curve": certificate.public_key_curve,
        "signature_algorithm": certificate.signature_algorithm,
        "is_ca": certificate.is_ca,
        "path_length": certificate.path_length,
        "self_issued": certificate.self_issued,
        "self_signed": certificate.self_signed,
        "key_usage": None if certificate.key_usage is None else list(certificate.key_usage),
        "extended_key_usage": _describe_purposes(certificate.extended_key_usage),
        "subject_alternative_name": _describe_alternative_names(certificate.alternative_names),
        "subject_key_identifier": certificate.subject_key_identifier,
        "authority_key_identifier": certificate.authority_key_identifier,
        "unreadable_extensions": list(certificate.unreadable_extensions),
    }


def _describe_alternative_names(names: AlternativeNames) -> Result:
    texts = {kind: list(values) for kind, values in vars(names).items()}
    return {**texts, "other_name": [other._asdict() for other in names.other_name]}


def _describe_purposes(purposes: Sequence[str] | None) -> list[Result] | None:
    return None if purposes is None else [{"oid": oid, "name": PURPOSE_NAMES.get(oid)} for oid in purposes]


def describe_properties(properties: Properties) -> Result:
    """What a store says of a certificate."""
    return {
        "friendly_name": properties.friendly_name,
        "description": properties.description,
        "has_private_key": properties.has_private_key,
        "restricted_purposes": _describe_purposes(properties.restricted_purposes),
        "disallowed_after": _iso_or_none(properties.disallowed_after),
        "disallowed_purposes": _describe_purposes(properties.disallowed_purposes),
        "issuance_disallowed_after": _iso_or_none(properties.issuance_disallowed_after),
        "issuance_disallowed_purposes": _describe_purposes(properties.issuance_disallowed_purposes),
        "unreadable_properties": list(properties.unreadable),
    }


def _iso_or_none(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


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


def describe_outcome(outcome: Outcome) -> Result:
    """What ``root_certificate`` says of one certificate."""
    certificate = outcome.certificate
    return {
        "action": outcome.action,
        "reason": outcome.reason,
        "thumbprint": outcome.thumbprint,
        "sha256": certificate.sha256 if certificate else None,
        "subject": certificate.subject if certificate else None,
        "store": outcome.store,
        "physical_stores": list(outcome.physical_stores),
        "purposes": _purposes(outcome.after),
        "certutil": outcome.certutil,
    }


def _purposes(blob: Blob | None) -> list[str] | None:
    data = blob.properties.get(ENHANCED_KEY_USAGE) if blob else None
    return None if data is None else decode_purposes(data)


def diff_of_outcomes(outcomes: Sequence[Outcome]) -> Result:
    """The local entries that come, go or change, a line each, as a person would name them."""
    changed = [outcome for outcome in outcomes if outcome.changed]
    return {
        "before_header": "local certificates",
        "after_header": "local certificates",
        "before": "".join(_line(outcome, outcome.before) for outcome in changed),
        "after": "".join(_line(outcome, outcome.after) for outcome in changed),
    }


def _line(outcome: Outcome, blob: Blob | None) -> str:
    if blob is None or outcome.certificate is None:
        return ""
    certificate = outcome.certificate
    name, purposes = blob.text(FRIENDLY_NAME), _purposes(blob)
    return (
        f"{outcome.store}: {certificate.subject} (SHA-1 {certificate.thumbprint}, SHA-256 {certificate.sha256}, "
        f"until {certificate.not_after:%Y-%m-%d})"
        + (f", friendly name {name}" if name is not None else "")
        + (f", for {', '.join(purposes)} only" if purposes is not None else "")
        + "\n"
    )
