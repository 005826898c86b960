# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each check of a channel certificate tells what it saw: here of its dates, uses and chain, and what all checks share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import (
    CERTIFICATE_KINDS,
    LATENT,
    ExaminedCertificate,
    examine,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.pki.certificates import key_usage, rsa_key
from tests.pki.odd import extension
from tests.unit.plugins.plugin_utils.opsmgr.channel_certificates import (
    CLIENT,
    GOOD,
    NAME,
    ROOT,
    SERVER,
    TRUST,
    certificate,
    check,
    examined,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue, with_extensions

MALFORMED = {
    "key_usage_missing": "2.5.29.15",
    "alternative_name_differs": "2.5.29.17",
    "purposes_missing": "2.5.29.37",
}


def test_a_good_certificate_passes_every_check() -> None:
    assert [each for each in examine(examined()) if each.passed is not True] == []


TABLE = [
    (
        "certificate_not_yet_valid",
        examined(now=GOOD.not_before),
        True,
        "the channel certificate is valid from 2025-06-01T12:00:00Z",
    ),
    (
        "certificate_not_yet_valid",
        examined(now=GOOD.not_before - timedelta(seconds=1)),
        False,
        "the channel certificate is valid only from 2025-06-01T12:00:00Z",
    ),
    (
        "certificate_expired",
        examined(now=GOOD.not_after + timedelta(seconds=1)),
        False,
        "the channel certificate expired at 2027-06-01T12:00:00Z",
    ),
    (
        "certificate_expired",
        examined(now=GOOD.not_after),
        True,
        "the channel certificate is valid until 2027-06-01T12:00:00Z",
    ),
    (
        "certificate_expiring",
        examined(now=GOOD.not_after - timedelta(days=30)),
        True,
        "the channel certificate expires at 2027-06-01T12:00:00Z, in 30 days; 30 are wanted",
    ),
    (
        "certificate_expiring",
        examined(now=GOOD.not_after - timedelta(days=29, hours=23)),
        False,
        "the channel certificate expires at 2027-06-01T12:00:00Z, in 29 days; 30 are wanted",
    ),
    (
        "certificate_expiring",
        examined(now=GOOD.not_after - timedelta(days=29), lead_days=7),
        True,
        "the channel certificate expires at 2027-06-01T12:00:00Z, in 29 days; 7 are wanted",
    ),
    (
        "certificate_expiring",
        examined(now=GOOD.not_after + timedelta(seconds=1)),
        None,
        "the channel certificate has expired already",
    ),
    (
        "purposes_missing",
        examined(certificate(extensions=[])),
        False,
        "the channel certificate has no extended key usage",
    ),
    (
        "purposes_missing",
        examined(with_extensions(issue(NAME), lambda found: [*found, extension("2.5.29.37", b"\x30\0")])),
        False,
        "the channel certificate has an empty extended key usage",
    ),
    *(
        (
            "purposes_missing",
            examined(certificate(extensions=[x509.ExtendedKeyUsage(purposes)])),
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
        examined(certificate(extensions=[])),
        False,
        "the channel certificate has no key usage",
    ),
    (
        "key_usage_incomplete",
        examined(certificate(extensions=[])),
        None,
        "the channel certificate has no key usage that can be read",
    ),
    *(
        (
            "key_usage_incomplete",
            examined(certificate(extensions=[key_usage(*usages)])),
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
        examined(
            certificate(
                extensions=[
                    key_usage("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
                ]
            )
        ),
        True,
        "the channel certificate's key usage lacks nothing",
    ),
    ("own_chain_untrusted", examined(chain=None), None, "the host's roots were not read"),
    ("own_chain_untrusted", examined(), True, f"the chain ends in {ROOT.certificate.subject}"),
]


@pytest.mark.parametrize(
    ("kind", "asked", "passed", "evidence"),
    [pytest.param(*row, id=f"{row[0]} {row[2]} {number}") for number, row in enumerate(TABLE)],
)
def test_a_check_tells_what_it_saw(kind: str, asked: ExaminedCertificate, passed: bool | None, evidence: str) -> None:
    assert check(kind, asked) == (passed, evidence)


@pytest.mark.parametrize("kind", ["certificate_expired", "certificate_expiring", "certificate_not_yet_valid"])
def test_a_year_before_1000_has_four_digits(kind: str) -> None:
    odd = replace(GOOD, not_before=datetime(999, 1, 1, tzinfo=UTC), not_after=datetime(999, 12, 31, tzinfo=UTC))
    _passed, evidence = check(kind, examined(odd, now=odd.not_before))
    assert " 0999-" in evidence


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_extension_is_no_verdict(kind: str) -> None:
    malformed = with_extensions(issue(NAME), lambda found: [*found, extension(MALFORMED[kind], b"\x05")])
    passed, evidence = check(kind, examined(malformed))
    assert passed is None
    assert evidence.endswith(" malformed")


def test_a_root_with_the_issuers_name_and_serial_number_is_not_the_issuer() -> None:
    double = issue("DMZ Root CA", serial_number=ROOT.certificate.serial_number).certificate
    chain = build_chain(GOOD, Trust((double,), (), frozenset()), purposes=(), now=NOW)
    evidence = f"the certificate of {ROOT.certificate.subject}, which issued {GOOD.subject}, was not found"
    passed, told = check("own_chain_untrusted", examined(chain=chain))
    assert passed is False
    assert told.startswith(evidence)
    assert f"{double.thumbprint} has that name and another key identifier" in told


def test_a_root_in_the_store_of_intermediates_is_not_trusted() -> None:
    chain = build_chain(GOOD, Trust((), (ROOT.certificate,), frozenset()), purposes=(), now=NOW)
    evidence = f"the root {ROOT.certificate.subject} is not among the trusted roots"
    assert check("own_chain_untrusted", examined(chain=chain)) == (False, evidence)


def test_the_certificates_own_dates_are_no_fault_of_its_chain() -> None:
    later = GOOD.not_after + timedelta(seconds=1)
    issuer = issue("DMZ Root CA", key=rsa_key(), not_after=later + timedelta(days=1)).certificate
    chain = build_chain(GOOD, Trust((issuer,), (), frozenset()), purposes=(), now=later)
    assert check("own_chain_untrusted", examined(chain=chain, now=later))[0] is True


def test_an_expired_issuer_is_a_fault_of_the_chain() -> None:
    later = ROOT.certificate.not_after + timedelta(seconds=1)
    chain = build_chain(GOOD, TRUST, purposes=(), now=later)
    expected = f"{ROOT.certificate.subject} expired at 2027-06-01T12:00:00Z"
    assert check("own_chain_untrusted", examined(chain=chain, now=later)) == (False, expected)


def test_the_kinds_have_these_names_and_severities() -> None:
    assert {kind.id: kind.severity for kind in CERTIFICATE_KINDS} == {
        "channel_certificate_not_registered": Severity.ERROR,
        "channel_certificate_not_found": Severity.ERROR,
        "channel_certificate_ambiguous": Severity.WARNING,
        "channel_certificate_hash_differs": Severity.WARNING,
        "channel_certificate_archived": Severity.WARNING,
        "common_name_missing": Severity.ERROR,
        "common_name_differs": Severity.ERROR,
        "common_names_several": Severity.WARNING,
        "alternative_name_differs": Severity.WARNING,
        "private_key_missing": Severity.ERROR,
        "private_key_of_user": Severity.ERROR,
        "certificate_not_yet_valid": Severity.ERROR,
        "certificate_expired": Severity.ERROR,
        "certificate_expiring": Severity.WARNING,
        "purposes_missing": Severity.ERROR,
        "key_usage_missing": Severity.WARNING,
        "key_usage_incomplete": Severity.WARNING,
        "key_provider_cng": Severity.ERROR,
        "key_spec_wrong": Severity.ERROR,
        "key_unusable_algorithm": Severity.ERROR,
        "key_too_short": Severity.WARNING,
        "signature_hash_weak": Severity.WARNING,
        "own_chain_untrusted": Severity.WARNING,
    }


def test_a_restart_exposes_what_can_have_come_since_the_last_one() -> None:
    assert LATENT == {
        "channel_certificate_not_found",
        "private_key_missing",
        "certificate_not_yet_valid",
        "certificate_expired",
    }
