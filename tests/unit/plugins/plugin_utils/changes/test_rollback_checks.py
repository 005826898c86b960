# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Missing evidence is not success, and no rollback puts back what may not be there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback import RollbackAction, RollbackStep
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback_checks import (
    require_known_entries,
    require_restorable,
    require_whole_record,
    unknown_entries,
    unrestorable,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RollbackRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import (
    IrregularEntry,
    Store,
    StoreEntry,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.windows.stores import ONE, OTHER, entry, imported

RUN = "run-1"
OURS = imported(ONE, RUN)
CHANGE = Change("1", RUN, "2026-01-01T00:00:00Z", "operator", "web01", "Root", ONE.thumbprint, None, OURS)
STEP = RollbackStep(RollbackAction.RESTORED, "Root", ONE.thumbprint, entry(ONE), None)


def _entry(certificate: Certificate, data: bytes, physical: str = ".Default") -> StoreEntry:
    return StoreEntry(certificate, {physical: certificate_blob.decode(data)})


def _stores(
    *root: StoreEntry, ca: tuple[StoreEntry, ...] = (), irregular: tuple[IrregularEntry, ...] = ()
) -> dict[str, Store]:
    return {"Root": Store("Root", root, irregular), "CA": Store("CA", ca)}


@pytest.mark.parametrize(
    ("change", "outcome", "accounted_for"),
    [
        (CHANGE, ChangeOutcome.DONE, True),
        (CHANGE, ChangeOutcome.OPEN, True),
        (CHANGE, ChangeOutcome.SUPERSEDED, True),
        (CHANGE, ChangeOutcome.UNDONE, False),
        (CHANGE, ChangeOutcome.FAILED, False),
        (replace(CHANGE, run="run-2"), ChangeOutcome.DONE, False),
        (replace(CHANGE, store="CA"), ChangeOutcome.DONE, False),
        (replace(CHANGE, thumbprint=OTHER.thumbprint), ChangeOutcome.DONE, False),
    ],
)
def test_an_entry_of_the_run_is_accounted_for_by_a_change_that_left_it(
    change: Change, outcome: ChangeOutcome, accounted_for: bool
) -> None:
    unknown = unknown_entries(_stores(_entry(ONE, OURS)), RUN, [(change, outcome)])
    assert unknown == ([] if accounted_for else [("Root", ONE.thumbprint)])


@pytest.mark.parametrize(
    ("stores", "unknown"),
    [
        (_stores(_entry(ONE, imported(ONE, "run-2"))), []),
        (_stores(_entry(ONE, entry(ONE))), []),
        (_stores(_entry(ONE, OURS, ".GroupPolicy")), []),
        (_stores(ca=(_entry(ONE, OURS),)), [("CA", ONE.thumbprint)]),
        (_stores(irregular=(IrregularEntry("AB", ".Default", OURS, "a fault", ONE),)), [("Root", "AB")]),
        (_stores(irregular=(IrregularEntry("AB", ".Default", None, "a fault"),)), []),
    ],
)
def test_only_local_entries_with_the_mark_of_the_run_are_its_own(
    stores: dict[str, Store], unknown: list[tuple[str, str]]
) -> None:
    assert unknown_entries(stores, RUN, []) == unknown


def test_unknown_entries_are_named() -> None:
    with pytest.raises(RollbackRefused, match=f"does not know, so nothing was taken back: {ONE.thumbprint} in Root$"):
        require_known_entries(_stores(_entry(ONE, OURS)), RUN, [])
    require_known_entries(_stores(_entry(ONE, OURS)), RUN, [(CHANGE, ChangeOutcome.DONE)])


def test_a_journal_that_lacks_a_line_is_named(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "web01", RUN)
    journal.conclude(journal.intend("Root", ONE.thumbprint, None, OURS), ChangeOutcome.DONE)
    require_whole_record(journal)
    journal.path.write_text(journal.path.read_text().splitlines()[1])
    with pytest.raises(
        RollbackRefused, match="web01.jsonl is no whole record of what was changed, so nothing was taken"
    ):
        require_whole_record(journal)


@pytest.mark.parametrize(
    ("step", "disallowed", "refused"),
    [
        (STEP, [], False),
        (STEP, [OTHER.thumbprint], False),
        (STEP, [ONE.thumbprint], True),
        (replace(STEP, before=entry(OTHER)), [], True),
        (replace(STEP, before=b"damaged"), [], True),
        (replace(STEP, before=entry(OTHER), irregular=True), [], False),
        (replace(STEP, before=b"damaged", irregular=True), [], False),
        (replace(STEP, before=entry(OTHER), irregular=True), [OTHER.thumbprint], True),
        (replace(STEP, before=b"damaged", irregular=True), [ONE.thumbprint], True),
        (replace(STEP, action=RollbackAction.REMOVED, before=None), [ONE.thumbprint], False),
        (replace(STEP, action=RollbackAction.UNCHANGED), [ONE.thumbprint], False),
    ],
)
def test_a_certificate_is_put_back_under_its_own_key_and_never_against_the_store_disallowed(
    step: RollbackStep, disallowed: list[str], refused: bool
) -> None:
    assert bool(list(unrestorable(step, disallowed))) is refused


def test_all_that_may_not_be_put_back_is_named() -> None:
    swapped = replace(STEP, thumbprint=OTHER.thumbprint)
    with pytest.raises(RollbackRefused) as caught:
        require_restorable([STEP, swapped], [ONE.thumbprint])
    assert str(caught.value) == (
        f"nothing was taken back: {ONE.thumbprint} in Root would be put back, and is in the store Disallowed; "
        f"of {OTHER.thumbprint} in Root, the journal has bytes with {ONE.thumbprint}; "
        f"{OTHER.thumbprint} in Root would be put back, and is in the store Disallowed"
    )
