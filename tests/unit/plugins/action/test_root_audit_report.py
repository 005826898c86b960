# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In a play, the hosts that take part in an audit are reported, and those that were not audited fail."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.action.root_audit_report import FACT, PART, ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import Baseline, read_baseline
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Root
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.audit import describe_root

from tests.unit.plugins.hostvars import HostVars

AUDITED = {FACT: {"roots": [], "findings": [], "ignored": [], "suppressions": []}, PART: {"include": "report.yml"}}
DOWN = {FACT: {"unreachable": True, "msg": "nothing answers"}, PART: {"include": "report.yml"}}
OF_ANOTHER_AUDIT = {**DOWN, PART: {}}
LEFT_OUT = {FACT: {"skipped": True}, PART: {"skipped": True}}


def report(hosts: dict[str, Any], *batch: str, folder: Path | None = None, **given: str) -> dict[str, Any]:
    action = ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    writes = {"folder": folder and str(folder), "baseline_from": None, "baseline_file": None}
    arguments = {"hosts": [], "play_hosts": True, "groups": [], "fail_on": "never", **writes, **given}
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


GOLDEN = Root("AB" * 32, "AB" * 20, "CN=Corp Root CA", (".Default",))
HOLDING = {**AUDITED, FACT: {**AUDITED[FACT], "roots": [describe_root(GOLDEN)]}}


def test_a_host_becomes_a_baseline_that_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "new" / "roots.txt"
    result = report({"web01": HOLDING}, "web01", baseline_from="web01", baseline_file=str(file))
    assert (result["changed"], result["problem"]) == (True, None)
    assert read_baseline(file.read_bytes(), "roots.txt") == Baseline(frozenset({GOLDEN.sha256}))
    assert not report({"web01": HOLDING}, "web01", baseline_from="web01", baseline_file=str(file))["changed"]


def test_a_baseline_that_was_reviewed_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "roots.txt"
    file.write_text("reviewed")
    result = report({"web01": HOLDING}, "web01", baseline_from="web01", baseline_file=str(file))
    assert result["run_failure"] == result["problem"]
    assert "it is there with other content" in result["problem"]
    assert file.read_text() == "reviewed"


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("web04", "cannot make a baseline of web04: nothing answers"),
        ("web05", "cannot make a baseline of web05: it is none of the hosts that were audited"),
    ],
)
def test_a_host_that_was_not_audited_is_no_baseline(tmp_path: Path, host: str, reason: str) -> None:
    hosts = {"web01": HOLDING, "web04": DOWN}
    result = report(hosts, *hosts, baseline_from=host, baseline_file=str(tmp_path / "roots.txt"))
    assert result["problem"] == reason
    assert not (tmp_path / "roots.txt").exists()


def test_a_baseline_waits_for_the_batch_of_its_host(tmp_path: Path) -> None:
    file = tmp_path / "roots.txt"
    hosts = {"web01": AUDITED, "web02": {}}
    assert report(hosts, "web01", baseline_from="web02", baseline_file=str(file))["problem"] is None
    report({"web01": AUDITED, "web02": HOLDING}, "web02", baseline_from="web02", baseline_file=str(file))
    assert file.exists()


@pytest.mark.parametrize("given", [{"baseline_from": "web01"}, {"baseline_file": "roots.txt"}])
def test_half_of_what_a_baseline_needs_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(OptionError, match="baseline_from names the host and baseline_file the file, so give both"):
        report({"web01": HOLDING}, "web01", **given)


def test_the_report_holds_each_root_once_with_its_hosts(tmp_path: Path) -> None:
    report({"web01": HOLDING, "web02": HOLDING, "web03": AUDITED}, "web03", folder=tmp_path)
    [root] = json.loads((tmp_path / "audit.json").read_text())["roots"]
    assert (root["sha256"], root["held"]) == (
        GOLDEN.sha256,
        [{"physical_stores": [".Default"], "imported_by": None, "hosts": ["web01", "web02"]}],
    )
