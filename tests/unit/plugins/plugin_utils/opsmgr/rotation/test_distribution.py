# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts get the new root, and what they are afterwards."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.attempt import Attempt, Interruptions
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.distribution import (
    distribution_result,
    import_needs_settling,
    needs_import,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, State

from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, GW2, NEW

APP = "app01.dmz.example"
RUN = "run-1"
CHANGED, UNCHANGED = True, False
LACKS, DAMAGED, LOST = "the root is not among the trusted roots", "cannot read the journal", "the host went away"
INTERRUPTED, UNREADABLE = Interruptions((NEW.certificate.sha256,)), Interruptions(fault=DAMAGED)
SEEN = ("unreachable", "undetermined", "not_concerned", "covered", "not_covered", "parents_unknown")


def seen(state: str, detail: str = "") -> HostResult:
    return HostResult(APP, State(state), detail, (GW1, GW2), parents_unknown=True, same_key=True)


def attempt(changed: bool = False, error: str = "", dry: bool = False) -> Attempt:
    return Attempt(RUN, changed, error, dry)


def test_a_host_that_would_not_trust_its_gateway_gets_the_new_root_and_no_other() -> None:
    assert [state for state in SEEN if needs_import(seen(state))] == ["not_covered"]


def test_an_interrupted_change_is_settled_where_the_new_root_belongs_also_on_a_host_that_looks_well() -> None:
    assert [state for state in SEEN if import_needs_settling(seen(state), INTERRUPTED)] == ["covered", "not_covered"]
    assert [state for state in SEEN if import_needs_settling(seen(state), Interruptions())] == []
    assert import_needs_settling(seen("covered"), Interruptions(("",)))


@pytest.mark.parametrize("interruptions", [Interruptions(), INTERRUPTED])
@pytest.mark.parametrize("state", SEEN)
def test_a_host_that_is_not_changed_is_as_it_was_seen(state: str, interruptions: Interruptions) -> None:
    assert distribution_result(seen(state, LACKS), attempt(), interruptions) == seen(state, LACKS)


@pytest.mark.parametrize(
    ("last", "tried", "interruptions", "state", "detail", "run"),
    [
        # It was changed, and looked at again.
        (seen("covered"), attempt(CHANGED), Interruptions(), "imported", "", RUN),
        (seen("covered"), attempt(CHANGED), INTERRUPTED, "imported", "", RUN),
        (seen("not_covered", LACKS), attempt(CHANGED), Interruptions(), "not_covered", LACKS, RUN),
        (seen("unreachable", LOST), attempt(CHANGED), Interruptions(), "unreachable", LOST, RUN),
        (seen("undetermined", LOST), attempt(CHANGED), Interruptions(), "undetermined", LOST, RUN),
        # Another run has imported it meanwhile, or it is there and does not count.
        (seen("covered"), attempt(UNCHANGED), Interruptions(), "covered", "", ""),
        (seen("not_covered", LACKS), attempt(UNCHANGED), Interruptions(), "not_covered", LACKS, ""),
        # In check mode it is seen as before.
        (seen("not_covered", LACKS), attempt(CHANGED, dry=True), Interruptions(), "imported", "", ""),
        (seen("not_covered", LACKS), attempt(CHANGED, dry=True), UNREADABLE, "imported", "", ""),
        (seen("not_covered", LACKS), attempt(UNCHANGED, dry=True), Interruptions(), "not_covered", LACKS, ""),
        # The import failed, maybe after something was written.
        (seen("not_covered", LACKS), attempt(error=LOST), Interruptions(), "not_covered", LOST, ""),
        (seen("not_covered", LACKS), attempt(CHANGED, error=LOST), Interruptions(), "not_covered", LOST, RUN),
        (
            seen("not_covered", LACKS),
            attempt(UNCHANGED, error=LOST),
            Interruptions(),
            "not_covered",
            LOST,
            "",
        ),
        (
            seen("not_covered", LACKS),
            attempt(CHANGED, error=LOST, dry=True),
            Interruptions(),
            "not_covered",
            LOST,
            "",
        ),
        (seen("not_covered", LACKS), attempt(error=DAMAGED), UNREADABLE, "not_covered", DAMAGED, ""),
        (seen("covered"), attempt(error=LOST), INTERRUPTED, "not_covered", LOST, ""),
        # Nobody knows whether an import was interrupted.
        (seen("covered"), attempt(), UNREADABLE, "undetermined", DAMAGED, ""),
        (seen("covered"), attempt(dry=True), UNREADABLE, "undetermined", DAMAGED, ""),
        (seen("not_concerned"), attempt(), UNREADABLE, "not_concerned", "", ""),
        (seen("parents_unknown", LACKS), attempt(), UNREADABLE, "parents_unknown", LACKS, ""),
        (seen("unreachable", LOST), attempt(), UNREADABLE, "unreachable", LOST, ""),
    ],
)
def test_a_host_is_told_by_how_it_looked_last_and_by_the_import(
    last: HostResult, tried: Attempt, interruptions: Interruptions, state: str, detail: str, run: str
) -> None:
    result = distribution_result(last, tried, interruptions)
    assert (result.state, result.detail, result.run) == (state, detail, run)
    assert (result.host, result.gateways) == (APP, (GW1, GW2))
    assert (result.parents_unknown, result.same_key) == (True, True)
