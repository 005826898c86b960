# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a certificate is complete, plain, and nothing but a sentence for everything else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import keys
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import PURPOSE_NAMES
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from hypothesis import given
from hypothesis import strategies as st

from tests.pki.certificates import dns_names, key_usage, rsa_key
from tests.pki.der import sequence, tlv
from tests.unit.plugins.plugin_utils.x509.authority import NOW, edited, issue, leaf, version_1

IDENTITY = issue("Root", path_length=1)
KEY_USAGE = key_usage("digital_signature", "key_encipherment")
GATEWAY = leaf(
    "gw01",
    IDENTITY,
    key=rsa_key(),
    serial_number=0xA1B2C3,
    extensions=(
        x509.ExtendedKeyUsage([x509.OID_SERVER_AUTH, x509.ObjectIdentifier("1.2.3.4")]),
        dns_names("gw01.dmz.example"),
    ),
    critical=(KEY_USAGE,),
)
BARE = version_1(issue("bare", key_identifiers=False))
ORGANIZATION = {"rdn": 1, "oid": "2.5.4.10", "type": "O", "value": "DMZ, Example"}
NO_NAMES: dict[str, list[Any]] = {
    "dns": [],
    "ip": [],
    "email": [],
    "uri": [],
    "directory_name": [],
    "registered_id": [],
    "other_name": [],
    "x400_address": [],
    "edi_party_name": [],
}


def test_everything_is_described() -> None:
    assert describe_certificate(GATEWAY, NOW) == {
        "subject": "CN=gw01,O=DMZ\\, Example",
        "subject_parts": [{"rdn": 0, "oid": "2.5.4.3", "type": "CN", "value": "gw01"}, ORGANIZATION],
        "issuer": "CN=Root,O=DMZ\\, Example",
        "issuer_parts": [{"rdn": 0, "oid": "2.5.4.3", "type": "CN", "value": "Root"}, ORGANIZATION],
        "serial_number": "00A1B2C3",
        "serial_number_integer": "10597059",
        "thumbprint": GATEWAY.thumbprint,
        "sha256": GATEWAY.sha256,
        "not_before": "2025-06-01T12:00:00Z",
        "not_after": "2027-06-01T12:00:00Z",
        "days_left": 365,
        "expired": False,
        "version": 3,
        "public_key_type": "RSA",
        "public_key_bits": 2048,
        "public_key_curve": None,
        "signature_algorithm": "ecdsa-with-SHA256",
        "is_ca": False,
        "path_length": None,
        "self_issued": False,
        "self_signed": False,
        "key_usage": ["digitalSignature", "keyEncipherment"],
        "extended_key_usage": [
            {"oid": "1.3.6.1.5.5.7.3.1", "name": "serverAuth"},
            {"oid": "1.2.3.4", "name": None},
        ],
        "subject_alternative_name": {**NO_NAMES, "dns": ["gw01.dmz.example"]},
        "subject_key_identifier": GATEWAY.subject_key_identifier,
        "authority_key_identifier": IDENTITY.certificate.subject_key_identifier,
        "unreadable_extensions": [],
        "malformations": [],
    }


def test_what_a_certificate_lacks_is_null_under_the_same_keys() -> None:
    bare = describe_certificate(BARE, NOW)
    assert bare.keys() == describe_certificate(GATEWAY, NOW).keys()
    absent = ("path_length", "key_usage", "extended_key_usage", "subject_key_identifier", "authority_key_identifier")
    assert [bare[key] for key in absent] == [None] * len(absent)
    assert bare["subject_alternative_name"] == NO_NAMES


def test_a_root_is_a_ca_with_its_path_length_and_signs_itself() -> None:
    root = describe_certificate(IDENTITY.certificate, NOW)
    assert [root[key] for key in ("is_ca", "path_length", "self_issued", "self_signed")] == [True, 1, True, True]
    assert root["public_key_curve"] == "secp256r1"


def test_other_names_have_an_identifier() -> None:
    principal = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), b"\x0c\x01a")
    named = leaf("gw01", IDENTITY, extensions=(x509.SubjectAlternativeName([principal]),))
    names = describe_certificate(named, NOW)["subject_alternative_name"]
    assert names["other_name"] == [{"oid": "1.3.6.1.4.1.311.20.2.3", "value": "0C0161"}]


@pytest.mark.parametrize(
    ("now", "days_left", "expired"),
    [
        (GATEWAY.not_after - timedelta(hours=36), 1, False),
        (GATEWAY.not_after, 0, False),
        (GATEWAY.not_after + timedelta(seconds=1), -1, True),
    ],
    ids=["before", "at the end", "after"],
)
def test_days_left_are_whole_days(now: datetime, days_left: int, expired: bool) -> None:
    described = describe_certificate(GATEWAY, now)
    assert (described["days_left"], described["expired"]) == (days_left, expired)


@pytest.mark.parametrize(
    ("not_before", "not_after"),
    [
        ("00010101000000Z", "99991231235959Z"),
        ("19491231235959Z", "20491231235959Z"),
        ("20301231235959Z", "20300101000000Z"),
    ],
    ids=["every year there is", "written in the other form", "the wrong way round"],
)
def test_odd_dates_are_described(not_before: str, not_after: str) -> None:
    described = describe_certificate(with_validity(not_before, not_after), NOW)
    digits = [described[key].translate({ord(mark): None for mark in "-T:"}) for key in ("not_before", "not_after")]
    assert digits == [not_before, not_after]


def test_of_dates_that_do_not_exist_nothing_is_said() -> None:
    described = describe_certificate(with_validity("00000101000000Z", "20300230000000Z"), NOW)
    assert [described[name] for name in ("not_before", "not_after", "days_left", "expired")] == [None] * 4
    assert len(described["malformations"]) == 2


def test_of_a_signature_that_cannot_be_verified_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "load_der_public_key", Mock(side_effect=UnsupportedAlgorithm("curve")))
    assert describe_certificate(issue("Root").certificate, NOW)["self_signed"] is None


def test_purposes_have_different_names() -> None:
    assert len(set(PURPOSE_NAMES.values())) == len(PURPOSE_NAMES)


@given(st.binary())
def test_any_bytes_are_described_or_refused(data: bytes) -> None:
    describe_or_refuse(data)


@given(st.data())
def test_any_damage_to_a_certificate_is_described_or_refused(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([IDENTITY.certificate.der, GATEWAY.der])))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    describe_or_refuse(bytes(content))


def describe_or_refuse(data: bytes) -> None:
    """Let anything but CertificateError out, and what isn't plain."""
    try:
        certificates = load_certificates(data, "the file")
    except CertificateError:
        return
    json.dumps([describe_certificate(certificate, NOW) for certificate in certificates]).encode()


def with_validity(not_before: str, not_after: str) -> Certificate:
    return edited(IDENTITY, validity=sequence(*(tlv(0x18, moment.encode()) for moment in (not_before, not_after))))
