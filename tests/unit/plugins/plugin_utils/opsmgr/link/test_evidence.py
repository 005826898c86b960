# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The link is up when a success that no failure followed and a connection of HealthService itself bear witness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS, Nature, Side
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent, decode
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import judge_link
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, event, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import GATEWAY_ADDRESS, PROCESS, link, logged

OURS = Connection(GATEWAY_ADDRESS, 5723, PROCESS)
TRANSLATED = Connection("203.0.113.9", 5723, PROCESS)
OVER_IPV6 = Connection("2001:db8::10", 5723, PROCESS)
FOREIGN_PROCESS = Connection(GATEWAY_ADDRESS, 5723, PROCESS + 1)
OTHER_PORT = Connection(GATEWAY_ADDRESS, 443, PROCESS)

SUCCESS = logged(1210, "CORP")
PROGRESS = logged(21023, "CORP")
FAILURE = logged(20070, GATEWAY_NAME)
CONSEQUENCE = logged(21016, GATEWAY_NAME)
NOT_REACHED = logged(21006, GATEWAY_NAME, "5723", "10061")
INFORMATION = logged(21035)
LOADED = logged(20053)

PARTNER = parent("gw02.partner.example", "PARTNER")
FAILOVER = parent("ms01.corp.example", index=1)
OTHERS = (PARTNER, FAILOVER)

NATURES = {
    nature: sorted(
        number for number, kind in EVENT_KINDS.items() if kind.nature == nature and kind.side != Side.GATEWAY
    )
    for nature in (Nature.SUCCESS, Nature.PROGRESS, Nature.FAILURE, Nature.CONSEQUENCE)
}
OF_THE_OTHER_END = sorted(number for number, kind in EVENT_KINDS.items() if kind.side == Side.GATEWAY)


def judged(events: Sequence[LinkEvent] | None, connections: Sequence[Connection] | None, **facts: Any) -> str:
    return judge_link(link(events=events, connections=connections, **facts))


STATES = {
    "success, connected": ([SUCCESS], [OURS], "up"),
    "failure, success, connected": ([FAILURE, SUCCESS], [OURS], "up"),
    "success, another's connection too": ([SUCCESS], [TRANSLATED, OURS], "up"),
    "success, translated": ([SUCCESS], [TRANSLATED], "probable"),
    "progress, connected": ([PROGRESS], [OURS], "probable"),
    "success, progress, connected": ([SUCCESS, PROGRESS], [OURS], "probable"),
    "nothing, connected": ([], [OURS], "probable"),
    "nothing, translated": ([], [TRANSLATED], "probable"),
    "no log, connected": (None, [OURS], "probable"),
    "success, connections unknown": ([SUCCESS], None, "probable"),
    "failure, connected": ([FAILURE], [OURS], "pending"),
    "success, failure, connected": ([SUCCESS, FAILURE], [OURS], "pending"),
    "success, not reached for a while, connected": ([SUCCESS, CONSEQUENCE], [OURS], "up"),
    "success, not reached for a while, translated": ([SUCCESS, CONSEQUENCE], [TRANSLATED], "probable"),
    "not reached for a while, connected": ([CONSEQUENCE], [OURS], "probable"),
    "not reached for a while, translated": ([NOT_REACHED, CONSEQUENCE], [TRANSLATED], "probable"),
    "failure, not reached for a while, translated": ([FAILURE, NOT_REACHED], [TRANSLATED], "pending"),
    "not reached for a while, over IPv6": ([NOT_REACHED], [OVER_IPV6], "probable"),
    "failure, translated": ([FAILURE], [TRANSLATED], "pending"),
    "success, not connected": ([SUCCESS], [], "pending"),
    "success, another process connected": ([SUCCESS], [FOREIGN_PROCESS], "pending"),
    "success, connected elsewhere": ([SUCCESS], [OTHER_PORT], "pending"),
    "progress, not connected": ([PROGRESS], [], "pending"),
    "failure, progress, not connected": ([FAILURE, PROGRESS], [], "pending"),
    "progress, connections unknown": ([PROGRESS], None, "pending"),
    "nothing, not connected": ([], [], "pending"),
    "nothing, connections unknown": ([], None, "pending"),
    "information, not connected": ([INFORMATION], [], "pending"),
    "certificate loaded, not connected": ([LOADED], [], "pending"),
    "no log, not connected": (None, [], "pending"),
    "failure, not connected": ([FAILURE], [], "down"),
    "failure, connections unknown": ([FAILURE], None, "down"),
    "success, failure, not connected": ([SUCCESS, FAILURE], [], "down"),
    "progress, failure, not connected": ([PROGRESS, FAILURE], [], "down"),
    "consequence, not connected": ([CONSEQUENCE], [], "down"),
    "failure, another process connected": ([FAILURE], [FOREIGN_PROCESS], "down"),
    "no log, connections unknown": (None, None, "unknown"),
}


@pytest.mark.parametrize(("events", "connections", "state"), STATES.values(), ids=STATES.keys())
def test_events_and_connections_make_the_state(
    events: list[LinkEvent] | None, connections: list[Connection] | None, state: str
) -> None:
    assert judged(events, connections) == state


@pytest.mark.parametrize(
    "service",
    [None, *(Service("HealthService", state, "Auto", 0) for state in ("Stopped", "Start Pending", "Stop Pending"))],
    ids=["not installed", "stopped", "starting", "stopping"],
)
def test_an_agent_that_does_not_run_has_no_link(service: Service | None) -> None:
    assert judged([SUCCESS], [Connection(GATEWAY_ADDRESS, 5723, 0)], service=service) == "down"


@pytest.mark.parametrize(
    ("nature", "connections", "state"),
    [
        ("success", [OURS], "up"),
        ("progress", [], "pending"),
        ("failure", [], "down"),
        ("consequence", [], "down"),
    ],
)
def test_every_event_of_a_nature_counts_alike(nature: str, connections: list[Connection], state: str) -> None:
    states = {number: judged([logged(number)], connections) for number in NATURES[nature]}
    assert states == dict.fromkeys(NATURES[nature], state)


@pytest.mark.parametrize("number", OF_THE_OTHER_END)
def test_what_the_accepting_side_of_a_link_logs_does_not_count(number: int) -> None:
    assert link(logged(number)).outcome is None


ABOUT_OTHERS = {
    "another group's success": logged(1210, "PARTNER"),
    "another parent's failure": logged(20070, "GW02.partner.example"),
    "another parent's principal": logged(20057, "MSOMHSvc/gw02.partner.example"),
    "a failover of the same group": logged(21006, "ms01.corp.example", "5723"),
}
ABOUT_THE_GATEWAY = {
    "its name": FAILURE,
    "its principal": logged(20057, f"MSOMHSvc/{GATEWAY_NAME}"),
    "its group in another case": logged(21025, "corp"),
    "nobody": logged(21016),
    "somebody unknown": logged(21016, "somebody"),
    "a name that cannot be one": logged(20070, "gw02.partner.example\0"),
}


@pytest.mark.parametrize("telling", ABOUT_OTHERS.values(), ids=ABOUT_OTHERS.keys())
def test_an_event_about_another_parent_or_group_does_not_count(telling: LinkEvent) -> None:
    assert link(telling, others=OTHERS).outcome is None


@pytest.mark.parametrize("telling", ABOUT_THE_GATEWAY.values(), ids=ABOUT_THE_GATEWAY.keys())
def test_an_event_that_may_be_about_the_gateway_counts(telling: LinkEvent) -> None:
    assert link(telling, others=OTHERS).outcome == telling


def test_a_parent_of_two_groups_is_not_somebody_else() -> None:
    assert link(FAILURE, others=(parent(group="PARTNER"),)).outcome == FAILURE


GROUPS = {
    "both groups": ([SUCCESS], [OURS, TRANSLATED], "up"),
    "the gateway's address": ([SUCCESS], [OURS], "up"),
    "one of the groups, behind translation": ([SUCCESS], [TRANSLATED], "probable"),
    "both groups, behind translation": ([SUCCESS], [TRANSLATED, TRANSLATED], "probable"),
    "one of the groups, after a failure": ([FAILURE], [TRANSLATED], "down"),
    "the other group's success": ([logged(1210, "PARTNER")], [TRANSLATED], "pending"),
    "one of the groups, no log": (None, [TRANSLATED], "unknown"),
    "no group": ([SUCCESS], [], "pending"),
}


@pytest.mark.parametrize(("events", "connections", "state"), GROUPS.values(), ids=GROUPS.keys())
def test_the_connection_of_another_group_proves_nothing(
    events: list[LinkEvent] | None, connections: list[Connection], state: str
) -> None:
    assert judged(events, connections, others=(PARTNER,)) == state


WHERE = {
    "the parent's address": ([OURS], {}, "parent_address"),
    "another address": ([TRANSLATED], {}, "other_address"),
    "the parent's address is not known": ([OURS], {"addresses": ()}, "other_address"),
    "nowhere": ([], {}, "none"),
    "not told": (None, {}, "unknown"),
    "no service": ([OURS], {"service": None}, "unknown"),
    "one connection for two groups": ([TRANSLATED], {"others": (PARTNER,)}, "unknown"),
    "two connections for two groups": ([TRANSLATED, TRANSLATED], {"others": (PARTNER,)}, "other_address"),
    "a group on another port": ([TRANSLATED], {"others": (replace(PARTNER, port=6000),)}, "other_address"),
    "a failover of the same group": ([TRANSLATED], {"others": (FAILOVER,)}, "failover"),
    "a failover beside the parent's address": ([TRANSLATED, OURS], {"others": (FAILOVER,)}, "parent_address"),
    "a failover, and the parent's address is not known": (
        [TRANSLATED],
        {"others": (FAILOVER,), "addresses": ()},
        "other_address",
    ),
    "a failover on another port": ([TRANSLATED], {"others": (replace(FAILOVER, port=6000),)}, "other_address"),
    "a failover and no connection": ([], {"others": (FAILOVER,)}, "none"),
    "one connection for a failover and another group": ([TRANSLATED], {"others": OTHERS}, "unknown"),
    "two parents of another group": (
        [TRANSLATED, TRANSLATED],
        {"others": (PARTNER, replace(PARTNER, index=1))},
        "other_address",
    ),
    "IPv6, of which no address is known": ([OVER_IPV6], {}, "other_address"),
    "IPv6, of which no address is known, with a failover": ([OVER_IPV6], {"others": (FAILOVER,)}, "unknown"),
    "IPv6 for one of two groups, with a failover": ([OVER_IPV6, TRANSLATED], {"others": OTHERS}, "unknown"),
    "IPv6 of a failover": ([OVER_IPV6], {"others": (FAILOVER,), "addresses": ("2001:db8::1",)}, "failover"),
    "IPv4, of which no address is known, with a failover": (
        [TRANSLATED],
        {"others": (FAILOVER,), "addresses": ("2001:db8::1",)},
        "unknown",
    ),
    "no address, with a failover": ([Connection("", 5723, PROCESS)], {"others": (FAILOVER,)}, "unknown"),
    "a failover, and what is known of the parent is no address": (
        [TRANSLATED],
        {"others": (FAILOVER,), "addresses": (GATEWAY_NAME,)},
        "other_address",
    ),
}


@pytest.mark.parametrize(("connections", "facts", "where"), WHERE.values(), ids=WHERE.keys())
def test_connections_of_health_service_tell_where_it_is_connected(
    connections: list[Connection] | None, facts: dict[str, Any], where: str
) -> None:
    assert link(connections=connections, **facts).connected == where


@pytest.mark.parametrize(
    ("known", "remote"),
    [
        ("2001:DB8::10", "2001:db8::10"),
        ("2001:db8:0:0::0010", "2001:db8::10"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("fe80::10", "fe80::10%4"),
    ],
)
def test_the_parents_address_is_known_however_it_is_written(known: str, remote: str) -> None:
    connections = [Connection(remote, 5723, PROCESS)]
    assert link(connections=connections, addresses=(known,), others=(FAILOVER,)).connected == "parent_address"


ODD_ADDRESSES = ["", "::ffff:192.0.2", "2001:db8::1::2", "1" * 100_000, "%", "\ud800", "１.1.1.1"]


@pytest.mark.parametrize("odd", ODD_ADDRESSES, ids=lambda odd: ascii(odd)[:20])
def test_an_address_that_is_malformed_is_nobodys(odd: str) -> None:
    connections = [Connection(odd, 5723, PROCESS)]
    assert link(connections=connections, addresses=(odd, GATEWAY_ADDRESS)).connected == "other_address"


def test_a_group_on_another_port_is_told_by_the_port() -> None:
    assert judged([SUCCESS], [OURS], others=(parent("gw02", "PARTNER", port=6000),)) == "up"


def since_start(*numbers: int) -> list[LinkEvent]:
    """Events of the gateway in the order of their record ids."""
    return [logged(number, GATEWAY_NAME, record_id=position) for position, number in enumerate(numbers, 1)]


@pytest.mark.parametrize("loading", [20053, 20066, 20068, 21022])
def test_what_was_logged_before_the_last_start_does_not_count(loading: int) -> None:
    assert link(*since_start(20070, loading)).outcome is None


def test_what_was_logged_after_the_last_start_counts() -> None:
    events = since_start(21025, 20053, 20070)
    assert link(*events).failure == events[-1]


def test_the_last_of_several_starts_counts() -> None:
    assert link(*since_start(20053, 20070, 20066)).outcome is None


def test_the_newest_load_of_the_own_certificate_is_told() -> None:
    events = since_start(20066, 20053)
    assert link(*events).own_certificate == events[1]


def test_without_the_log_nothing_is_known_of_the_own_certificate() -> None:
    assert link(events=None).own_certificate is None


@pytest.mark.parametrize(
    ("numbers", "failure"),
    [((20070,), 20070), ((20070, 21016), 20070), ((20071, 20072), 20072), ((20070, 21025), None), ((21016,), None)]
    + [((20070, 21023), None), ((21025, 20070), 20070), ((), None)],
)
def test_a_failure_is_the_newest_that_nothing_better_followed(numbers: tuple[int, ...], failure: int | None) -> None:
    found = link(*since_start(*numbers)).failure
    assert (found.event_id if found else None) == failure


def test_a_success_after_a_restart_is_probable_without_a_connection() -> None:
    assert judged([SUCCESS], [], restarted=True) == "probable"


@pytest.mark.parametrize(("events", "state"), [([], "pending"), ([PROGRESS], "pending"), ([FAILURE], "down")])
def test_a_restart_makes_nothing_else_probable(events: list[LinkEvent], state: str) -> None:
    assert judged(events, [], restarted=True) == state


HOLDS = {
    "the parent's address": ([], [OURS], {}, True),
    "the parent's address, no log": (None, [OURS], {}, True),
    "the parent's address after a failure": ([FAILURE], [OURS], {}, False),
    "the parent's address after a failure that is over": ([FAILURE, SUCCESS], [OURS], {}, True),
    "the parent's address after it was not reached": ([NOT_REACHED], [OURS], {}, True),
    "another address after a success, and not being reached": ([SUCCESS, NOT_REACHED], [TRANSLATED], {}, True),
    "another address after it was not reached": ([NOT_REACHED], [TRANSLATED], {}, False),
    "another address after a success": ([SUCCESS], [TRANSLATED], {}, True),
    "another address alone": ([], [TRANSLATED], {}, False),
    "another address after a failure": ([SUCCESS, FAILURE], [TRANSLATED], {}, False),
    "a failover after a success": ([SUCCESS], [TRANSLATED], {"others": (FAILOVER,)}, False),
    "a success without a connection": ([SUCCESS], [], {}, False),
    "a success, connections not told": ([SUCCESS], None, {}, False),
}


@pytest.mark.parametrize(("events", "connections", "facts", "holds"), HOLDS.values(), ids=HOLDS.keys())
def test_a_link_holds_while_nothing_speaks_against_its_connection(
    events: list[LinkEvent] | None, connections: list[Connection] | None, facts: dict[str, Any], holds: bool
) -> None:
    assert link(events=events, connections=connections, **facts).holds is holds


@pytest.mark.parametrize(
    ("events", "state"),
    [([SUCCESS], "pending"), ([PROGRESS], "pending"), ([], "pending"), ([FAILURE, SUCCESS], "down")],
    ids=["success", "progress", "nothing", "failure, success"],
)
def test_the_successes_of_a_failover_do_not_count(events: list[LinkEvent], state: str) -> None:
    assert judged(events, [TRANSLATED], others=(FAILOVER,)) == state


PRIMARY = parent("ms01.corp.example")
STANDING_BY = {
    "connected to the primary": ([], [TRANSLATED], {}, "standby"),
    "the primary's success": ([SUCCESS], [TRANSLATED], {}, "standby"),
    "a failure of its own": ([FAILURE], [TRANSLATED], {}, "down"),
    "no connection": ([], [], {}, "pending"),
    "connected to it": ([SUCCESS], [OURS], {}, "up"),
    "its address is not known": ([], [TRANSLATED], {"addresses": ()}, "probable"),
    "connected over IPv6, of which its addresses are not known": ([], [OVER_IPV6], {}, "pending"),
    "a success, connected over IPv6": ([SUCCESS], [OVER_IPV6], {}, "probable"),
    "the service does not run": ([], [TRANSLATED], {"service": None}, "down"),
}


@pytest.mark.parametrize(("events", "connections", "facts", "state"), STANDING_BY.values(), ids=STANDING_BY.keys())
def test_a_failover_stands_by_while_another_parent_of_the_group_is_connected(
    events: list[LinkEvent], connections: list[Connection], facts: dict[str, Any], state: str
) -> None:
    failover = parent(GATEWAY_NAME, index=1)
    assert judged(events, connections, **{"parent": failover, "others": (PRIMARY,), **facts}) == state


@pytest.mark.parametrize("number", [21005, 21006, 21015, 21016])
def test_a_connection_to_the_parents_address_refutes_that_it_was_not_reached(number: int) -> None:
    told = logged(number, GATEWAY_NAME)
    assert (link(told, connected=True).outcome, link(told).outcome) == (None, told)


@pytest.mark.parametrize("number", [20057, 20070, 20071])
def test_a_connection_to_the_parents_address_refutes_no_other_failure(number: int) -> None:
    assert link(logged(number, GATEWAY_NAME), connected=True).failure == logged(number, GATEWAY_NAME)


ONLY_THE_PARENTS: dict[str, dict[str, Any]] = {
    "translated": {},
    "the parent's address is not known": {"addresses": ()},
    "beside that of another group": {"connections": [TRANSLATED, TRANSLATED], "others": (PARTNER,)},
    "a failover on another port": {"others": (replace(FAILOVER, port=6000),)},
    "over IPv6": {"connections": [OVER_IPV6]},
}
MAYBE_ANOTHERS: dict[str, dict[str, Any]] = {
    "a failover": {"others": (FAILOVER,)},
    "a failover, and the parent's address is not known": {"others": (FAILOVER,), "addresses": ()},
    "a failover over IPv6": {"connections": [OVER_IPV6], "others": (FAILOVER,)},
    "another group": {"others": (PARTNER,)},
    "another process": {"connections": [FOREIGN_PROCESS]},
    "nobody told": {"connections": None},
}


@pytest.mark.parametrize("number", [21005, 21006, 21015, 21016])
@pytest.mark.parametrize("facts", ONLY_THE_PARENTS.values(), ids=ONLY_THE_PARENTS.keys())
def test_a_connection_that_can_be_no_other_parents_refutes_that_it_was_not_reached(
    facts: dict[str, Any], number: int
) -> None:
    assert link(logged(number, GATEWAY_NAME), **{"connections": [TRANSLATED], **facts}).outcome is None


@pytest.mark.parametrize("number", [21005, 21006, 21015, 21016])
@pytest.mark.parametrize("facts", MAYBE_ANOTHERS.values(), ids=MAYBE_ANOTHERS.keys())
def test_a_connection_that_may_be_another_parents_refutes_nothing(facts: dict[str, Any], number: int) -> None:
    told = logged(number, GATEWAY_NAME)
    assert link(told, **{"connections": [TRANSLATED], **facts}).outcome == told


@pytest.mark.parametrize("number", [20057, 20070, 20071])
def test_a_translated_connection_refutes_no_failed_authentication(number: int) -> None:
    told = logged(number, GATEWAY_NAME)
    assert link(told, NOT_REACHED, connections=[TRANSLATED]).failure == told


def at(hour: int, event: LinkEvent) -> LinkEvent:
    return replace(event, record_id=hour, time=datetime(2026, 6, 1, hour, tzinfo=UTC))


LAST_GOOD = {
    "a success": ([at(3, SUCCESS), at(4, FAILURE)], 3),
    "the newest success": ([at(3, SUCCESS), at(5, SUCCESS)], 5),
    "a start": ([at(2, SUCCESS), at(6, LOADED)], 6),
    "a start without a certificate": ([at(6, logged(20066))], 6),
    "no progress": ([at(2, SUCCESS), at(6, PROGRESS)], 2),
    "not another group's success": ([at(2, SUCCESS), at(6, logged(1210, "PARTNER"))], 2),
}


@pytest.mark.parametrize(("events", "hour"), LAST_GOOD.values(), ids=LAST_GOOD.keys())
def test_the_agent_last_got_along_with_a_success_or_a_start(events: list[LinkEvent], hour: int) -> None:
    assert link(*events, others=(PARTNER,)).last_good == datetime(2026, 6, 1, hour, tzinfo=UTC)


@pytest.mark.parametrize("events", [None, [], [FAILURE]], ids=["no log", "nothing", "a failure"])
def test_an_agent_may_never_have_got_along(events: list[LinkEvent] | None) -> None:
    assert link(events=events).last_good is None


LATER = logged(1210, "corp", record_id=2)


@pytest.mark.parametrize(
    ("events", "former", "found"),
    [
        ([SUCCESS, FAILURE], (), SUCCESS),
        ([FAILURE], (SUCCESS,), SUCCESS),
        ([FAILURE, LATER], (SUCCESS,), LATER),
        ([logged(1210, "PARTNER"), FAILURE], (logged(1210, "PARTNER"),), None),
        ([logged(21025, "CORP"), FAILURE], (), None),
        (None, (), None),
    ],
    ids=["before", "before what was read", "the newest", "of another group", "received, not applied", "no log"],
)
def test_an_agent_was_configured_when_its_group_says_so(
    events: list[LinkEvent] | None, former: tuple[LinkEvent, ...], found: LinkEvent | None
) -> None:
    assert link(events=events, former_configurations=former).configured == found


@pytest.mark.parametrize(
    ("numbers", "first"),
    [((21023,), 1), ((21023, 21024, 21023), 1), ((21025, 21024), 2), ((20070, 21023, 21023), 2), ((21023, 20070), None)]
    + [((21023, 21025), None), ((), None), ((21023, 20053, 21023), 3)],
)
def test_the_agent_waits_since_the_first_of_its_newest_requests(numbers: tuple[int, ...], first: int | None) -> None:
    events = [
        logged(number, "CORP" if number > 21016 else GATEWAY_NAME, record_id=i) for i, number in enumerate(numbers, 1)
    ]
    found = link(*events).waiting_since
    assert (found and found.record_id) == first


ODD_NAMES = ["\0", "\u202egw01", "g\nw", " ", "x" * 100_000, "%1", "<a&b>", "\ud800", "🂡"]


@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: ascii(name)[:20])
def test_odd_names_in_events_are_borne(name: str) -> None:
    events = [decode(event(number, name, name, name)) for number in EVENT_KINDS]
    known = [replace(telling, record_id=1) for telling in events if telling is not None]
    assert judged(known, [], others=OTHERS) in ("down", "pending")
