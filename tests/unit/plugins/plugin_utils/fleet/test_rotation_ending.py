# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stage of a rotation ends with in each batch."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch, BatchOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_ending import Ending, end_decision, end_stage
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, Stage, State

HOSTS = ("a", "b")
ALL = Batch(HOSTS, HOSTS, HOSTS)
FIRST, LAST = Batch(HOSTS, HOSTS, ("a",)), Batch(HOSTS, HOSTS, ("b",))
LAST_HOST_HAS_FAILED = Batch(HOSTS, ("a",), ("a",))
ROOT = "CN=New"


def host(name: str, state: str) -> HostResult:
    return HostResult(name, State(state), "refused", gateways=("gw01",))


@pytest.mark.parametrize(
    ("stage", "state", "fails"),
    [
        *(
            (stage, state, True)
            for stage in ("distribute", "verify", "remove")
            for state in ("unreachable", "undetermined")
        ),
        *(("distribute", state, False) for state in ("covered", "imported", "not_concerned", "parents_unknown")),
        ("distribute", "not_covered", True),
        *(("verify", state, False) for state in ("linked", "covered", "not_concerned")),
        *(("verify", state, True) for state in ("not_linked", "not_covered", "parents_unknown")),
        *(("remove", state, False) for state in ("absent", "kept", "removed")),
        ("remove", "not_removed", True),
    ],
)
def test_a_host_that_could_not_be_served_fails(stage: str, state: str, fails: bool) -> None:
    ending = end_stage([host("a", state), host("b", "covered")], Stage(stage), ALL)
    assert ending == Ending(BatchOutcome({"a": f"a is {state}: refused"} if fails else {}))


@pytest.mark.parametrize(
    ("results", "batch", "failing", "sentence"),
    [
        ([host("a", "unreachable")], FIRST, [], None),
        ([host("a", "unreachable"), host("b", "covered")], LAST, [], "a is unreachable: refused"),
        (
            [host("a", "unreachable"), host("b", "not_covered")],
            *(LAST, [], "a is unreachable: refused b is not_covered: refused"),
        ),
        ([host("a", "unreachable")], LAST_HOST_HAS_FAILED, ["a"], None),
        ([host("a", "covered"), host("b", "imported")], LAST, [], None),
    ],
)
def test_a_batch_of_which_no_host_was_served_is_left_to_the_last_one(
    results: Sequence[HostResult], batch: Batch, failing: list[str], sentence: str
) -> None:
    outcome = end_stage(results, Stage.DISTRIBUTE, batch).outcome
    assert (list(outcome.hosts), outcome.run) == (failing, sentence)


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        (Stage.DISTRIBUTE, State.NOT_COVERED),
        (Stage.DISTRIBUTE, State.UNREACHABLE),
        (Stage.REMOVE, State.NOT_REMOVED),
    ],
)
def test_a_host_that_was_changed_in_vain_fails_in_its_own_batch(stage: Stage, state: State) -> None:
    changed = HostResult("a", state, "refused", run="run-1")
    assert end_stage([changed], stage, FIRST).outcome == BatchOutcome({"a": f"a is {state}: refused"})


def test_a_host_whose_name_is_escaped_in_results_fails_the_run() -> None:
    ending = end_stage(
        [host("a\u202e", "unreachable")], Stage.DISTRIBUTE, Batch(("a\u202e",), ("a\u202e",), ("a\u202e",))
    )
    assert ending == Ending(BatchOutcome({}, "a\\u202e is unreachable: refused"))


COVERED, UNREACHABLE = [host("a", "covered"), host("b", "covered")], [host("a", "unreachable"), host("b", "covered")]
MAY_NOT = f"gw01 may not switch to {ROOT} yet: "
LEAVES_OUT = (
    "root_rotation_hosts is dmz, which leaves out hosts of this play: it must name all hosts that may have an agent of the "
    "gateways."
)


@pytest.mark.parametrize(
    ("results", "batch", "expected", "refused", "failure"),
    [
        (COVERED, ALL, HOSTS, (), None),
        (COVERED, LAST, HOSTS, (), None),
        (COVERED[:1], FIRST, HOSTS, None, None),
        (UNREACHABLE[:1], FIRST, HOSTS, None, None),
        (UNREACHABLE, LAST, HOSTS, ("gw01",), f"{MAY_NOT}a could not be reached."),
        (COVERED, ALL, (*HOSTS, "c"), ("gw01",), f"{MAY_NOT}c took no part in this run."),
        (COVERED[:1], ALL, HOSTS, ("gw01",), f"{MAY_NOT}b took no part in this run."),
        (COVERED[:1], LAST_HOST_HAS_FAILED, HOSTS, ("gw01",), f"{MAY_NOT}b took no part in this run."),
        (COVERED, ALL, ("a",), None, LEAVES_OUT),
        (COVERED, ALL, (), None, LEAVES_OUT),
        (COVERED[:1], FIRST, ("a",), None, LEAVES_OUT),
    ],
)
def test_the_last_batch_tells_whether_the_gateways_may_switch(
    results: Sequence[HostResult],
    batch: Batch,
    expected: Sequence[str],
    refused: tuple[str, ...] | None,
    failure: str | None,
) -> None:
    ending = end_decision(results, ["gw01"], ROOT, batch, "dmz", expected)
    assert ending.outcome == BatchOutcome({}, failure)
    assert (ending.decision.refused if ending.decision else None) == refused
