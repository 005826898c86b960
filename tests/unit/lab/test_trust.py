# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine of the lab makes of a chain and of the properties of a root: NIST's paths, and what each property says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
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
