# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only .AuthRoot holds is told once and left alone, but for what no age explains; and an import of this collection shows its run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.audit import audit, summed_up
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import Baseline
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import Measure
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.suppressions import read_suppressions, sift
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import encode_text
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography.hazmat.primitives import hashes

from tests.pki.certificates import rsa_key
from tests.unit.plugins.plugin_utils.audit.trusting import entry, evidence, rules, trusting
from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue, leaf, with_old_hash
from tests.unit.plugins.plugin_utils.x509.trust_lists import DATE

DAY = timedelta(days=1)
ROOT = issue("Root")
SOUND = ROOT.certificate
ENDED = issue("Ended", not_after=NOW - DAY).certificate
RENEWED = issue("Root", key=ROOT.key).certificate
RIVAL = issue("Root").certificate
FORGED = issue("Forged", issue("Forged", key_identifiers=False), key_identifiers=False).certificate


@pytest.mark.parametrize(
    ("certificate", "rule"),
    [
        (ENDED, "expired"),
        (issue("Ending", not_after=NOW + DAY).certificate, "expires_soon"),
        (issue("Short", key=rsa_key(1024)).certificate, "weak_key"),
        (with_old_hash(issue("Old", key=rsa_key()).certificate, rsa_key(), hashes.MD5()), "weak_hash"),
    ],
)
@pytest.mark.parametrize("physical", [(".Default",), (".AuthRoot",), (".AuthRoot", ".GroupPolicy"), (".Enterprise",)])
def test_age_is_overlooked_where_only_windows_put_a_root(
    certificate: Certificate, rule: str, physical: tuple[str, ...]
) -> None:
    is_own = physical == (".AuthRoot",)
    found = trusting(entry(certificate, *physical))
    assert rules(found) == [("authroot_only", None) if is_own else (rule, certificate.sha256)]
    assert not is_own or evidence("authroot_only", found) == [
        f"1 root ({rule} 1): {certificate.subject} ({certificate.thumbprint})"
    ]


def test_what_microsoft_disabled_is_overlooked_too() -> None:
    assert rules(trusting(entry(SOUND, ".AuthRoot", property_104=DATE))) == [("authroot_only", None)]


@pytest.mark.parametrize(
    ("certificate", "rule"),
    [
        (leaf("web", ROOT), "leaf"),
        (issue("Issuing", ROOT).certificate, "not_self_signed"),
        (FORGED, "self_signature"),
        (issue("Coming", not_before=NOW + DAY).certificate, "not_yet_valid"),
    ],
)
def test_what_no_age_explains_is_told_wherever_it_lies(certificate: Certificate, rule: str) -> None:
    assert rules(trusting(entry(certificate, ".AuthRoot"))) == [(rule, certificate.sha256)]


@pytest.mark.parametrize(
    ("physical", "expected"),
    [
        (".AuthRoot", [("authroot_only", None)]),
        (".Default", [("same_key", SOUND.sha256), ("same_key", RENEWED.sha256)]),
    ],
)
def test_one_key_is_overlooked_where_windows_put_all_that_have_it(physical: str, expected: list[object]) -> None:
    assert sorted(rules(trusting(entry(SOUND, ".AuthRoot"), entry(RENEWED, physical)))) == sorted(expected)  # type: ignore[type-var]


def test_one_name_with_two_keys_is_told_wherever_it_lies() -> None:
    found = rules(trusting(entry(SOUND, ".AuthRoot"), entry(RIVAL, ".AuthRoot")))
    assert set(found) == {("same_subject", SOUND.sha256), ("same_subject", RIVAL.sha256)}


@pytest.mark.parametrize("rule", ["denied", "not_in_baseline", "disallowed"])
def test_what_is_to_go_is_not_among_what_is_to_be_left(rule: str) -> None:
    lists = {
        "denied": {"deny": Baseline(frozenset({ENDED.sha256}))},
        "not_in_baseline": {"allow": Baseline(frozenset({SOUND.sha256}))},
    }.get(rule, {})
    found = trusting(entry(ENDED, ".AuthRoot"), disallowed=[ENDED] if rule == "disallowed" else [])
    assert rules(found, **lists) == [(rule, ENDED.sha256)]
    assert f"{ENDED.subject} expired at " in evidence(rule, found, **lists)[0]


def test_what_is_exempted_counts_neither_against_another_finding_nor_among_those_told_together() -> None:
    other = issue("Other", not_after=NOW - DAY).certificate
    held = trusting(entry(ENDED, ".AuthRoot"), entry(other, ".AuthRoot"))
    found = audit(held, Measure(NOW, deny=Baseline(frozenset({ENDED.sha256}))))
    told = {}
    for exempted in ([], ["denied"], ["denied", f"authroot_only:{other.sha256}"]):
        reported = summed_up(sift(found, read_suppressions(exempted), NOW).reported)
        told[len(exempted)] = {each.finding.id: each.finding.evidence.partition(" ")[0] for each in reported}
    assert told[0].keys() == {"denied", "authroot_only", "required_root_missing"}
    assert [each["authroot_only"] for each in told.values()] == ["1", "2", "1"]
    assert "denied" not in told[1]


@pytest.mark.parametrize(
    ("description", "end"),
    [
        ("scom.dmz/corp 20260601T120000Z-5f3a9c", ", imported by the run 20260601T120000Z-5f3a9c of this collection"),
        ("scom.dmz 20260601T120000Z-5f3a9c", ", imported by the run 20260601T120000Z-5f3a9c of this collection"),
        ("by hand", ""),
    ],
)
def test_a_root_that_this_collection_imported_shows_its_run(description: str, end: str) -> None:
    held = trusting(entry(SOUND, ".Default", property_13=encode_text(description)))
    elsewhere = Baseline(frozenset({ENDED.sha256}))
    assert evidence("not_in_baseline", held, allow=elsewhere) == [f"{SOUND.subject} is not allowed{end}"]
