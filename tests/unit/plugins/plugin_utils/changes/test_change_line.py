# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change is one line, by which it is approved, and no other one is made."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.change_line import change_lines, unapproved_change
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Action, Outcome

from tests.unit.plugins.plugin_utils.x509.authority import issue

ROOT, ISSUING = issue("Root").certificate, issue("Issuing").certificate


def outcome(action: Action, certificate: object = ROOT, store: str = "Root") -> Outcome:
    return Outcome(action, "AB" * 20, store, certificate)  # type: ignore[arg-type]


IMPORTED, REMOVED = f"imported Root {ROOT.sha256}", f"removed CA {ISSUING.sha256}"
BOTH = [outcome(Action.REMOVED, ISSUING, "CA"), outcome(Action.IMPORTED)]


def test_each_change_is_a_line_in_whatever_order_it_is_made() -> None:
    assert change_lines(BOTH) == change_lines(BOTH[::-1]) == [IMPORTED, REMOVED]


@pytest.mark.parametrize("action", [Action.PRESENT, Action.ABSENT, Action.REFUSED, Action.HELD_BACK])
def test_what_changes_nothing_is_none(action: Action) -> None:
    assert change_lines([outcome(action)]) == []


def test_what_is_no_certificate_has_the_name_of_its_key() -> None:
    assert change_lines([outcome(Action.REMOVED, None)]) == [f"removed Root {'AB' * 20}"]


@pytest.mark.parametrize(
    ("approved", "refused"),
    [(None, ""), ([IMPORTED, REMOVED], ""), ([REMOVED], IMPORTED), ([IMPORTED], REMOVED), ([], IMPORTED)],
    ids=["none is needed", "both", "the removal", "the import", "none"],
)
def test_every_change_has_to_be_approved_where_one_has_to_be(approved: Sequence[str] | None, refused: str) -> None:
    assert unapproved_change(BOTH, approved) == refused
