# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with roots together, and with the store that holds them."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import from_fingerprints
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import IrregularEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.issuer_list import LONGEST, issuer_list_size
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.audit.trusting import entry, evidence, rules, trusting
from tests.unit.plugins.plugin_utils.windows.stores import irregular
from tests.unit.plugins.plugin_utils.x509.authority import issue

ONE = issue("One")
RENEWED = issue("One", key=ONE.key).certificate
RENAMED = issue("Other name", key=ONE.key).certificate
RIVAL = issue("One").certificate
ROOT, OTHER = ONE.certificate, issue("Other").certificate


def test_different_roots_are_in_order() -> None:
    assert rules(trusting(ROOT, OTHER)) == []


def test_one_certificate_in_several_physical_stores_is_no_duplicate() -> None:
    assert rules(trusting(entry(ROOT, ".Default", ".AuthRoot"))) == []


@pytest.mark.parametrize("other", [RENEWED, RENAMED], ids=["one name", "two names"])
def test_roots_with_one_key_are_told_with_each_other(other: Certificate) -> None:
    found = trusting(ROOT, other, OTHER)
    assert set(rules(found)) == {("same_key", each.sha256) for each in (ROOT, other)}
    assert any(f"{ROOT.subject} has the key of " in each for each in evidence("same_key", found))


def test_roots_with_one_name_and_different_keys_are_told_with_each_other() -> None:
    found = trusting(ROOT, RIVAL, OTHER)
    assert set(rules(found)) == {("same_subject", ROOT.sha256), ("same_subject", RIVAL.sha256)}
    assert f"{ROOT.subject} has the name of {RIVAL.subject} ({RIVAL.sha256}), and another key" in evidence(
        "same_subject", found
    )


def test_a_rival_is_told_from_a_renewal() -> None:
    found = trusting(ROOT, RENEWED, RIVAL)
    assert f"{ROOT.subject} has the name of {RIVAL.subject} ({RIVAL.sha256}), and another key" in evidence(
        "same_subject", found
    )


def test_a_root_that_is_disallowed_is_told() -> None:
    assert rules(trusting(ROOT, OTHER, disallowed=[ROOT])) == [("disallowed", ROOT.sha256)]


def test_a_disallowed_certificate_that_is_not_trusted_is_in_order() -> None:
    assert rules(trusting(ROOT, disallowed=[OTHER])) == []


def test_a_root_with_the_key_of_a_disallowed_certificate_is_told() -> None:
    assert rules(trusting(ROOT, disallowed=[RENEWED])) == [("disallowed_key", ROOT.sha256)]


def test_an_entry_that_cannot_be_read_is_told_with_its_store() -> None:
    found = trusting(irregular=(irregular("AB" * 20),), irregular_disallowed=(irregular("CD" * 20),))
    assert rules(found) == [("irregular_entry", None)] * 2
    assert evidence("irregular_entry", found) == [
        f"Root: {'AB' * 20} in .Default: a fault",
        f"Disallowed: {'CD' * 20} in .Default: a fault",
    ]


def test_a_root_under_another_name_is_told_and_measured_as_one_that_may_be_trusted() -> None:
    found = trusting(irregular=(irregular("AB" * 20, ROOT),))
    assert rules(found) == [("irregular_entry", ROOT.sha256)]
    denied = from_fingerprints([ROOT.sha256], "deny")
    assert ("denied", ROOT.sha256) in rules(found, deny=denied)


@pytest.mark.parametrize(
    "refused",
    [irregular(ROOT.thumbprint), irregular("AB" * 20, ROOT), irregular(ROOT.thumbprint, OTHER)],
    ids=["damaged", "under another name", "with another certificate"],
)
def test_an_irregular_entry_of_disallowed_forbids_its_name_and_its_certificate(refused: IrregularEntry) -> None:
    assert ("disallowed", ROOT.sha256) in rules(trusting(ROOT, irregular_disallowed=(refused,)))


def test_a_root_under_another_name_that_is_disallowed_is_told() -> None:
    found = trusting(irregular=(irregular("AB" * 20, ROOT),), disallowed=[ROOT])
    assert ("disallowed", ROOT.sha256) in rules(found)


def test_the_size_of_the_issuer_list_is_that_of_the_names_with_their_lengths() -> None:
    assert issuer_list_size([ROOT]) == 2 + len(ROOT.subject_der)


@pytest.mark.parametrize(
    ("sends", "rule"), [(False, "issuer_list_long"), (True, "issuer_list_truncated")], ids=["not sent", "sent"]
)
def test_a_list_of_issuers_beyond_16_kb_is_told(monkeypatch: pytest.MonkeyPatch, sends: bool, rule: str) -> None:
    module = "ansible_collections.scom.dmz.plugins.plugin_utils.audit.store_rules"
    size = issuer_list_size([ROOT, OTHER])
    for limit, expected in ((size, []), (size - 1, [(rule, None)])):
        monkeypatch.setattr(f"{module}.LONGEST", limit)
        assert rules(trusting(ROOT, OTHER, sends=sends)) == expected


def test_the_limit_is_that_of_schannel() -> None:
    assert LONGEST == 16 * 1024
