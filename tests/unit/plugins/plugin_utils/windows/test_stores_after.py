# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stores as a change would leave them: local entries go, come and change, and all else stays."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.stores_after import (
    EntryChange,
    certificates_lost,
    entries_limited,
    stores_after,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes

from tests.unit.plugins.plugin_utils.windows.stores import ONE, OTHER, irregular

KEY = "AB" * 20
PLAIN = Blob(ONE.der, {})
LIMITED = Blob(ONE.der, {ENHANCED_KEY_USAGE: encode_purposes(["clientAuth"])})
NAMED = Blob(ONE.der, {FRIENDLY_NAME: b"x\0\0\0"})


def root(*entries: StoreEntry, odd: tuple = ()) -> dict[str, Store]:
    return {"Root": Store("Root", entries, odd), "CA": Store("CA", ())}


def local(blob: Blob = PLAIN) -> StoreEntry:
    return StoreEntry(ONE, {".Default": blob})


def after(before: dict[str, Store], *changes: EntryChange) -> dict[str, Store]:
    return stores_after(before, changes)


def test_a_local_copy_goes_and_another_one_stays() -> None:
    removal = EntryChange("Root", ONE.thumbprint, None)
    assert after(root(local()), removal)["Root"].entries == ()
    both = StoreEntry(ONE, {".Default": PLAIN, ".AuthRoot": PLAIN})
    assert after(root(both), removal)["Root"].entries == (StoreEntry(ONE, {".AuthRoot": PLAIN}),)
    assert certificates_lost(root(local()), after(root(local()), removal)) == (ONE,)
    assert certificates_lost(root(both), after(root(both), removal)) == ()


def test_an_entry_comes_and_changes() -> None:
    imported = EntryChange("Root", ONE.thumbprint, PLAIN)
    assert after(root(), imported)["Root"].entries == (local(),)
    changed = after(root(local()), EntryChange("Root", ONE.thumbprint, NAMED))
    assert changed["Root"].entries == (local(NAMED),)


@pytest.mark.parametrize(
    ("known", "blob", "expected"),
    [(PLAIN, PLAIN, False), (PLAIN, NAMED, False), (PLAIN, LIMITED, True), (LIMITED, PLAIN, False)],
    ids=["nothing", "a name", "a limit", "no limit any more"],
)
def test_only_a_limit_that_was_not_there_limits_an_entry(known: Blob, blob: Blob, expected: bool) -> None:
    before = root(local(known))
    changed = after(before, EntryChange("Root", ONE.thumbprint, blob))
    assert bool(entries_limited(before["Root"], changed["Root"])) == expected


def test_what_would_lie_under_another_name_or_cannot_be_read_is_not_counted_on() -> None:
    assert after(root(), EntryChange("Root", KEY, PLAIN))["Root"].entries == ()
    assert after(root(), EntryChange("Root", KEY, Blob(b"garbage", {})))["Root"].entries == ()


def test_an_irregular_entry_goes_by_the_name_of_its_key_and_what_it_held_is_lost() -> None:
    before = root(odd=(irregular(KEY, ONE), irregular("CD" * 20, OTHER)))
    left = after(before, EntryChange("Root", KEY, None))
    assert [each.registry_key for each in left["Root"].irregular] == ["CD" * 20]
    assert certificates_lost(before, left) == (ONE,)


def test_what_only_an_irregular_entry_holds_afterwards_is_lost() -> None:
    before = root(local(), odd=(irregular(KEY, ONE),))
    assert certificates_lost(before, after(before, EntryChange("Root", ONE.thumbprint, None))) == (ONE,)
    assert certificates_lost(before, after(before, EntryChange("Root", KEY, None))) == ()
