# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From which hosts the old root goes, and what they are afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import Need, NeededBy
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.attempt import Attempt, Interruptions
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, State
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.needs import OldRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.removal import (
    UNCOVERED,
    is_removable,
    removal_needs_settling,
    removal_result,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry

from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, NEW, OLD

APP = "app01.dmz.example"
RUN = "run-1"
CHANGED, UNCHANGED = True, False
SHA256 = OLD.certificate.sha256
NEEDED = "the chain of the parent gw03.corp.example needs CN=Corp Root CA"
FOREIGN, BY_POLICY = "somebody else has imported it", "only .GroupPolicy holds it, which is not ours to change"
DAMAGED, LOST, LACKS = "cannot read the journal", "the host went away", "the new root is not among the trusted roots"
OPEN_OLD, OPEN_NEW = Interruptions((SHA256,)), Interruptions((NEW.certificate.sha256,))
OPEN_BOTH, OPEN_DAMAGED = Interruptions((NEW.certificate.sha256, SHA256)), Interruptions(("",))
UNREADABLE = Interruptions(fault=DAMAGED)


def entry(*physical: str) -> StoreEntry:
    return StoreEntry(OLD.certificate, dict.fromkeys(physical, Blob(OLD.certificate.der, {})))


OURS = OldRoot("Root", entry(".Default"), "run-1", False, ())
OURS_BESIDE_POLICY = replace(OURS, entry=entry(".Default", ".GroupPolicy", ".Enterprise"))
OTHERS = replace(OURS, imported_by=None)
POLICYS = OldRoot("Root", entry(".GroupPolicy"), None, False, ())
IN_USE = replace(OURS, needs=(Need(NeededBy.PARENT, "gw03", NEEDED),))
OTHERS_IN_USE = replace(IN_USE, imported_by=None)


@pytest.mark.parametrize(
    ("old", "remove_foreign", "removable"),
    [
        (None, False, False),
        (None, True, False),
        (OURS, False, True),
        (OURS, True, True),
        (OURS_BESIDE_POLICY, False, True),
        (OTHERS, False, False),
        (OTHERS, True, True),
        (POLICYS, False, False),
        (POLICYS, True, False),
        (IN_USE, False, False),
        (IN_USE, True, False),
        (OTHERS_IN_USE, True, False),
    ],
)
def test_the_old_root_goes_only_where_no_reason_to_keep_it_is_left(
    old: OldRoot | None, remove_foreign: bool, removable: bool
) -> None:
    assert is_removable(seen(), old, remove_foreign) is removable


@pytest.mark.parametrize(
    ("state", "removable"),
    [
        ("covered", True),
        ("not_concerned", True),
        ("not_covered", False),
        ("parents_unknown", False),
    ],
)
def test_an_agent_that_does_not_trust_the_new_root_keeps_the_old_one(state: str, removable: bool) -> None:
    look = seen(state, LACKS)
    assert is_removable(look, OURS, True) is removable
    assert removal_needs_settling(look, OURS, True, OPEN_OLD, SHA256) is removable
    if not removable:
        result = removal_result(look, OURS, True, attempt(), Interruptions())
        assert (result.state, result.detail) == ("kept", UNCOVERED % LACKS)


def test_an_agent_keeps_the_old_root_as_long_as_it_is_not_known_whether_it_needs_the_new_one() -> None:
    look = seen("undetermined", "its domain could not be read")
    assert not is_removable(look, OURS, True)
    result = removal_result(look, OURS, True, attempt(), Interruptions())
    assert (result.state, result.detail) == (
        "kept",
        "it is not known whether the agent needs it: its domain could not be read",
    )


@pytest.mark.parametrize(
    ("old", "interruptions", "settles"),
    [
        (None, Interruptions(), False),
        (None, OPEN_OLD, True),
        (None, OPEN_BOTH, True),
        (None, OPEN_NEW, False),
        (None, OPEN_DAMAGED, False),
        (None, UNREADABLE, False),
        (OURS, Interruptions(), False),
        (OURS, OPEN_OLD, True),
        (OURS, OPEN_NEW, True),
        (OURS, OPEN_DAMAGED, True),
        (IN_USE, OPEN_OLD, False),
        (OTHERS, OPEN_OLD, False),
        (POLICYS, OPEN_OLD, False),
    ],
)
def test_an_interrupted_change_is_settled_before_a_removal_and_without_the_old_root_only_a_change_of_that(
    old: OldRoot | None, interruptions: Interruptions, settles: bool
) -> None:
    assert removal_needs_settling(seen(), old, False, interruptions, SHA256) is settles


def seen(state: str = "covered", detail: str = "") -> HostResult:
    return HostResult(APP, State(state), detail, (GW1,), parents_unknown=True, same_key=True)


def attempt(changed: bool = False, error: str = "", dry: bool = False) -> Attempt:
    return Attempt(RUN, changed, error, dry)


@pytest.mark.parametrize(
    ("old", "remove_foreign", "tried", "interruptions", "state", "detail", "run"),
    [
        (None, False, attempt(), Interruptions(), "absent", "", ""),
        (None, False, attempt(), OPEN_OLD, "absent", "", ""),
        (None, False, attempt(), OPEN_NEW, "absent", "", ""),
        (None, False, attempt(), UNREADABLE, "undetermined", DAMAGED, ""),
        (None, False, attempt(error=LOST), OPEN_OLD, "not_removed", LOST, ""),
        (OURS, False, attempt(CHANGED), Interruptions(), "removed", "", RUN),
        (OURS, False, attempt(CHANGED), OPEN_OLD, "removed", "", RUN),
        (OURS, False, attempt(CHANGED, dry=True), Interruptions(), "removed", "", ""),
        (
            OURS_BESIDE_POLICY,
            False,
            attempt(CHANGED),
            Interruptions(),
            "removed",
            ".GroupPolicy, .Enterprise holds it still",
            RUN,
        ),
        (OTHERS, True, attempt(CHANGED), Interruptions(), "removed", "", RUN),
        (OURS, False, attempt(error=LOST), Interruptions(), "not_removed", LOST, ""),
        (OURS, False, attempt(error=DAMAGED), UNREADABLE, "not_removed", DAMAGED, ""),
        (OURS, False, attempt(UNCHANGED), Interruptions(), "absent", "", ""),
        (OTHERS, False, attempt(), Interruptions(), "kept", FOREIGN, ""),
        (POLICYS, True, attempt(), Interruptions(), "kept", BY_POLICY, ""),
        (IN_USE, True, attempt(), Interruptions(), "kept", NEEDED, ""),
        (OTHERS_IN_USE, False, attempt(), Interruptions(), "kept", f"{NEEDED}; {FOREIGN}", ""),
        (IN_USE, False, attempt(), UNREADABLE, "kept", NEEDED, ""),
    ],
)
def test_a_host_is_told_by_its_old_root_and_by_the_removal(
    old: OldRoot | None,
    remove_foreign: bool,
    tried: Attempt,
    interruptions: Interruptions,
    state: str,
    detail: str,
    run: str,
) -> None:
    result = removal_result(seen(detail=LACKS), old, remove_foreign, tried, interruptions)
    assert (result.state, result.detail, result.run) == (state, detail, run)
    assert (result.host, result.gateways) == (APP, (GW1,))
    assert (result.parents_unknown, result.same_key) == (True, True)
