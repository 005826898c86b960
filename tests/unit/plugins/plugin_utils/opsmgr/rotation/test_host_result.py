# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a host stands that was looked at, and which hosts fail for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ConnectionLost,
    HostUnreachable,
    ScomDmzError,
    TimeLimitReached,
    Unreadable,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.authentication import Authentication, Method
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import (
    BY_KERBEROS,
    FAILING,
    OTHER_PARENTS,
    HostResult,
    Stage,
    State,
    failed_look,
    look_result,
    question,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.needs import OldRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.standing import Pointer, RotationStanding

from tests.unit.plugins.plugin_utils.opsmgr.hosts import parent
from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, GW2, OURS

APP = "app01.dmz.example"
KERBEROS = Authentication(Method.KERBEROS, "it is a member of a domain", certain=False)
NOT_KNOWN = Authentication(Method.UNKNOWN, "its domain could not be read", certain=False)
LACKS, OUT_OF_DATE = "the root CN=New is not among the trusted roots", "CN=New expired"


def pointers(*gateways: str) -> tuple[Pointer, ...]:
    return tuple(Pointer(name, parent(name, index=index)) for index, name in enumerate(gateways))


def standing(*gateways: str, unknown: bool = False, gaps: tuple[str, ...] = (), **facts: Any) -> RotationStanding:
    """A host of some gateways, whose parents may not all be known, and that lacks something for the new root."""
    usual = RotationStanding(pointers(*gateways), unknown, None, gaps, None)
    return replace(usual, **facts)


@pytest.mark.parametrize(
    ("seen", "state", "detail"),
    [
        (standing(), "not_concerned", ""),
        (standing(gaps=(LACKS,)), "not_concerned", ""),
        (standing(unknown=True), "covered", ""),
        (standing(unknown=True, gaps=(LACKS,)), "parents_unknown", OTHER_PARENTS),
        (standing(GW1), "covered", ""),
        (standing(GW1, gaps=(LACKS,)), "not_covered", LACKS),
        (standing(GW1, gaps=(LACKS, OUT_OF_DATE)), "not_covered", f"{LACKS}; {OUT_OF_DATE}"),
        (standing(GW1, unknown=True), "covered", ""),
        (standing(GW1, unknown=True, gaps=(LACKS,)), "not_covered", LACKS),
        (standing(GW1, authentication=KERBEROS), "not_concerned", BY_KERBEROS),
        (standing(GW1, gaps=(LACKS,), authentication=KERBEROS), "not_concerned", BY_KERBEROS),
        (standing(unknown=True, gaps=(LACKS,), authentication=KERBEROS), "not_concerned", BY_KERBEROS),
        (standing(gaps=(LACKS,), authentication=KERBEROS), "not_concerned", ""),
        (standing(GW1, authentication=NOT_KNOWN), "covered", ""),
        (standing(GW1, gaps=(LACKS,), authentication=NOT_KNOWN), "undetermined", NOT_KNOWN.reason),
        (standing(unknown=True, gaps=(LACKS,), authentication=NOT_KNOWN), "undetermined", NOT_KNOWN.reason),
        (standing(gaps=(LACKS,), authentication=NOT_KNOWN), "not_concerned", ""),
    ],
)
def test_a_host_stands_by_its_parents_and_by_what_it_trusts(seen: RotationStanding, state: str, detail: str) -> None:
    result = look_result(APP, seen)
    assert (result.host, result.state, result.detail, result.run) == (APP, state, detail, "")
    assert result.parents_unknown is seen.parents_unknown


def test_primary_and_failover_parents_count_in_every_management_group_and_each_gateway_once() -> None:
    twice = (*pointers(GW1, GW2), Pointer(GW1, parent(GW1, "OTHER")))
    assert look_result(APP, standing(pointers=twice)).gateways == (GW1, GW2)


@pytest.mark.parametrize("same_key", [False, True])
def test_a_renewal_with_the_same_key_is_told(same_key: bool) -> None:
    old = OldRoot("Root", OURS, None, same_key, ())
    assert look_result(APP, standing(GW1, old_root=old)).same_key is same_key
    assert look_result(APP, standing(GW1)).same_key is False


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (HostUnreachable("nothing answers"), "unreachable"),
        (ConnectionLost("nothing answers"), "unreachable"),
        (TimeLimitReached("nothing answers"), "unreachable"),
        (Unreadable("nothing answers"), "undetermined"),
        (ScomDmzError("nothing answers"), "undetermined"),
    ],
)
def test_a_host_that_cannot_be_read_is_known_by_why(error: ScomDmzError, state: str) -> None:
    assert failed_look(APP, error) == HostResult(APP, State(state), "nothing answers")


def test_every_stage_says_which_states_fail() -> None:
    failing = {stage.value: sorted(states) for stage, states in FAILING.items()}
    assert failing == {
        "distribute": ["not_covered", "undetermined", "unreachable"],
        "decide": [],
        "verify": ["not_covered", "not_linked", "parents_unknown", "undetermined", "unreachable"],
        "remove": ["not_removed", "undetermined", "unreachable"],
    }


def test_a_host_is_what_its_state_says_and_why() -> None:
    assert HostResult(APP, State.NOT_COVERED, LACKS).sentence == f"{APP} is not_covered: {LACKS}"


def test_a_question_tells_stage_root_and_gateways() -> None:
    asked = question(Stage.DECIDE, "AB", [GW1, GW2])
    assert asked == ["decide", "AB", GW1, GW2]
    assert asked != question(Stage.DECIDE, "AB", [GW1])
    assert [type(each) for each in asked] == [str] * 4
