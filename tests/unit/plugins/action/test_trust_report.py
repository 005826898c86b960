# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's facts become a record for each gateway that its agent is pointed at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.action.trust_report import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError

from tests.unit.plugins.hostvars import HostVars
from tests.unit.plugins.plugin_utils.report.records import (
    APP,
    FINDING,
    GATEWAY,
    OTHER_GATEWAY,
    WEB,
    certificate,
    checked,
    onboarding,
    trust,
)

ROOT_B = certificate("CN=B", physical_stores=[])
AT_FIRST = [
    {"gateway": GATEWAY, "verdict": "root_missing"},
    {"gateway": OTHER_GATEWAY, "verdict": "not_approved"},
]


def seen(gateway: str, verdict: str, link: str, finding: str) -> dict[str, Any]:
    """What a check says of one gateway."""
    findings = [{**FINDING, "id": finding, "fix": f"Mend {finding}."}]
    return trust(gateway=gateway, verdict=verdict, confidence="probable", link=link, findings=findings)


def host(*seen: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The facts of a host whose last check saw these gateways."""
    return {"gateway_trust_result": {**checked(), "gateways": list(seen), **more}}


BOTH = host(
    seen(GATEWAY, "trusted", "standby", "expiring"),
    {**seen(OTHER_GATEWAY, "not_approved", "down", "not_approved"), "gateway_root": ROOT_B},
    asked=[GATEWAY, OTHER_GATEWAY, "gw03"],
    onboarding=onboarding("not_approved", verdicts_before=AT_FIRST),
)
ONE = host(gateway_trust=trust())
ELSEWHERE = host(verdict="not_pointed_at_gateway")
UNREACHABLE = host(verdict="unreachable", error="refused", unreachable=True)


def recorded(folder: Path, facts: dict[str, Any], *gateways: str) -> list[dict[str, Any]]:
    """The records that a task leaves, by host and gateway."""
    action = ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    arguments = {
        "folder": str(folder),
        "more_folders": [],
        "hosts": list(facts),
        "play_hosts": False,
        "gateways": list(gateways),
        "asked": [],
        "targets": None,
        "fail_when_unused": False,
        "failing_verdicts": [],
        "formats": ["json"],
        "title": "Title",
    }
    made = action.work(arguments, {"hostvars": HostVars(facts)})
    records: list[dict[str, Any]] = json.loads((folder / "report.json").read_text())["hosts"]
    assert made["recorded"] == len(list((folder / "hosts").glob("*.json")))
    return records


def test_a_host_of_two_gateways_has_a_record_for_each_with_what_was_found_of_that_gateway(tmp_path: Path) -> None:
    one, other = recorded(tmp_path, {WEB: BOTH})
    keys = ("gateway", "verdict_before", "verdict", "confidence", "link", "next_step")
    assert tuple(one[key] for key in keys) == (GATEWAY, "root_missing", "trusted", "probable", "standby", "")
    assert tuple(other[key] for key in keys) == (
        *(OTHER_GATEWAY, "not_approved", "not_approved", "probable", "down", "Mend not_approved."),
    )
    assert [each["findings"][0]["id"] for each in (one, other)] == ["expiring", "not_approved"]
    assert [each["root"]["subject"] for each in (one, other)] == ["CN=Root", "CN=B"]
    assert one["gateways"] == other["gateways"] == [GATEWAY, OTHER_GATEWAY, "gw03"]


@pytest.mark.parametrize("facts", [ONE, ELSEWHERE, UNREACHABLE])
def test_a_host_that_was_seen_at_no_gateway_has_the_record_of_its_one_result(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    [record] = recorded(tmp_path, {WEB: facts})
    assert (record["gateway"], record["verdict"]) == (GATEWAY, facts["gateway_trust_result"]["verdict"])
    assert [each["id"] for each in record["findings"]] == (["root_missing"] if facts is ONE else [])


def test_a_host_without_a_result_is_left_out(tmp_path: Path) -> None:
    assert recorded(tmp_path, {WEB: {"gateway_trust_result": {"skipped": True}}, APP: ONE})[0]["host"] == APP


def test_only_the_gateways_asked_for_are_recorded_and_blanks_around_a_name_do_not_matter(tmp_path: Path) -> None:
    other = host(gateway="gw03")
    records = recorded(tmp_path, {WEB: BOTH, APP: other}, f" {OTHER_GATEWAY}", "gw04")
    assert [(each["host"], each["gateway"]) for each in records] == [(WEB, OTHER_GATEWAY)]


def told(facts: dict[str, Any], *asked: str, failing: Sequence[str] = (), check_mode: bool = False) -> dict[str, Any]:
    """What a task tells of hosts without writing anything."""
    action = ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    arguments = {"folder": None, "hosts": list(facts), "play_hosts": False, "asked": list(asked), "targets": None}
    task_vars = {"hostvars": HostVars(facts), "ansible_check_mode": check_mode}
    return action.work({**arguments, "fail_when_unused": False, "failing_verdicts": failing}, task_vars)


def test_only_the_hosts_that_were_asked_about_these_gateways_are_told_of() -> None:
    other = host(gateway="gw03", asked=["gw03"])
    assert [line.split()[0] for line in told({WEB: ONE, APP: other}, GATEWAY)["table"][1:]] == [WEB, "1"]


def test_a_host_that_ansible_itself_failed_on_is_told_of_whatever_it_was_asked() -> None:
    failed = {"gateway_trust_result": {"failed": True, "msg": "no such option"}}
    [failed_hosts] = told({WEB: failed}, GATEWAY, failing=["undetermined"])["failed_hosts"]
    assert failed_hosts == {"host": WEB, "sentence": f"{WEB} is undetermined: no such option"}


def test_nothing_is_written_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = told({WEB: ONE})
    assert (made["recorded"], made["files"], list(tmp_path.iterdir())) == (0, [], [])


def in_a_play(facts: dict[str, Any], *batch: str, folder: Path | None = None) -> dict[str, Any]:
    """What a task tells of the hosts of a play, in the batch of these hosts."""
    action = ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    arguments = {"folder": folder and str(folder), "more_folders": [], "hosts": [], "play_hosts": True, "gateways": []}
    play = {"ansible_play_hosts_all": list(facts), "ansible_play_hosts": list(facts), "ansible_play_batch": batch}
    options = {
        "asked": [],
        "targets": None,
        "fail_when_unused": False,
        "failing_verdicts": ["root_missing", "unreachable"],
        "formats": [],
        "title": "",
    }
    return action.work({**arguments, **options}, {"hostvars": HostVars(facts), **play})


def test_a_batch_is_told_of_in_its_own_report_and_the_last_one_tells_of_all_hosts() -> None:
    facts = {WEB: ONE, APP: UNREACHABLE}
    assert [line.split()[0] for line in in_a_play(facts, WEB)["table"][1:]] == [WEB, "1"]
    assert [line.split()[0] for line in in_a_play(facts, APP)["table"][1:]] == [WEB, APP, "1", "1"]


def test_the_hosts_of_a_batch_fail_and_one_that_is_left_fails_the_run() -> None:
    facts = {WEB: ONE, APP: UNREACHABLE}
    whole = in_a_play({WEB: ELSEWHERE, APP: UNREACHABLE}, WEB, APP)
    assert (list(whole["failures"]), whole["run_failure"]) == ([APP], None)
    assert in_a_play(facts, WEB)["failures"] == {}
    assert in_a_play(facts, APP)["run_failure"].startswith(f"{WEB} is root_missing: ")


def test_a_folder_that_cannot_be_written_keeps_nobody_from_being_judged_and_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    made = in_a_play({WEB: ONE}, WEB, folder=tmp_path / "file")
    assert (made["failed"], len(made["failed_hosts"]), len(made["table"])) == (True, 1, 3)
    assert made["run_failure"].endswith(f" {made['msg']}")


def test_neither_hosts_nor_a_folder_is_refused() -> None:
    with pytest.raises(OptionError, match="nothing to report on"):
        told({})
