# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a later run has learned of a host and a gateway counts, in whatever order the records come."""

from __future__ import annotations

from itertools import permutations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.report.latest_records import current
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record

from tests.unit.plugins.plugin_utils.report.records import GATEWAY, NOON, OTHER_GATEWAY, WEB, record

LATER = "2026-01-02T12:00:00Z"
LATEST = "2026-01-03T12:00:00Z"
ELSEWHERE = "not_pointed_at_gateway"
BOTH = [GATEWAY, OTHER_GATEWAY]


def kept(*records: Record) -> list[tuple[str, str]]:
    found = {tuple((each["gateway"], each["verdict"]) for each in current(order)) for order in permutations(records)}
    [only] = found
    return list(only)


def test_the_newest_record_of_each_host_and_gateway_counts() -> None:
    assert kept(
        record(WEB),
        record(WEB, "trusted", LATER),
        record(WEB, "not_approved", LATER, OTHER_GATEWAY),
        record(WEB, "trusted", NOON, OTHER_GATEWAY),
    ) == [(GATEWAY, "trusted"), (OTHER_GATEWAY, "not_approved")]


@pytest.mark.parametrize("time", [NOON, LATER], ids=["older", "newer"])
def test_a_gateway_that_an_agent_is_not_pointed_at_is_left_out_when_it_is_pointed_at_another(time: str) -> None:
    assert kept(record(WEB, ELSEWHERE, time), record(WEB, "trusted", "2026-01-01T18:00:00Z", OTHER_GATEWAY)) == [
        (OTHER_GATEWAY, "trusted")
    ]


@pytest.mark.parametrize("verdict", [ELSEWHERE, "no_agent", "unreachable", "undetermined"])
def test_a_host_that_is_not_known_to_be_pointed_anywhere_stays_in_the_report(verdict: str) -> None:
    assert kept(record(WEB, ELSEWHERE), record(WEB, verdict, gateway=OTHER_GATEWAY)) == [
        (GATEWAY, ELSEWHERE),
        (OTHER_GATEWAY, verdict),
    ]


def test_another_host_is_no_reason_to_leave_one_out() -> None:
    assert kept(record("a", ELSEWHERE), record("b", "trusted", gateway=OTHER_GATEWAY)) == [
        (GATEWAY, ELSEWHERE),
        (OTHER_GATEWAY, "trusted"),
    ]


def test_a_gateway_that_a_later_run_asked_about_and_the_agent_has_left_no_longer_counts() -> None:
    moved = record(WEB, "trusted", LATER, OTHER_GATEWAY)
    assert kept(record(WEB, "trusted"), {**moved, "gateways": BOTH}) == [(OTHER_GATEWAY, "trusted")]
    assert kept(record(WEB, "trusted"), moved) == [(GATEWAY, "trusted"), (OTHER_GATEWAY, "trusted")]


def test_a_host_that_could_not_be_checked_counts_until_a_later_run_could_check_it() -> None:
    unknown = record(WEB, "unreachable", gateway="", gateways=BOTH)
    assert kept(unknown, record(WEB, "trusted", LATER)) == [(GATEWAY, "trusted")]
    assert kept({**unknown, "time": LATER}, record(WEB, "trusted"), record(WEB, gateway=OTHER_GATEWAY)) == [
        ("", "unreachable")
    ]


@pytest.mark.parametrize("verdict", ["unreachable", "undetermined"])
def test_a_run_that_could_not_check_a_host_loses_no_gateway_that_the_next_one_does_not_ask_about(verdict: str) -> None:
    before = [record(WEB, "trusted", gateways=BOTH), record(WEB, gateway=OTHER_GATEWAY, gateways=BOTH)]
    unknown = record(WEB, verdict, LATER, "", gateways=BOTH)
    assert kept(*before, unknown, record(WEB, "trusted", LATEST)) == [
        (GATEWAY, "trusted"),
        (OTHER_GATEWAY, "root_missing"),
    ]
    moved = record(WEB, "trusted", LATEST, gateways=BOTH)
    assert kept(*before, unknown, moved) == [(GATEWAY, "trusted")]


def test_another_host_that_was_checked_later_says_nothing_of_one_that_could_not_be() -> None:
    assert kept(record("a"), record("a", "unreachable", LATER, "", gateways=[GATEWAY]), record("b", time=LATEST)) == [
        ("", "unreachable"),
        (GATEWAY, "root_missing"),
    ]


def test_all_gateways_of_one_run_count() -> None:
    assert kept(
        record(WEB, "trusted", LATER, gateways=BOTH), record(WEB, "trusted", LATER, OTHER_GATEWAY, gateways=BOTH)
    ) == [(GATEWAY, "trusted"), (OTHER_GATEWAY, "trusted")]
