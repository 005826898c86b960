# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The link is up when a success that no failure followed and a connection of HealthService itself bear witness."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import FAILURES, SUCCESSES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import LinkEvidence, judge_link
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection

from tests.unit.plugins.plugin_utils.opsmgr.hosts import event, parent

HEALTH_SERVICE = 1234
RUNNING = Service("HealthService", "Running", "Auto", HEALTH_SERVICE)
OURS = Connection("192.0.2.1", 5723, HEALTH_SERVICE)
FOREIGN = Connection("192.0.2.1", 5723, 999)
OTHER_PORT = Connection("192.0.2.1", 443, HEALTH_SERVICE)
OTHERS = Connection("192.0.2.2", 5723, HEALTH_SERVICE)

SUCCESS = event(1210, "CORP")
FAILURE = event(20070, "gw01.corp.example")
SILENT = event(20053)
PARTNER = parent("gw02.partner.example", "PARTNER")
FAILOVER = parent("ms01.corp.example", index=1)


def link(
    events: Sequence[Event] | None,
    connections: Sequence[Connection] | None,
    service: Service | None = RUNNING,
    others: tuple[Parent, ...] = (),
) -> str:
    return judge_link(LinkEvidence(parent(), service, events, connections, others))


@pytest.mark.parametrize(
    ("events", "connections", "state"),
    [
        ([SUCCESS], [OURS], "up"),
        ([FAILURE, SUCCESS], [OURS], "up"),
        ([SUCCESS, FAILURE], [OURS], "probable"),
        ([FAILURE], [OURS], "probable"),
        ([], [OURS], "probable"),
        (None, [OURS], "probable"),
        ([SUCCESS], None, "probable"),
        ([SUCCESS], [], "pending"),
        ([SUCCESS], [FOREIGN], "pending"),
        ([SUCCESS], [OTHER_PORT], "pending"),
        ([FAILURE], [], "down"),
        ([FAILURE], None, "down"),
        ([SUCCESS, FAILURE], [], "down"),
        ([FAILURE], [FOREIGN], "down"),
        ([], [], "pending"),
        ([SILENT], [], "pending"),
        ([], None, "pending"),
        (None, [], "unknown"),
        (None, None, "unknown"),
    ],
)
def test_events_and_connections_make_the_state(
    events: list[Event] | None, connections: list[Connection] | None, state: str
) -> None:
    assert link(events, connections) == state


@pytest.mark.parametrize(
    "service",
    [None, *(Service("HealthService", state, "Auto", 0) for state in ("Stopped", "Start Pending", "Stop Pending"))],
    ids=["not installed", "stopped", "starting", "stopping"],
)
def test_an_agent_that_does_not_run_has_no_link(service: Service | None) -> None:
    assert link([SUCCESS], [Connection("192.0.2.1", 5723, 0)], service) == "down"


@pytest.mark.parametrize("number", SUCCESSES)
def test_each_success_counts(number: int) -> None:
    assert link([event(number)], [OURS]) == "up"


@pytest.mark.parametrize("number", FAILURES)
def test_each_failure_counts(number: int) -> None:
    assert link([event(number)], []) == "down"


@pytest.mark.parametrize(
    "telling",
    [
        event(1210, "PARTNER"),
        event(20070, "GW02.partner.example"),
        event(20057, "MSOMHSvc/gw02.partner.example"),
        event(21006, "ms01.corp.example", "5723"),
    ],
    ids=["another group's success", "another parent's failure", "its principal", "a failover of the same group"],
)
def test_an_event_about_another_parent_or_group_does_not_count(telling: Event) -> None:
    assert LinkEvidence(parent(), RUNNING, [telling], [], (PARTNER, FAILOVER)).last_event is None


@pytest.mark.parametrize("telling", [event(21016), event(21016, "somebody"), FAILURE, event(21025, "corp")])
def test_an_event_that_may_be_about_the_gateway_counts(telling: Event) -> None:
    assert LinkEvidence(parent(), RUNNING, [telling], [], (PARTNER, FAILOVER)).last_event == telling


@pytest.mark.parametrize(
    ("events", "connections", "state"),
    [
        ([SUCCESS], [OURS, OTHERS], "up"),
        ([SUCCESS], [OTHERS], "probable"),
        ([FAILURE], [OTHERS], "down"),
        ([event(1210, "PARTNER")], [OTHERS], "pending"),
        ([SUCCESS], [], "pending"),
    ],
    ids=["both groups", "one of the groups", "the other group", "the other group's success", "no group"],
)
def test_the_connection_of_another_group_proves_nothing(
    events: list[Event], connections: list[Connection], state: str
) -> None:
    assert link(events, connections, others=(PARTNER,)) == state


def test_a_failover_parent_has_no_connection_of_its_own() -> None:
    assert link([SUCCESS], [OURS], others=(FAILOVER,)) == "up"


def test_a_group_on_another_port_is_told_by_the_port() -> None:
    assert link([SUCCESS], [OURS], others=(parent("gw02", "PARTNER", port=6000),)) == "up"
