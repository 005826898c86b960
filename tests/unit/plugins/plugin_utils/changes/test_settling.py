# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an interrupted change wrote is kept or put back, and what another hand has put there is left alone, in every combination."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import Held, Vacancy
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.settling import settle, undo
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob

from tests.unit.plugins.plugin_utils.windows.stores import ONE, OTHER, entry, imported

FORMER, OURS, THEIRS = entry(ONE, "former"), imported(ONE, "run-1"), imported(ONE, "run-2")
ELSE = entry(OTHER, "another certificate")
DAMAGED, ODD = b"damaged", b"odd"
MORE = certificate_blob.encode(
    replace(certificate_blob.decode(OURS), properties={**certificate_blob.decode(OURS).properties, 19: b""})
)

BYTES = {
    "former": FORMER,
    "ours": OURS,
    "ours and more": MORE,
    "another run's": THEIRS,
    "another certificate": ELSE,
    "damaged": DAMAGED,
    "odd": ODD,
}
HELD: dict[str, Held] = {
    **BYTES,
    "no key": Vacancy.NO_KEY,
    "no value": Vacancy.NO_VALUE,
    "other type": Vacancy.OTHER_TYPE,
}

KINDS: dict[str, tuple[bytes | None, bytes | None]] = {
    "import": (None, OURS),
    "update": (FORMER, OURS),
    "repair": (ODD, OURS),
    "removal": (FORMER, None),
    "removal of an odd one": (ODD, None),
    "removal of an empty key": (None, None),
}

DONE, UNDONE = ("none", "done"), ("none", "undone")
PUT_BACK, CLEARED, WANTED_GONE = ("put back", "undone"), ("clear", "undone"), ("clear", "done")
LEFT_ALONE = ("none", "failed")

SETTLED = {
    "import": {"ours": DONE, "no key": UNDONE, "no value": CLEARED},
    "update": {"ours": DONE, "former": UNDONE},
    "repair": {"ours": DONE, "odd": UNDONE},
    "removal": {"no key": DONE, "former": UNDONE, "no value": WANTED_GONE},
    "removal of an odd one": {"no key": DONE, "odd": UNDONE, "no value": WANTED_GONE},
    "removal of an empty key": {"no key": DONE, "no value": WANTED_GONE},
}
PUT_BACK_LATER = {
    "import": {"ours": PUT_BACK, "no key": UNDONE, "no value": CLEARED},
    "update": {"ours": PUT_BACK, "former": UNDONE, "no value": PUT_BACK},
    "repair": {"ours": PUT_BACK, "odd": UNDONE, "no value": PUT_BACK},
    "removal": SETTLED["removal"],
    "removal of an odd one": SETTLED["removal of an odd one"],
    "removal of an empty key": {"no key": UNDONE, "no value": WANTED_GONE},
}
"""Whatever a table has no line for is not of the change, and left alone."""

OF_THIS_RUN = {"ours": PUT_BACK, "ours and more": PUT_BACK, "damaged": PUT_BACK, "odd": PUT_BACK, "no value": PUT_BACK}
UNDONE_AT_ONCE = {
    "import": {**OF_THIS_RUN, "no key": UNDONE},
    "update": {**OF_THIS_RUN, "former": UNDONE},
    "repair": {**OF_THIS_RUN, "odd": UNDONE},
}


def _change(kind: str) -> Change:
    before, after = KINDS[kind]
    return Change(
        id="id",
        run="run-1",
        time="2026-01-01T00:00:00Z",
        user="user",
        host="web01",
        store="Root",
        thumbprint=ONE.thumbprint,
        before=before,
        after=after,
        irregular=before == ODD,
    )


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("undoing", "table"), [(False, SETTLED), (True, PUT_BACK_LATER)], ids=["open", "undoing"])
def test_a_change_is_settled_by_what_the_host_holds(
    kind: str, held: str, undoing: bool, table: dict[str, dict[str, tuple[str, str]]]
) -> None:
    settlement = settle(_change(kind), HELD[held], undoing=undoing)
    assert (settlement.step, settlement.outcome) == table[kind].get(held, LEFT_ALONE)


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("kind", UNDONE_AT_ONCE)
def test_a_write_that_went_wrong_is_undone_unless_another_hand_was_there(kind: str, held: str) -> None:
    settlement = undo(_change(kind), HELD[held])
    assert (settlement.step, settlement.outcome) == UNDONE_AT_ONCE[kind].get(held, LEFT_ALONE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("undoing", [False, True])
def test_nothing_is_ever_put_back_over_what_the_change_has_not_written(kind: str, undoing: bool) -> None:
    change = _change(kind)
    written = {name for name, held in HELD.items() if settle(change, held, undoing=undoing).step == "put back"}
    assert written <= {"ours", "no value"}


@pytest.mark.parametrize("held", [OURS, Vacancy.NO_VALUE], ids=["ours", "no value"])
@pytest.mark.parametrize("before", [ELSE, b"damaged"], ids=["another certificate", "damaged"])
def test_what_the_journal_no_longer_has_as_it_was_is_not_put_back(before: bytes, held: Held) -> None:
    settlement = settle(replace(_change("update"), before=before), held, undoing=True)
    assert (settlement.step, settlement.outcome) == LEFT_ALONE


@pytest.mark.parametrize("outcome", [ChangeOutcome.OPEN, ChangeOutcome.UNDOING])
def test_every_settlement_is_an_end(outcome: ChangeOutcome) -> None:
    ends = {
        settle(_change(kind), held, undoing=each).outcome for kind in KINDS for held in HELD.values() for each in (0, 1)
    }
    assert outcome not in ends
