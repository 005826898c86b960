# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of a rollback are put together by what was registered of them, and fail at its end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ansible_collections.scom.dmz.plugins.action.root_rollback_report import ActionModule

from tests.unit.plugins.hostvars import HostVars

WEB, APP, OUT = "web01.dmz.example", "app01.dmz.example", "out01.dmz.example"
TAKEN = {"changed": True, "run": "run-2", "certificates": [{"action": "removed"}], "notes": []}
REFUSED = {"failed": True, "msg": "changed since that run"}


def _report(results: dict[str, dict[str, Any]]) -> dict[str, Any]:
    hosts = list(results)
    variables = {
        "hostvars": HostVars({host: {"root_rollback_result": each} for host, each in results.items()}),
        "ansible_play_hosts_all": hosts,
        "ansible_play_hosts": hosts,
        "ansible_play_batch": hosts,
    }
    action = ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    result: dict[str, Any] = action.work({}, variables)
    return result


def test_hosts_that_could_not_be_served_fail_and_the_others_do_not() -> None:
    made = _report({WEB: TAKEN, APP: REFUSED, OUT: {"skipped": True, "changed": False}})
    assert made["failures"] == {APP: f"{APP} failed: changed since that run"}
    assert (made["changed"], made["run_failure"], made["fail_once"]) == (False, None, False)
    assert [line.split()[0] for line in made["table"]] == ["host", WEB, APP, "1", "1", "1", "This"]


def test_a_rollback_without_a_failure_ends_well() -> None:
    made = _report({WEB: TAKEN})
    assert (made["failures"], made["run_failure"], made["fail_once"]) == ({}, None, True)
