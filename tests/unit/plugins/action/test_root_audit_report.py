# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In a play, the hosts that take part in an audit are reported, and those that were not audited fail."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ansible_collections.scom.dmz.plugins.action.root_audit_report import FACT, PART, ActionModule

from tests.unit.plugins.hostvars import HostVars

AUDITED = {FACT: {"roots": [], "findings": [], "ignored": [], "suppressions": []}, PART: {"include": "report.yml"}}
DOWN = {FACT: {"unreachable": True, "msg": "nothing answers"}, PART: {"include": "report.yml"}}
OF_ANOTHER_AUDIT = {**DOWN, PART: {}}
LEFT_OUT = {FACT: {"skipped": True}, PART: {"skipped": True}}


def report(hosts: dict[str, Any], *batch: str, folder: Path | None = None) -> dict[str, Any]:
    action = ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    arguments = {"hosts": [], "play_hosts": True, "groups": [], "fail_on": "never", "folder": folder and str(folder)}
    play = {"ansible_play_hosts_all": list(hosts), "ansible_play_hosts": list(hosts), "ansible_play_batch": batch}
    return action.work(arguments, {"hostvars": HostVars(hosts), **play})


def test_the_report_is_of_the_hosts_that_take_part() -> None:
    hosts = {"web01": AUDITED, "web02": LEFT_OUT, "web03": OF_ANOTHER_AUDIT, "web04": DOWN, "web05": {}}
    result = report(hosts, *hosts)
    assert [row["host"] for row in result["hosts"]] == ["web01", "web04"]
    assert result["failures"] == {"web04": "web04 was not audited: nothing answers"}


def test_a_batch_that_would_fail_as_a_whole_is_left_to_the_last_one() -> None:
    hosts = {"web01": DOWN, "web02": AUDITED}
    assert (report(hosts, "web01")["failures"], report(hosts, "web01")["run_failure"]) == ({}, None)
    assert report(hosts, "web02")["run_failure"] == "web01 was not audited: nothing answers"


def test_the_run_fails_for_a_host_whose_name_is_escaped_in_results() -> None:
    assert report({"web\u202e": DOWN}, "web\u202e")["run_failure"] == "web\u202e was not audited: nothing answers"


def test_the_run_fails_for_a_report_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = report({"web01": AUDITED}, "web01", folder=tmp_path / "file")
    assert result["run_failure"] == result["problem"]
