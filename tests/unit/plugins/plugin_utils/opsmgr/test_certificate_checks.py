# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each check of a channel certificate tells what it saw, on good certificates, bad ones, and where nothing can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate_checks import (
    CERTIFICATE_KINDS,
    LATENT,
    Question,
    examine,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.kind import ERROR, WARNING
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import KeyProvider
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Trust, build_chain
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.unit.plugins.plugin_utils.x509.authority import (
    NOW,
    edited,
    extension,
    issue,
    leaf,
    rsa_key,
    with_extensions,
    with_old_hash,
)

NAME = "web01.dmz.example"
ROOT = issue("DMZ Root CA", key=rsa_key())
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
KEY = KeyProvider("web01-channel", "Microsoft RSA SChannel Cryptographic Provider", 12, True, 1)
CNG_KEY = KeyProvider("web01-channel", "Microsoft Software Key Storage Provider", 0, True, 0)
SUBJECT_FIELD = 5

MALFORMED = {
    "key_usage_missing": b"\x55\x1d\x0f",
    "alternative_name_differs": b"\x55\x1d\x11",
    "purposes_missing": b"\x55\x1d\x25",
}


def key_usage(*usages: str) -> x509.KeyUsage:
    fields = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign"
    return x509.KeyUsage(
        **{field: field in usages for field in fields.split()}, crl_sign=False, encipher_only=False, decipher_only=False
    )


def names(*values: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.DNSName(value) for value in values])


BOTH = x509.ExtendedKeyUsage([SERVER, CLIENT])
USAGE = key_usage("digital_signature", "key_encipherment")


def certificate(
    name: str = NAME, extensions: Sequence[x509.ExtensionType] = (names(NAME), BOTH, USAGE), **options: Any
) -> Certificate:
    return leaf(name, ROOT, **{"key": rsa_key(), "extensions": tuple(extensions), **options})


def with_subject(*common_names: str) -> Certificate:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DMZ")]
    parts += [x509.NameAttribute(NameOID.COMMON_NAME, each) for each in reversed(common_names)]
    subject = x509.Name(parts).public_bytes()
    changed = edited(issue(NAME), lambda fields: [*fields[:SUBJECT_FIELD], subject, *fields[SUBJECT_FIELD + 1 :]])
    return Certificate.from_der(changed)


GOOD = certificate()
TRUST = Trust((ROOT.certificate,), (), frozenset())


def question(judged: Certificate = GOOD, **changes: Any) -> Question:
    chain = build_chain(judged, TRUST, now=NOW)
    return replace(Question(judged, NAME, KEY, chain, NOW, 30), **changes)


def check(kind: str, asked: Question) -> tuple[bool | None, str]:
    [found] = [each for each in examine(asked) if each.kind.id == kind]
    return found.passed, found.evidence


def test_a_good_certificate_passes_every_check() -> None:
    assert [each for each in examine(question()) if each.passed is not True] == []


FOR = "the channel certificate is for"
FIRST = "the channel certificate's first DNS name is"
CALLS = "and the host calls itself"
ENTRY = "the channel certificate's store entry names"

TABLE = [
    ("common_name_missing", question(with_subject()), False, "the subject of the channel certificate is O=DMZ"),
    ("common_name_differs", question(with_subject()), None, "the channel certificate has no common name"),
    (
        "common_name_differs",
        question(certificate("WEB01.dmz.Example")),
        True,
        f"{FOR} WEB01.dmz.Example, {CALLS} {NAME}",
    ),
    ("common_name_differs", question(certificate("web01")), False, f"{FOR} web01, {CALLS} {NAME}"),
    ("common_name_differs", question(certificate("web01"), own_name="WEB01"), True, f"{FOR} web01, {CALLS} WEB01"),
    ("common_name_differs", question(own_name="web01"), False, f"{FOR} {NAME}, {CALLS} web01"),
    ("common_name_differs", question(own_name=None), None, f"the host's own name is not known; {FOR} {NAME}"),
    ("common_name_differs", question(own_name=""), None, f"the host's own name is not known; {FOR} {NAME}"),
    ("common_names_several", question(), True, f"the channel certificate's common names: {NAME}"),
    ("common_names_several", question(with_subject()), True, "the channel certificate's common names: none"),
    (
        "common_names_several",
        question(with_subject(NAME, "web01")),
        False,
        f"the channel certificate's common names: {NAME}, web01",
    ),
    ("common_name_differs", question(with_subject(NAME, "web01")), True, f"{FOR} {NAME}, {CALLS} {NAME}"),
    ("common_name_differs", question(with_subject("web01", NAME)), False, f"{FOR} web01, {CALLS} {NAME}"),
    (
        "alternative_name_differs",
        question(certificate(extensions=[])),
        True,
        "the channel certificate has no DNS name among its subject alternative names, and needs none",
    ),
    (
        "alternative_name_differs",
        question(certificate(extensions=[names("alias.dmz.example", NAME)])),
        False,
        f"{FIRST} alias.dmz.example, {CALLS} {NAME}",
    ),
    (
        "alternative_name_differs",
        question(certificate(extensions=[names("WEB01.DMZ.EXAMPLE", "alias")])),
        True,
        f"{FIRST} WEB01.DMZ.EXAMPLE, {CALLS} {NAME}",
    ),
    ("alternative_name_differs", question(own_name=None), None, f"the host's own name is not known; {FIRST} {NAME}"),
    ("private_key_missing", question(key=None), False, f"{ENTRY} no private key"),
    ("private_key_missing", question(), True, f"{ENTRY} the key web01-channel, which may or may not exist"),
    ("private_key_missing", question(key=CNG_KEY), True, f"{ENTRY} the key web01-channel, which may or may not exist"),
    ("private_key_of_user", question(key=None), None, f"{ENTRY} no private key"),
    (
        "private_key_of_user",
        question(key=replace(KEY, machine_key_set=False)),
        False,
        f"{ENTRY} the key web01-channel of a user",
    ),
    ("private_key_of_user", question(key=CNG_KEY), True, f"{ENTRY} the key web01-channel of the machine"),
    ("certificate_expiring", question(now=GOOD.not_after - timedelta(days=30)), True, None),
    (
        "certificate_expiring",
        question(now=GOOD.not_after - timedelta(days=29, hours=23)),
        False,
        "the channel certificate expires at 2027-06-01T12:00:00Z, in 29 days; 30 are wanted",
    ),
    ("certificate_expiring", question(now=GOOD.not_after - timedelta(days=29), lead_days=7), True, None),
    (
        "certificate_expiring",
        question(now=GOOD.not_after + timedelta(seconds=1)),
        None,
        "the channel certificate has expired already",
    ),
    (
        "certificate_expired",
        question(now=GOOD.not_after + timedelta(seconds=1)),
        False,
        "the channel certificate is valid until 2027-06-01T12:00:00Z",
    ),
    ("certificate_expired", question(now=GOOD.not_after), True, None),
    ("certificate_not_yet_valid", question(now=GOOD.not_before), True, None),
    (
        "certificate_not_yet_valid",
        question(now=GOOD.not_before - timedelta(seconds=1)),
        False,
        "the channel certificate is valid from 2025-06-01T12:00:00Z",
    ),
    (
        "purposes_missing",
        question(certificate(extensions=[])),
        False,
        "the channel certificate has no extended key usage",
    ),
    (
        "purposes_missing",
        question(with_extensions(issue(NAME), lambda found: [*found, extension(b"\x55\x1d\x25", b"\x30\0")])),
        False,
        "the channel certificate has an empty extended key usage",
    ),
    *(
        (
            "purposes_missing",
            question(certificate(extensions=[x509.ExtendedKeyUsage(purposes)])),
            False,
            f"the channel certificate's extended key usage lacks {missing}",
        )
        for purposes, missing in (
            ([SERVER], "clientAuth"),
            ([CLIENT], "serverAuth"),
            ([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE], "serverAuth and clientAuth"),
        )
    ),
    (
        "key_usage_missing",
        question(certificate(extensions=[])),
        False,
        "the channel certificate has no key usage",
    ),
    (
        "key_usage_incomplete",
        question(certificate(extensions=[])),
        None,
        "the channel certificate has no key usage that can be read",
    ),
    *(
        (
            "key_usage_incomplete",
            question(certificate(extensions=[key_usage(*usages)])),
            False,
            f"the channel certificate's key usage lacks {missing}",
        )
        for usages, missing in (
            (["digital_signature"], "keyEncipherment"),
            (["key_encipherment"], "digitalSignature"),
            (["data_encipherment"], "digitalSignature and keyEncipherment"),
        )
    ),
    (
        "key_usage_incomplete",
        question(
            certificate(
                extensions=[
                    key_usage("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
                ]
            )
        ),
        True,
        "the channel certificate's key usage lacks nothing",
    ),
    ("key_provider_cng", question(), True, f"{ENTRY} a key of {KEY.provider}, type 12"),
    ("key_provider_cng", question(key=CNG_KEY), False, f"{ENTRY} a key of {CNG_KEY.provider}, type 0"),
    ("key_provider_cng", question(key=None), None, f"{ENTRY} no private key"),
    ("key_spec_wrong", question(key=replace(KEY, key_spec=2)), False, f"{ENTRY} a key with KeySpec 2"),
    ("key_spec_wrong", question(key=replace(KEY, key_spec=0)), False, f"{ENTRY} a key with KeySpec 0"),
    (
        "key_spec_wrong",
        question(key=CNG_KEY),
        None,
        f"{ENTRY} a key of a CNG key storage provider, which has no KeySpec",
    ),
    ("key_spec_wrong", question(key=None), None, f"{ENTRY} no private key"),
    (
        "key_unusable_algorithm",
        question(certificate(key=ec.generate_private_key(ec.SECP256R1()))),
        False,
        "the channel certificate's public key is of the type EC",
    ),
    (
        "key_too_short",
        question(certificate(key=rsa_key(1024))),
        False,
        "the channel certificate's RSA key has 1024 bits, 2048 are needed",
    ),
    ("key_too_short", question(), True, "the channel certificate's RSA key has 2048 bits, 2048 are needed"),
    (
        "key_too_short",
        question(certificate(key=ec.generate_private_key(ec.SECP256R1()))),
        None,
        "the channel certificate's public key is no RSA key that can be measured: EC",
    ),
    *(
        (
            "signature_hash_weak",
            question(with_old_hash(GOOD, ROOT.key, algorithm)),
            False,
            f"the channel certificate is signed with {algorithm.name}WithRSAEncryption",
        )
        for algorithm in (hashes.MD5(), hashes.SHA1())
    ),
    ("signature_hash_weak", question(), True, "the channel certificate is signed with sha256WithRSAEncryption"),
    ("own_chain_untrusted", question(chain=None), None, "the host's roots were not read"),
    ("own_chain_untrusted", question(), True, f"the chain ends in {ROOT.certificate.subject}"),
]


@pytest.mark.parametrize(
    ("kind", "asked", "passed", "evidence"),
    [pytest.param(*row, id=f"{row[0]} {row[2]} {number}") for number, row in enumerate(TABLE)],
)
def test_a_check_tells_what_it_saw(kind: str, asked: Question, passed: bool | None, evidence: str | None) -> None:
    found, words = check(kind, asked)
    assert found is passed
    assert evidence in (words, None)


@pytest.mark.parametrize("kind", ["private_key_missing", "private_key_of_user", "key_provider_cng", "key_spec_wrong"])
def test_a_malformed_key_property_is_no_verdict(kind: str) -> None:
    asked = question(key=CertificateError("the key information is cut short: 3 bytes"))
    evidence = "the channel certificate's private key is not known: the key information is cut short: 3 bytes"
    assert check(kind, asked) == (None, evidence)


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_extension_is_no_verdict(kind: str) -> None:
    malformed = with_extensions(issue(NAME), lambda found: [*found, extension(MALFORMED[kind], b"\x05")])
    passed, evidence = check(kind, question(malformed))
    assert passed is None
    assert evidence.endswith(" malformed")


@pytest.mark.parametrize(
    "name",
    [f"{NAME}.evil.example", f"x{NAME}", "web01xdmz.example", "web01.dmz.exampl", "eb01.dmz.example"],
)
def test_names_are_compared_from_end_to_end_and_without_wildcards(name: str) -> None:
    assert check("common_name_differs", question(certificate(name)))[0] is False


@pytest.mark.parametrize("name", ["CNC01", "NCNC", "C"])
def test_a_name_keeps_the_letters_of_cn(name: str) -> None:
    assert check("common_name_differs", question(certificate(name), own_name=name))[0] is True


def test_the_first_dns_name_counts_after_names_of_other_types() -> None:
    mixed = x509.SubjectAlternativeName([x509.RFC822Name("it@dmz.example"), x509.DNSName("alias"), x509.DNSName(NAME)])
    assert check("alternative_name_differs", question(certificate(extensions=[mixed])))[0] is False


def test_a_root_with_the_issuers_name_and_serial_number_is_not_the_issuer() -> None:
    double = issue("DMZ Root CA", serial_number=ROOT.certificate.serial_number).certificate
    chain = build_chain(GOOD, Trust((double,), (), frozenset()), now=NOW)
    evidence = f"the certificate of {ROOT.certificate.subject}, which issued {GOOD.subject}, is nowhere to be found"
    assert check("own_chain_untrusted", question(chain=chain)) == (False, evidence)


def test_a_root_in_the_store_of_intermediates_is_not_trusted() -> None:
    chain = build_chain(GOOD, Trust((), (ROOT.certificate,), frozenset()), now=NOW)
    evidence = f"the root {ROOT.certificate.subject} is not among the trusted roots"
    assert check("own_chain_untrusted", question(chain=chain)) == (False, evidence)


def test_the_certificates_own_dates_are_no_fault_of_its_chain() -> None:
    later = GOOD.not_after + timedelta(seconds=1)
    issuer = issue("DMZ Root CA", key=rsa_key(), not_after=later + timedelta(days=1)).certificate
    chain = build_chain(GOOD, Trust((issuer,), (), frozenset()), now=later)
    assert check("own_chain_untrusted", question(chain=chain, now=later))[0] is True


def test_an_expired_issuer_is_a_fault_of_the_chain() -> None:
    later = ROOT.certificate.not_after + timedelta(seconds=1)
    chain = build_chain(GOOD, TRUST, now=later)
    expected = f"{ROOT.certificate.subject} expired at 2027-06-01T12:00:00Z"
    assert check("own_chain_untrusted", question(chain=chain, now=later)) == (False, expected)


def test_the_kinds_have_these_names_and_severities() -> None:
    assert {kind.id: kind.severity for kind in CERTIFICATE_KINDS} == {
        "channel_certificate_not_registered": ERROR,
        "channel_certificate_not_found": ERROR,
        "channel_certificate_ambiguous": WARNING,
        "channel_certificate_hash_differs": WARNING,
        "common_name_missing": ERROR,
        "common_name_differs": ERROR,
        "common_names_several": WARNING,
        "alternative_name_differs": WARNING,
        "private_key_missing": ERROR,
        "private_key_of_user": ERROR,
        "certificate_not_yet_valid": ERROR,
        "certificate_expired": ERROR,
        "certificate_expiring": WARNING,
        "purposes_missing": ERROR,
        "key_usage_missing": WARNING,
        "key_usage_incomplete": WARNING,
        "key_provider_cng": ERROR,
        "key_spec_wrong": ERROR,
        "key_unusable_algorithm": ERROR,
        "key_too_short": WARNING,
        "signature_hash_weak": WARNING,
        "own_chain_untrusted": WARNING,
    }


@pytest.mark.parametrize("kind", CERTIFICATE_KINDS, ids=lambda kind: kind.id)
def test_a_kind_explains_itself_in_sentences(kind: Any) -> None:
    assert [text for text in (kind.cause, kind.fix) if not text.endswith(".")] == []
    assert kind.source


def test_a_restart_exposes_every_error_but_that_nothing_is_registered() -> None:
    errors = {kind.id for kind in CERTIFICATE_KINDS if kind.severity == ERROR}
    assert errors - LATENT == {"channel_certificate_not_registered"}
    assert LATENT <= errors
