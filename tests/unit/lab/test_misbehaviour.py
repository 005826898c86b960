# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which requests meet which rules."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.lab.wsman import names
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour, Misbehaviours

WEB, SQL = "web01.dmz.example", "sql01.dmz.example"
SERVICE = names.cim_class("root/cimv2", "Win32_Service")
REGISTRY = names.cim_class("root/default", "StdRegProv")
GET = Request(names.GET, SERVICE, "uuid:1", None)
PULL = Request(names.PULL, SERVICE, "uuid:2", None)
INVOKE = Request(f"{REGISTRY}/EnumKey", REGISTRY, "uuid:3", None)
COMMAND = Request(names.COMMAND, names.COMMAND_SHELL, "uuid:4", None)
RECEIVE = Request(names.RECEIVE, names.COMMAND_SHELL, "uuid:5", None)
REQUESTS = {"get": GET, "pull": PULL, "invoke": INVOKE, "command": COMMAND, "receive": RECEIVE}


def in_force(*rules: Misbehaviour) -> Misbehaviours:
    misbehaviours = Misbehaviours()
    for rule in rules:
        misbehaviours.add(rule)
    return misbehaviours


def met(misbehaviours: Misbehaviours, requests: Iterable[Request | None], machine: str = WEB) -> list[list[int]]:
    """The statuses of the rules that each request meets."""
    return [[rule.status for rule in misbehaviours.of(machine, request)] for request in requests]


def status(number: int, **position: object) -> Misbehaviour:
    return Misbehaviour(Kind.STATUS, status=number, **position)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ({}, [[1], [1], [1], [1]]),
        ({"nth": 2}, [[], [1], [], []]),
        ({"nth": 2, "onwards": True}, [[], [1], [1], [1]]),
        ({"nth": 5}, [[], [], [], []]),
    ],
)
def test_a_rule_is_met_always_or_once_or_from_its_position_on(
    position: dict[str, object], expected: list[list[int]]
) -> None:
    assert met(in_force(status(1, **position)), [GET] * 4) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (status(1), ["get", "pull", "invoke", "command", "receive"]),
        (status(1, action="Get"), ["get"]),
        (status(1, action="EnumKey"), ["invoke"]),
        (status(1, resource=names.WMI), ["get", "pull", "invoke"]),
        (status(1, resource="/stdregprov"), ["invoke"]),
        (status(1, resource=names.WMI, action="Command"), []),
        (status(1, before_login=True), []),
        (Misbehaviour(Kind.RETURN), ["invoke"]),
        (Misbehaviour(Kind.SHORT_RECEIVES), ["receive"]),
        (Misbehaviour(Kind.ENDLESS_PULL), ["pull"]),
    ],
)
def test_a_rule_is_about_the_requests_that_it_is_narrowed_to(rule: Misbehaviour, expected: list[str]) -> None:
    assert [name for name, request in REQUESTS.items() if in_force(rule).of(WEB, request)] == expected


def test_only_matching_requests_count() -> None:
    rules = in_force(status(1, action="Get", nth=2))
    assert met(rules, [GET, COMMAND, PULL, GET, GET]) == [[], [], [], [1], []]


def test_an_exchange_before_the_login_is_no_request_and_counts_for_itself() -> None:
    rules = in_force(status(1, nth=2, before_login=True), status(2, nth=2))
    assert met(rules, [None, GET, None, GET]) == [[], [], [1], [2]]


def test_rules_count_for_themselves_whether_or_not_another_applies() -> None:
    rules = in_force(status(1, nth=1), status(2, nth=2), status(3))
    assert met(rules, [GET] * 3) == [[1, 3], [2, 3], [3]]


def test_a_rule_that_is_added_twice_counts_twice() -> None:
    rules = in_force(status(1, nth=1))
    assert met(rules, [GET]) == [[1]]
    rules.add(status(1, nth=1))
    assert met(rules, [GET, GET]) == [[1], []]


def test_machines_do_not_count_for_each_other_unless_the_rule_is_for_all() -> None:
    own = in_force(status(1, machine=WEB, nth=2))
    assert [met(own, [GET], machine) for machine in (WEB, SQL, WEB)] == [[[]], [[]], [[1]]]
    of_all = in_force(status(1, nth=2))
    assert [met(of_all, [GET], machine) for machine in (WEB, SQL)] == [[[]], [[1]]]


def test_a_machines_own_rules_come_first() -> None:
    assert met(in_force(status(1), status(2, machine=WEB)), [GET]) == [[2, 1]]


def test_nothing_is_met_any_more_when_the_rules_are_cleared() -> None:
    rules = in_force(status(1), status(2, machine=WEB))
    rules.clear()
    assert met(rules, [GET]) == [[]]
