# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of three clocks is wrong, and what each of them shows at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import Clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset

from tests.unit.plugins.plugin_utils.opsmgr.situations import UNKNOWN_DEVICE, evidence, link, logged
from tests.unit.plugins.plugin_utils.x509.authority import NOW

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


def offset(ahead: timedelta | None, uncertainty: timedelta = timedelta()) -> ClockOffset | None:
    return None if ahead is None else ClockOffset(ahead, uncertainty)


def clocks(host: timedelta | None, gateway: timedelta | None) -> Clocks:
    return Clocks(offset(host), offset(gateway))


@pytest.mark.parametrize(
    ("host", "gateway", "wrong"),
    [
        (timedelta(), timedelta(), False),
        (HOUR, HOUR, True),
        (-HOUR, -HOUR - MINUTE, True),
        (HOUR, timedelta(), False),
        (timedelta(), HOUR, False),
        (HOUR, 3 * HOUR, False),
        (4 * MINUTE, 4 * MINUTE, False),
        (4 * MINUTE, 8 * MINUTE, False),
        (HOUR, None, False),
        (None, HOUR, False),
        (None, None, False),
    ],
)
def test_the_controllers_clock_is_wrong_when_host_and_gateway_contradict_it_alike(
    host: timedelta | None, gateway: timedelta | None, wrong: bool
) -> None:
    assert clocks(host, gateway).controller_is_wrong is wrong


@pytest.mark.parametrize("edge", [datetime.min, datetime.max])
def test_clocks_at_the_edge_of_time_stay_there(edge: datetime) -> None:
    ahead = edge.replace(tzinfo=UTC) - NOW
    later = NOW + (HOUR if ahead > timedelta() else -HOUR)
    assert clocks(ahead, ahead).righted(later) == edge.replace(tzinfo=UTC)


def test_what_the_question_took_is_no_difference() -> None:
    slow = offset(6 * MINUTE, 2 * MINUTE)
    assert not Clocks(slow, slow).controller_is_wrong


@pytest.mark.parametrize(
    ("host", "gateway", "of_host", "of_gateway"),
    [
        (None, None, None, None),
        (-HOUR, None, -HOUR, None),
        (-HOUR, MINUTE, -HOUR, MINUTE),
        (HOUR + SECOND, HOUR, SECOND, timedelta()),
    ],
    ids=["unknown", "the gateway's unknown", "both known", "the controller is wrong"],
)
def test_a_clock_is_compared_with_the_right_time(
    host: timedelta | None, gateway: timedelta | None, of_host: timedelta | None, of_gateway: timedelta | None
) -> None:
    known = clocks(host, gateway)
    assert (known.of_host, known.of_gateway) == (offset(of_host), offset(of_gateway))


@pytest.mark.parametrize(
    ("host", "gateway", "shown"),
    [(None, None, NOW), (-HOUR, None, NOW - HOUR), (HOUR + SECOND, HOUR, NOW + SECOND)],
)
def test_the_host_shows_its_own_time(host: timedelta | None, gateway: timedelta | None, shown: object) -> None:
    assert evidence(clocks=clocks(host, gateway)).host_now == shown


@pytest.mark.parametrize(
    ("host", "gateway", "shown"),
    [
        (timedelta(), timedelta(), NOW),
        (-2 * HOUR, timedelta(), NOW + 2 * HOUR),
        (timedelta(), HOUR, NOW + HOUR),
        (HOUR, HOUR, NOW),
        (HOUR, None, NOW),
    ],
)
def test_a_moment_of_the_host_is_another_one_of_the_gateway(
    host: timedelta | None, gateway: timedelta | None, shown: object
) -> None:
    assert clocks(host, gateway).from_host_to_gateway(NOW) == shown


def test_a_moment_of_the_host_is_taken_for_the_earliest_that_it_may_be() -> None:
    assert Clocks(offset(HOUR, SECOND), offset(HOUR, SECOND)).from_host_to_gateway(NOW) == NOW - 2 * SECOND


def test_no_moment_stays_none() -> None:
    assert clocks(HOUR, timedelta()).from_host_to_gateway(None) is None


@pytest.mark.parametrize(
    ("later", "host", "gateway", "found"),
    [
        (-HOUR, timedelta(), timedelta(), False),
        (HOUR, timedelta(), timedelta(), True),
        (-HOUR, 2 * HOUR, timedelta(), True),
        (HOUR, timedelta(), 2 * HOUR, False),
        (-HOUR, 2 * HOUR, None, False),
    ],
    ids=["before the start", "after it", "after it, the host is ahead", "before it, the gateway is ahead", "not known"],
)
def test_a_refusal_counts_since_the_agents_start_by_the_gateways_clock(
    later: timedelta, host: timedelta, gateway: timedelta | None, found: bool
) -> None:
    start = logged(20053)
    refusal = replace(UNKNOWN_DEVICE, time=start.time + later)
    known = evidence(link=link(start), gateway_lines=(refusal,), clocks=clocks(host, gateway))
    assert (known.refusal == refusal) is found
