# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is approved is what a check has said, and a run that would change anything else changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_approval import (
    ChangePlan,
    changes_of,
    say_approvable,
    say_unapproved,
)

NEW, OLD = "AA" * 32, "BB" * 32
LINE, OTHER = f"imported Root {NEW}", f"imported CA {OLD}"
PLAN = ChangePlan("distribute", ("gw01", "gw02"), (NEW,), OLD, {"app01": [LINE], "app02": [LINE]})
ALL = Batch(["app01", "app02"], ["app01", "app02"], ["app01", "app02"])


def with_changes(changes: Mapping[str, Sequence[str]]) -> ChangePlan:
    return replace(PLAN, changes=changes)


@pytest.mark.parametrize(
    "same",
    [
        replace(PLAN, gateways=("gw02", "gw01")),
        with_changes({"app02": [LINE], "app01": [LINE]}),
    ],
)
def test_an_order_does_not_change_the_digest(same: ChangePlan) -> None:
    assert same.digest == PLAN.digest
    two = with_changes({"app01": [LINE, OTHER]})
    assert two.digest == with_changes({"app01": [OTHER, LINE]}).digest


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAN, stage="remove"),
        replace(PLAN, gateways=("gw01",)),
        replace(PLAN, new=(OLD,)),
        replace(PLAN, old=""),
        with_changes({"app01": [LINE]}),
        with_changes({"app01": [LINE], "app03": [LINE]}),
        with_changes({"app01": [LINE], "app02": [OTHER]}),
        with_changes({}),
    ],
)
def test_everything_else_does(other: ChangePlan) -> None:
    assert other.digest != PLAN.digest
    said = say_unapproved(other, PLAN.digest, ALL)
    assert f"has the digest {other.digest}, and {PLAN.digest} is what root_rotation_approved says" in said
    assert said.endswith("No host was changed.")


AGAIN = "Look at what --check says now and have it approved, or leave root_rotation_approved out. No host was changed."


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (PLAN, ""),
        # A part of it was done already, or a host cannot be reached.
        (with_changes({"app02": [LINE]}), ""),
        (with_changes({}), ""),
        (
            with_changes({**PLAN.changes, "app04": [LINE], "app03": [LINE]}),
            f"This was not approved on app03, app04. {AGAIN}",
        ),
        (with_changes({"app01": [LINE, OTHER]}), f"This was not approved on app01. {AGAIN}"),
        (
            replace(PLAN, stage="remove"),
            (
                "root_rotation_approved is about something else, which is the stage distribute of gw01, gw02 with the "
                f"certificates that were given then. {AGAIN}"
            ),
        ),
    ],
)
def test_of_a_record_the_hosts_that_differ_are_named(now: ChangePlan, sentence: str) -> None:
    assert say_unapproved(now, PLAN, ALL) == sentence


def test_the_approved_digest_lets_the_run_pass() -> None:
    assert say_unapproved(PLAN, PLAN.digest, ALL) == ""


def test_of_many_hosts_twenty_are_named() -> None:
    now = with_changes({f"web{number:02}": [LINE] for number in range(22)})
    assert "web19 and 2 more. " in say_unapproved(now, PLAN, ALL)


@pytest.mark.parametrize("approved", [PLAN, PLAN.digest])
def test_batches_are_not_approved(approved: ChangePlan | str) -> None:
    first = Batch(["app01", "app02"], ["app01", "app02"], ["app01"])
    assert say_unapproved(PLAN, approved, first).startswith(
        "root_rotation_approved is about all hosts at once: leave serial"
    )


def test_the_changes_are_those_of_hosts_that_were_asked_this() -> None:
    asked = ["distribute", NEW, "gw01"]
    found: dict[str, dict[str, Any]] = {
        "app01": {"asked": asked, "changes": [LINE, OTHER]},
        "app02": {"asked": asked, "changes": []},
        "app03": {"asked": ["remove", NEW, "gw01"], "changes": [LINE]},
        "app04": {"failed": True, "msg": "no such option"},
    }
    assert changes_of(found, asked) == {"app01": [OTHER, LINE]}


@pytest.mark.parametrize(
    ("digest", "record", "check_mode", "lines"),
    [
        (None, None, True, 0),
        ("AB", None, True, 1),
        ("AB", None, False, 0),
        (None, "a.json", True, 1),
        ("AB", "a.json", True, 2),
        ("AB", "a.json", False, 1),
    ],
)
def test_a_check_tells_how_it_is_approved(digest: str | None, record: str | None, check_mode: bool, lines: int) -> None:
    said = say_approvable(digest, record, check_mode=check_mode)
    assert len(said) == lines
    if digest and check_mode:
        assert said[-1] == f"What would be changed is approved by root_rotation_approved={digest}"
