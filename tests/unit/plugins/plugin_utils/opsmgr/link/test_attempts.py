# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of one attempt belong together, and the one whose code names the cause tells what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.codes import CAUSES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.attempts import attempt_before, most_telling

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME
from tests.unit.plugins.plugin_utils.opsmgr.situations import link, logged, refused

Row = tuple[int, int, str]
"""Seconds, number and code."""


def log(*rows: Row) -> list[LinkEvent]:
    return [_event(record_id, *row) for record_id, row in enumerate(rows, start=1)]


def _event(record_id: int, seconds: int, number: int, code: str) -> LinkEvent:
    group = number in (1210, 21023)
    event = logged(number, *(["CORP"] if group else [GATEWAY_NAME, code]), record_id=record_id)
    return replace(event, time=event.time + timedelta(seconds=seconds))


ATTEMPTS: dict[str, tuple[list[Row], list[int]]] = {
    "one event": ([(0, 20057, "0x80090331")], [1]),
    "a code and a general one": ([(0, 20057, "0x80090331"), (2, 21001, "")], [1, 2]),
    "20072 and 20071": ([(0, 20072, "0x80092013"), (0, 20071, "")], [1, 2]),
    "with its consequence between": ([(0, 20072, "0x80092013"), (1, 21016, ""), (2, 20071, "")], [1, 3]),
    "within a minute": ([(0, 20057, "0x80090331"), (60, 21001, "")], [1, 2]),
    "more than a minute later": ([(0, 20057, "0x80090331"), (61, 21001, "")], [2]),
    "an hour's pause": ([(0, 20057, "0x80090331"), (3600, 21001, "")], [2]),
    "the same number again": ([(0, 20057, "0x80090331"), (1, 21001, ""), (3, 21001, "")], [3]),
    "two whole attempts": (
        [(0, 20057, "0x80090331"), (1, 21001, ""), (3, 20057, "0x80090325"), (4, 21001, "")],
        [3, 4],
    ),
    "a success between": ([(0, 20057, "0x80090331"), (1, 1210, ""), (2, 21001, "")], [3]),
    "a configuration asked for between": ([(0, 20057, "0x80090331"), (1, 21023, ""), (2, 21001, "")], [3]),
    "not reached before": ([(0, 21006, "5723"), (2, 20071, "")], [2]),
    "authenticated since": ([(0, 20057, "0x80090331"), (2, 20070, "")], [2]),
    "not reached since": ([(0, 20057, "0x80090331"), (2, 21006, "5723")], [2]),
    "a clock that was set back": ([(7200, 20057, "0x80090331"), (0, 21001, "")], [2]),
}

TELLING: dict[str, tuple[list[Row], int]] = {
    "a code before a general event": ([(0, 20057, "0x80090331"), (0, 21001, "")], 20057),
    "a code after a general event": ([(0, 20071, ""), (0, 20072, "0x80092013")], 20072),
    "no code at all": ([(0, 20071, ""), (0, 21001, "")], 21001),
    "an unknown code before none": ([(0, 20057, "0x80091234"), (0, 21001, "")], 20057),
    "a known code before an unknown one": ([(0, 20072, "0x80092010"), (0, 20057, "0x80091234")], 20072),
    "the newer of two known ones": ([(0, 20057, "0x80090325"), (0, 20072, "0x800B0109")], 20072),
}


@pytest.mark.parametrize(("rows", "belong"), ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_events_belong_to_the_attempt_that_ends_with_the_newest(rows: list[Row], belong: list[int]) -> None:
    events = log(*rows)
    assert [event.record_id for event in attempt_before(events, events[-1])] == belong


@pytest.mark.parametrize(("rows", "number"), TELLING.values(), ids=TELLING.keys())
def test_the_code_that_names_the_cause_tells_most(rows: list[Row], number: int) -> None:
    assert most_telling(log(*rows)).event_id == number


@pytest.mark.parametrize("code", CAUSES)
def test_a_general_event_does_not_hide_a_cause(code: int) -> None:
    failure = link(*log((0, 20057, f"0x{code:08X}"), (1, 21001, ""), (2, 21016, ""))).failure
    assert (failure and failure.code) == code


def test_of_the_gateways_refusals_the_code_tells_most() -> None:
    host = refused(logged(20072, "web01", "0x80092010"), logged(20002, "192.0.2.10", record_id=2))
    assert (host.refusal and host.refusal.event_id) == 20072


def test_a_request_for_access_is_no_part_of_a_failed_authentication() -> None:
    host = refused(logged(20072, "web01", "0x80092010"), logged(20000, "web01", record_id=2))
    assert (host.refusal and host.refusal.event_id) == 20000


def test_the_attempts_at_another_parent_are_not_this_ones() -> None:
    others = (replace(link().parent, index=1, network_name="gw02", authentication_name="gw02"),)
    events = [logged(20057, "gw02", "0x80090331"), logged(21001, GATEWAY_NAME, record_id=2)]
    failure = link(*events, others=others).failure
    assert (failure and failure.event_id) == 21001
