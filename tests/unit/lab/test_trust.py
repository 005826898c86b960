# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine of the lab makes of a chain and of the properties of a root: NIST's paths, and what each property says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.opsmgr.trust import CLIENTS, SERVERS, Purpose, TrustSettings, TrustStatus
from tests.lab.pki import IN_DATE, Pki
from tests.lab.windows.certificate_store import ENHKEY_USAGE
from tests.lab.windows.held_certificate import HeldCertificate, as_held, decode
from tests.lab.windows.root_properties import (
    DISALLOWED_ENHKEY_USAGE,
    DISALLOWED_FILETIME,
    NOT_BEFORE_ENHKEY_USAGE,
    NOT_BEFORE_FILETIME,
    filetime,
)
from tests.pki.certificates import Authority
from tests.pki.forms import SUBJECT_ALTERNATIVE_NAME, Form, reissued, with_extension
from tests.pki.restrictions import (
    excludes_the_domain,
    names_another_serial_number,
    names_serial_number,
    names_the_issuer_in_capitals,
    names_the_issuer_in_capitals_alone,
    permits_another_domain,
    permits_the_domain,
)
from tests.pkits import NOW as PKITS_NOW
from tests.pkits import ROOT, authorities, certificates, expected

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAST, FUTURE = filetime(NOW - HOUR), filetime(NOW + HOUR)
BEFORE_ISSUE, AFTER_ISSUE = filetime(NOW + IN_DATE[0] - HOUR), filetime(NOW + IN_DATE[0] + HOUR)

UNKNOWN = {
    "ValidDSASignaturesTest4EE",
    "ValidURInameConstraintsTest34EE",
    "ValidURInameConstraintsTest36EE",
}
"""Paths with what no certificate of a health service has: they are refused, though they are valid."""


def usages(*purposes: Purpose) -> bytes:
    return x509.ExtendedKeyUsage(purposes).public_bytes()


SERVER, CODE = usages(SERVERS), usages(ExtendedKeyUsageOID.CODE_SIGNING)


def judge(
    last: HeldCertificate,
    root: HeldCertificate,
    others: tuple[HeldCertificate, ...] = (),
    properties: Mapping[int, bytes] | None = None,
    now: datetime = NOW,
) -> TrustStatus:
    settings = TrustSettings({root: [properties or {}]}, frozenset(), (root, *others), SERVERS.dotted_string)
    return settings.judge(last, now)


@pytest.fixture(scope="module")
def pki() -> Pki:
    return Pki(NOW)


@pytest.fixture(scope="module")
def root(pki: Pki) -> Authority:
    return pki.root("Root")


def test_nists_paths_are_judged_as_they_say() -> None:
    others = {name: decode(encoded) for name, encoded in authorities().items()}

    def is_accepted(name: str) -> bool:
        last = decode(certificates()[name])
        return judge(last, others[ROOT], tuple(others.values()), now=PKITS_NOW) is TrustStatus.TRUSTED

    wrong = {name for name, valid in expected().items() if is_accepted(name) != valid}
    assert wrong == UNKNOWN


@pytest.mark.parametrize(
    ("properties", "status"),
    [
        ({}, TrustStatus.TRUSTED),
        ({ENHKEY_USAGE: usages(CLIENTS, SERVERS)}, TrustStatus.TRUSTED),
        ({ENHKEY_USAGE: CODE}, TrustStatus.WRONG_USAGE),
        ({ENHKEY_USAGE: b""}, TrustStatus.WRONG_USAGE),
        ({DISALLOWED_FILETIME: PAST}, TrustStatus.EXPLICIT_DISTRUST),
        ({DISALLOWED_FILETIME: FUTURE}, TrustStatus.TRUSTED),
        ({DISALLOWED_FILETIME: b""}, TrustStatus.TRUSTED),
        ({DISALLOWED_FILETIME: PAST, DISALLOWED_ENHKEY_USAGE: SERVER}, TrustStatus.EXPLICIT_DISTRUST),
        ({DISALLOWED_FILETIME: PAST, DISALLOWED_ENHKEY_USAGE: CODE}, TrustStatus.TRUSTED),
        ({DISALLOWED_FILETIME: FUTURE, DISALLOWED_ENHKEY_USAGE: SERVER}, TrustStatus.TRUSTED),
        ({DISALLOWED_ENHKEY_USAGE: SERVER}, TrustStatus.EXPLICIT_DISTRUST),
        ({DISALLOWED_ENHKEY_USAGE: CODE}, TrustStatus.TRUSTED),
        ({NOT_BEFORE_FILETIME: BEFORE_ISSUE}, TrustStatus.EXPLICIT_DISTRUST),
        ({NOT_BEFORE_FILETIME: AFTER_ISSUE}, TrustStatus.TRUSTED),
        ({NOT_BEFORE_FILETIME: b""}, TrustStatus.TRUSTED),
        ({NOT_BEFORE_FILETIME: BEFORE_ISSUE, NOT_BEFORE_ENHKEY_USAGE: SERVER}, TrustStatus.EXPLICIT_DISTRUST),
        ({NOT_BEFORE_FILETIME: BEFORE_ISSUE, NOT_BEFORE_ENHKEY_USAGE: CODE}, TrustStatus.TRUSTED),
        ({NOT_BEFORE_FILETIME: AFTER_ISSUE, NOT_BEFORE_ENHKEY_USAGE: SERVER}, TrustStatus.TRUSTED),
    ],
)
def test_a_root_is_trusted_for_what_the_properties_of_its_entry_leave(
    pki: Pki, root: Authority, properties: Mapping[int, bytes], status: TrustStatus
) -> None:
    leaf = as_held(pki.host("gw01.corp.example", root))
    assert judge(leaf, as_held(root.certificate), properties=properties) is status


def renamed(pki: Pki, root: Authority, form: Form) -> HeldCertificate:
    assert isinstance(root.key, rsa.RSAPrivateKey)
    return decode(reissued(pki.host("gw01.corp.example", root), root.key, form))


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (names_the_issuer_in_capitals, TrustStatus.TRUSTED),
        (names_the_issuer_in_capitals_alone, TrustStatus.PARTIAL_CHAIN),
        (names_another_serial_number, TrustStatus.PARTIAL_CHAIN),
    ],
)
def test_names_are_compared_byte_by_byte_unless_a_key_identifier_tells_the_issuer(
    pki: Pki, root: Authority, form: Form, status: TrustStatus
) -> None:
    assert judge(renamed(pki, root, form), as_held(root.certificate)) is status


def test_the_serial_number_of_the_issuer_may_be_named(pki: Pki, root: Authority) -> None:
    held = as_held(root.certificate)
    assert judge(renamed(pki, root, names_serial_number(held.issuer, held.serial)), held) is TrustStatus.TRUSTED


@pytest.mark.parametrize("form", [permits_another_domain, excludes_the_domain, permits_the_domain])
def test_a_constraint_of_hosts_holds_for_the_common_name_where_no_alternative_name_is_one(
    pki: Pki, root: Authority, form: Form
) -> None:
    assert isinstance(root.key, rsa.RSAPrivateKey)
    limited = decode(reissued(root.certificate, root.key, form))
    leaf = renamed(pki, root, lambda fields: with_extension(fields, SUBJECT_ALTERNATIVE_NAME))
    assert (judge(leaf, limited) is TrustStatus.TRUSTED) == (form is permits_the_domain)
