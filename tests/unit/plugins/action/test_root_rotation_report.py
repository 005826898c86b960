# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All hosts of a play count together, by what was registered of them and by what the run was asked to tell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible_collections.scom.dmz.plugins.action.root_rotation_report import ActionModule

from tests.unit.plugins.hostvars import HostVars

GW1, GW2 = "gw01.corp.example", "gw02.corp.example"
APP, WEB, OUT = "app01.dmz.example", "web01.dmz.example", "out01.dmz.example"
SHA256 = "AB" * 32
MAY_NOT = f"{GW1}, {GW2} may not switch to CN=New yet: "


def registered(state: str, stage: str = "decide", **values: Any) -> dict[str, Any]:
    """What the task of a host left."""
    usual = {
        "asked": [stage, SHA256, GW1, GW2],
        "state": state,
        "detail": "",
        "gateways": [GW1, GW2],
        "parents_unknown": False,
        "same_key": False,
        "run": "",
        "journal_run": "run-1",
        "changes": [],
    }
    return {"root_rotation_result": {**usual, **values}}


COVERED = registered("covered")


def report(
    facts: dict[str, dict[str, Any]],
    *,
    active: Sequence[str] | None = None,
    batch: Sequence[str] | None = None,
    check_mode: bool = False,
    **arguments: Any,
) -> dict[str, Any]:
    """Put the hosts of a play together that has all of these; the inventory has one more, and the gateways."""
    hosts = list(facts)
    task = SimpleNamespace(check_mode=check_mode)
    action = ActionModule(task, None, None, DataLoader(), None, None)
    given = {
        "stage": "decide",
        "gateways": [GW1, GW2],
        "root_subject": "CN=New",
        "root_sha256": SHA256,
        "content": None,
        "old_sha256": "",
        "old_content": None,
        "hosts": f"all:!{OUT}",
        "folder": None,
        **arguments,
    }
    variables = {
        "hostvars": HostVars({OUT: {}, GW1: {}, GW2: {}, **facts}),
        "groups": {"all": [*hosts, OUT, GW1, GW2], "dmz": [*hosts, OUT], "gateways": [GW1, GW2]},
        "ansible_play_hosts_all": hosts,
        "ansible_play_hosts": list(active or hosts),
        "ansible_play_batch": list(batch or hosts),
    }
    result: dict[str, Any] = action.work(given, variables)
    return result


def test_gateways_may_switch_when_all_hosts_of_the_pattern_are_covered() -> None:
    made = report({APP: COVERED, WEB: COVERED})
    assert made["table"][-3:] == [
        *(f"{name}: 2 of 2 agents trust CN=New; it may switch" for name in (GW1, GW2)),
        f"{GW1}, {GW2} may switch to CN=New: every agent trusts it.",
    ]
    assert (made["changed"], made["failures"], made["run_failure"], made["fail_once"]) == (False, {}, None, True)


@pytest.mark.parametrize("pattern", ["all", "dmz", f"{APP},{WEB},{OUT}", "dmz:!gateways", "all:!gateways"])
def test_a_host_of_the_pattern_that_the_run_leaves_out_keeps_the_gateways(pattern: str) -> None:
    made = report({APP: COVERED, WEB: COVERED}, hosts=pattern)
    assert made["run_failure"] == f"{MAY_NOT}{OUT} took no part in this run."


@pytest.mark.parametrize("pattern", ["nobody", OUT, APP, "gateways"])
def test_a_pattern_that_leaves_out_hosts_of_the_play_gives_no_answer(pattern: str) -> None:
    made = report({APP: COVERED, WEB: COVERED}, hosts=pattern)
    assert made["run_failure"] == (
        f"root_rotation_hosts is {pattern}, which leaves out hosts of this play: it must name all hosts that may have an "
        "agent of the gateways."
    )
    assert made["table"][-1] == f"{GW2}: 2 of 2 agents trust CN=New"


@pytest.mark.parametrize(
    "facts",
    [{}, {"root_rotation_result": {"skipped": True, "changed": False}}, registered("covered", "distribute")],
)
def test_a_host_that_was_not_asked_this_took_no_part(facts: dict[str, Any]) -> None:
    assert report({APP: COVERED, WEB: facts})["run_failure"] == f"{MAY_NOT}{WEB} took no part in this run."


def test_an_answer_about_other_gateways_or_another_root_is_none() -> None:
    for asked in (["decide", SHA256, GW2], ["decide", "CD" * 32, GW1, GW2]):
        made = report({APP: COVERED, WEB: registered("covered", asked=asked)})
        assert made["run_failure"] == f"{MAY_NOT}{WEB} took no part in this run."


def test_hosts_of_earlier_batches_count_and_only_the_last_batch_answers() -> None:
    facts = {APP: registered("unreachable", gateways=[]), WEB: COVERED}
    assert report({**facts, WEB: {}}, batch=[APP])["run_failure"] is None
    made = report(facts, batch=[WEB])
    assert made["run_failure"] == f"{MAY_NOT}{APP} could not be reached."
    assert [line.split()[0] for line in made["table"][1:3]] == [APP, WEB]


def test_the_last_batch_is_that_of_the_last_host_that_has_not_failed() -> None:
    made = report({APP: COVERED, WEB: {}}, active=[APP], batch=[APP])
    assert made["run_failure"] == f"{MAY_NOT}{WEB} took no part in this run."


def test_a_host_on_which_ansible_itself_failed_keeps_the_gateways() -> None:
    made = report({APP: COVERED, WEB: {"root_rotation_result": {"failed": True, "msg": "no such option"}}})
    assert made["run_failure"] == f"{MAY_NOT}{WEB} could not be read."


def test_in_other_stages_hosts_fail_that_could_not_be_served() -> None:
    facts = {APP: registered("removed", "remove"), WEB: registered("not_removed", "remove", detail="access is denied")}
    made = report(facts, stage="remove", hosts="nobody")
    assert (made["failures"], made["fail_once"]) == ({WEB: f"{WEB} is not_removed: access is denied"}, False)
    assert made["run_failure"] is None


def test_the_last_batch_fails_for_earlier_ones() -> None:
    facts = {APP: registered("unreachable", "distribute", detail="refused"), WEB: registered("imported", "distribute")}
    first = report({APP: facts[APP], WEB: {}}, stage="distribute", batch=[APP])
    assert (first["failures"], first["run_failure"]) == ({}, None)
    last = report(facts, stage="distribute", batch=[WEB])
    assert last["run_failure"] == f"{APP} is unreachable: refused"


LINE = f"imported Root {SHA256}"


def test_what_would_be_changed_has_a_digest_and_a_record(tmp_path: Path) -> None:
    facts = {APP: registered("imported", "distribute", changes=[LINE]), WEB: registered("covered", "distribute")}
    told = report(facts, stage="distribute", check_mode=True, folder=str(tmp_path))
    assert told["table"][-1] == f"What would be changed is approved by root_rotation_approved={told['digest']}"
    assert told["table"][-2] == f"The record is {told['record']}"
    record = json.loads(Path(told["record"]).read_text())
    assert (record["digest"], record["run"], record["check_mode"]) == (told["digest"], "run-1", True)
    assert {each["host"]: each["changes"] for each in record["hosts"]} == {APP: [LINE], WEB: []}
    done = report(facts, stage="distribute", folder=str(tmp_path))
    assert (done["digest"], done["record"] != told["record"]) == (told["digest"], True)


def test_before_the_last_batch_there_is_no_digest_and_of_no_change_neither() -> None:
    facts = {APP: registered("imported", "distribute", changes=[LINE]), WEB: registered("covered", "distribute")}
    assert report({**facts, WEB: {}}, stage="distribute", batch=[APP])["digest"] is None
    assert report({WEB: facts[WEB]}, stage="distribute", check_mode=True)["digest"] is None
    assert report(facts, stage="distribute")["record"] is None


def test_check_mode_is_told_in_the_table() -> None:
    assert report({APP: COVERED}, check_mode=True)["table"][0].split()[1:3] == ["state", "(check)"]
