# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table at the end of a stage."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_table import table
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.decision import Decision
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, Stage, State

BOTH = ("gw01", "gw02")
ROOT = "CN=New"


def host(name: str, state: str, *gateways: str, detail: str = "", run: str = "", same_key: bool = False) -> HostResult:
    return HostResult(name, State(state), detail, gateways, same_key=same_key, run=run)


RESULTS = [
    host("app01.dmz.example", "imported", *BOTH, run="run-1"),
    host("app02.dmz.example", "not_covered", "gw02", detail="the root is missing"),
    host("bare01.dmz.example", "not_concerned"),
    host("web01.dmz.example", "covered", "gw02", run="run-1"),
    host("web02.dmz.example", "covered", "gw01", run="run-2"),
]
ROWS = [
    "host                     state          pointed at                               why",
    "app01.dmz.example        imported       gw01, gw02                               -",
    "app02.dmz.example        not_covered    gw02                                     the root is missing",
    "bare01.dmz.example       not_concerned  -                                        -",
    "web01.dmz.example        covered        gw02                                     -",
    "web02.dmz.example        covered        gw01                                     -",
    "   2 covered",
    "   1 imported",
    "   1 not_concerned",
    "   1 not_covered",
]
AGENTS = [f"gw01: 2 of 2 agents trust {ROOT}", f"gw02: 2 of 3 agents trust {ROOT}"]
TAKEN_BACK = "What was changed can be taken back by scom.dmz.rollback with root_rollback_run="
RUNS = [f"{TAKEN_BACK}run-1", f"{TAKEN_BACK}run-2"]


def test_a_distribution_shows_hosts_states_agents_and_each_run_once() -> None:
    assert table(RESULTS, Stage.DISTRIBUTE, BOTH, ROOT) == ROWS + AGENTS + RUNS


@pytest.mark.parametrize(
    ("decision", "answers"),
    [
        (None, ["", ""]),
        (Decision(BOTH, (), {}), ["; it may switch", "; it may switch"]),
        (Decision(BOTH, ("gw02",), {}), ["; it may switch", "; it may not switch yet"]),
    ],
)
def test_a_decision_is_shown_for_each_gateway_when_there_is_one(
    decision: Decision | None, answers: Sequence[str]
) -> None:
    shown = table(RESULTS, Stage.DECIDE, BOTH, ROOT, decision=decision)
    assert shown[10:12] == [line + answer for line, answer in zip(AGENTS, answers, strict=True)]
    assert (shown[-1] == f"gw01, gw02 may switch to {ROOT}: every agent trusts it.") is (
        answers[1] == "; it may switch"
    )


@pytest.mark.parametrize("stage", [Stage.VERIFY, Stage.REMOVE])
def test_after_the_switch_the_agents_of_gateways_are_not_counted(stage: Stage) -> None:
    assert table(RESULTS, stage, BOTH, ROOT) == ROWS + RUNS


@pytest.mark.parametrize(("stage", "words"), [(Stage.DISTRIBUTE, "would trust"), (Stage.DECIDE, "trust")])
def test_check_mode_is_told(stage: Stage, words: str) -> None:
    shown = table(RESULTS, stage, BOTH, ROOT, check_mode=True)
    assert shown[0] == "host                     state (check)  pointed at                               why"
    assert shown[10] == f"gw01: 2 of 2 agents {words} {ROOT}"


def test_a_renewal_is_told_once() -> None:
    results = [host("a", "covered"), *(host(name, "removed", same_key=True) for name in ("b", "c"))]
    assert (
        table(results, Stage.REMOVE, BOTH, ROOT)[-1]
        == "The new root or CA is a renewal of the old one with the same key."
    )


def test_a_stage_without_hosts_shows_the_gateways() -> None:
    assert table([], Stage.DECIDE, ["gw01"], ROOT) == [ROWS[0], f"gw01: 0 of 0 agents trust {ROOT}"]
