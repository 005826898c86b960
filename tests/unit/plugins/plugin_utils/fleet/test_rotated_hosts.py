# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stage left on hosts, whatever became of their tasks."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotated_hosts import answers, read_result
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, Stage, State
from ansible_collections.scom.dmz.plugins.plugin_utils.results.rotation import describe_host_result

from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, NEW, NEW_GATEWAY, rotation

APP, WEB = "app01.dmz.example", "web01.dmz.example"
ASKED = ["decide", "AB", "gw01", "gw02"]
FULL = {
    "asked": ASKED,
    "state": "not_covered",
    "detail": "the root is missing",
    "gateways": ["gw01"],
    "parents_unknown": True,
    "same_key": True,
    "run": "run-1",
    "changed": True,
}


def test_a_host_is_known_by_what_its_task_returned() -> None:
    assert read_result(APP, FULL) == HostResult(
        *(APP, State.NOT_COVERED, "the root is missing", ("gw01",)), parents_unknown=True, same_key=True, run="run-1"
    )


def test_what_a_host_returns_is_read_as_it_was() -> None:
    result = HostResult(APP, State.IMPORTED, "why", (GW1,), parents_unknown=True, same_key=True, run="run-1")
    described = describe_host_result(result, Stage.DISTRIBUTE, rotation({GW1: NEW_GATEWAY}))
    assert read_result(APP, described) == result
    assert described["asked"] == ["distribute", NEW.certificate.sha256, GW1]
    assert {type(value) for value in described.values()} == {str, list, bool}
    assert (type(described["state"]), type(described["stage"])) == (str, str)


@pytest.mark.parametrize(
    ("registered", "state", "detail"),
    [
        ({"failed": True, "msg": "no such option"}, "undetermined", "no such option"),
        ({"unreachable": True, "msg": "refused"}, "unreachable", "refused"),
        ({"failed": True}, "undetermined", "the task failed"),
    ],
)
def test_a_host_on_which_ansible_itself_failed_is_known_by_its_message(
    registered: dict[str, Any], state: str, detail: str
) -> None:
    assert read_result(APP, registered) == HostResult(APP, State(state), detail)


@pytest.mark.parametrize(
    "asked",
    [
        ["distribute", "AB", "gw01", "gw02"],
        ["decide", "CD", "gw01", "gw02"],
        ["decide", "AB", "gw01"],
        ["decide", "AB", "gw02", "gw01"],
        [],
    ],
)
def test_what_another_run_of_the_role_has_asked_is_no_answer(asked: list[str]) -> None:
    found = answers({APP: FULL, WEB: {**FULL, "asked": asked}}, ASKED)
    assert [each.host for each in found] == [APP]


def test_a_host_on_which_ansible_itself_failed_answers_any_question() -> None:
    found = answers({APP: {"failed": True, "msg": "no such option"}}, ASKED)
    assert [(each.host, each.state) for each in found] == [(APP, "undetermined")]
