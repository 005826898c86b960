# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate or a chain as modules return it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso_or_none
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import AlternativeNames
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.malformations import malformations
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import PURPOSE_NAMES

Result = dict[str, Any]


def brief_certificate(certificate: Certificate) -> Result:
    """What identifies a certificate."""
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial_number": certificate.serial_number_hex,
        "thumbprint": certificate.thumbprint,
        "sha256": certificate.sha256,
        "not_before": iso_or_none(certificate.not_before),
        "not_after": iso_or_none(certificate.not_after),
    }


def describe_certificate(certificate: Certificate, now: datetime) -> Result:
    """Everything that is decoded of a certificate; what cannot be read or verified is None.

    ``serial_number_integer`` is text, because many readers of JSON keep 53 bits of a number and a serial has up to 160.
    """
    return {
        **brief_certificate(certificate),
        "subject_parts": [part._asdict() for part in certificate.subject_parts],
        "issuer_parts": [part._asdict() for part in certificate.issuer_parts],
        "serial_number_integer": None if certificate.serial_number is None else str(certificate.serial_number),
        "days_left": (certificate.not_after - now).days if certificate.not_after else None,
        "expired": now > certificate.not_after if certificate.not_after else None,
        "version": certificate.version,
        "public_key_type": certificate.public_key_type,
        "public_key_bits": certificate.public_key_bits,
        "public_key_curve": certificate.public_key_curve,
        "signature_algorithm": certificate.signature_algorithm,
        "is_ca": certificate.is_ca,
        "path_length": certificate.path_length,
        "self_issued": certificate.self_issued,
        "self_signed": certificate.self_issued and certificate.own_key_signed,
        "key_usage": None if certificate.key_usage is None else list(certificate.key_usage),
        "extended_key_usage": describe_purposes(certificate.extended_key_usage),
        "subject_alternative_name": _describe_alternative_names(certificate.alternative_names),
        "subject_key_identifier": certificate.subject_key_identifier,
        "authority_key_identifier": certificate.authority_key_identifier,
        "unreadable_extensions": list(certificate.unreadable_extensions),
        "malformations": list(malformations(certificate)),
    }


def describe_with_pem(certificate: Certificate, now: datetime) -> Result:
    return {**describe_certificate(certificate, now), "pem": certificate.pem()}


def describe_chain(chain: Chain | None) -> Result:
    return {
        "trusted": chain.trusted if chain else None,
        "certificates": [brief_certificate(certificate) for certificate in chain.certificates] if chain else [],
        "problems": [problem.sentence for problem in chain.problems] if chain else [],
    }


def describe_purposes(purposes: Sequence[str] | None) -> list[Result] | None:
    return None if purposes is None else [{"oid": oid, "name": PURPOSE_NAMES.get(oid)} for oid in purposes]


def _describe_alternative_names(names: AlternativeNames) -> Result:
    texts = {kind: list(values) for kind, values in vars(names).items()}
    return {**texts, "other_name": [other._asdict() for other in names.other_name]}
