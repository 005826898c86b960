# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a rollback tells of every host that was asked, and how many were not."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rolled_back_hosts import (
    RollbackState,
    RolledBackHost,
    read_host,
    table,
)

WEB, APP = "web01.dmz.example", "app01.dmz.example"


def _answer(*actions: str, **values: Any) -> dict[str, Any]:
    changed = bool({"removed", "restored"} & {*actions})
    certificates = [{"action": action, "store": "Root", "thumbprint": "AB"} for action in actions]
    return {"changed": changed, "run": "run-2", "certificates": certificates, "notes": [], **values}


@pytest.mark.parametrize(
    ("registered", "host"),
    [
        (_answer("removed", "restored", "removed"), RolledBackHost(WEB, RollbackState.TAKEN_BACK, 2, 1, "", "run-2")),
        (_answer("unchanged"), RolledBackHost(WEB, RollbackState.UNCHANGED)),
        (_answer(), RolledBackHost(WEB, RollbackState.UNCHANGED)),
        (
            _answer("removed", notes=["the run X relies on it"]),
            RolledBackHost(WEB, RollbackState.TAKEN_BACK, 1, 0, "the run X relies on it", "run-2"),
        ),
        (
            _answer("removed", failed=True, msg="access is denied", notes=["and a warning"]),
            RolledBackHost(WEB, RollbackState.FAILED, 1, 0, "access is denied; and a warning", "run-2"),
        ),
        ({"failed": True, "msg": "refused"}, RolledBackHost(WEB, RollbackState.FAILED, detail="refused")),
        ({}, RolledBackHost(WEB, RollbackState.FAILED, detail="the task failed")),
        (
            {"unreachable": True, "changed": False, "msg": "gone"},
            RolledBackHost(WEB, RollbackState.UNREACHABLE, detail="gone"),
        ),
    ],
)
def test_a_host_is_read_by_what_its_task_registered(registered: dict[str, Any], host: RolledBackHost) -> None:
    assert read_host(WEB, registered) == host


def test_a_host_that_fails_has_a_sentence() -> None:
    assert RolledBackHost(WEB, RollbackState.FAILED, detail="refused").sentence == f"{WEB} failed: refused"
    assert RolledBackHost(WEB, RollbackState.UNREACHABLE, detail="gone").sentence == f"{WEB} is unreachable: gone"


def test_the_table_has_a_line_a_host_and_counts() -> None:
    hosts = [
        RolledBackHost(WEB, RollbackState.TAKEN_BACK, 1, 2, run="run-2"),
        RolledBackHost(APP, RollbackState.FAILED, 1, 0, "access is denied", "run-2"),
    ]
    assert [line.split() for line in table(hosts, 12, check_mode=False)] == [
        ["host", "state", "removed", "restored", "why"],
        [WEB, "taken", "back", "1", "2", "-"],
        [APP, "failed", "1", "0", "access", "is", "denied"],
        ["1", "failed"],
        ["1", "taken", "back"],
        ["10", "not", "asked:", "the", "journal", "knows", "no", "change", "of", "that", "run", "there"],
        [
            "This",
            "rollback",
            "can",
            "be",
            "taken",
            "back",
            "by",
            "scom.dmz.rollback",
            "with",
            "root_rollback_run=run-2",
        ],
    ]


def test_in_check_mode_there_is_nothing_to_take_back() -> None:
    hosts = [RolledBackHost(WEB, RollbackState.TAKEN_BACK, 1, 0, run="run-2")]
    lines = table(hosts, 1, check_mode=True)
    assert (lines[0].split()[1:3], len(lines)) == (["state", "(check)"], 3)
