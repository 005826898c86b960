# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event of Schannel counts by the process that it names, and where it names none by its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import Clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.handshakes import on_gateway, on_host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import SchannelEvent

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    PROCESS,
    UP,
    evidence,
    failing,
    gateway_evidence,
    handshake,
    link,
    logged,
)

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
OURS, OTHERS = "healthservice", "w3wp"
ADMITTED = logged(20020, "1", "web02")


def here(*events: SchannelEvent, **facts: object) -> Evidence:
    return failing(20071, schannel_events=events, **facts)


def there(*events: SchannelEvent, admits: bool = False, **facts: object) -> Evidence:
    told = gateway_evidence(schannel_events=events, events=(ADMITTED,) if admits else ())
    return failing(20071, gateway_evidence=told, **facts)


FAILED_AND_OTHERWISE = (handshake(36870), handshake(36870, at=AN_HOUR))

ON_HOST = {
    "of HealthService": (here(handshake(36870, OURS)), True),
    "of HealthService, some time after the failure": (here(handshake(36870, OURS, at=AN_HOUR)), True),
    "of HealthService, before the failure": (here(handshake(36870, OURS, at=-AN_HOUR)), False),
    "of another process": (here(handshake(36870, OTHERS)), False),
    "of the monitoring host": (here(handshake(36870, "monitoringhost")), False),
    "of no process, with the failure": (here(handshake(36870)), True),
    "of no process, a minute later": (here(handshake(36870, at=A_MINUTE)), True),
    "of no process, an hour later": (here(handshake(36870, at=AN_HOUR)), False),
    "of no process, and without a failure too": (here(*FAILED_AND_OTHERWISE), False),
    "of no process, and another one without a failure": (here(handshake(36870), handshake(36871, at=AN_HOUR)), True),
    "of HealthService's process without its name": (here(handshake(36870, at=AN_HOUR, process_id=PROCESS)), True),
    "of another process without its name": (here(handshake(36870, at=AN_HOUR, process_id=PROCESS + 1)), False),
    "before the service was started": (
        evidence(
            schannel_events=(handshake(36870, OURS, at=-A_MINUTE),),
            link=link(logged(20053), logged(20071, GATEWAY_NAME, record_id=2)),
        ),
        False,
    ),
    "of HealthService, in a log without failures": (evidence(schannel_events=(handshake(36870, OURS),)), True),
    "the link is up": (evidence(schannel_events=(handshake(36870, OURS),), link=UP), False),
    "the link was not looked at": (evidence(schannel_events=(handshake(36870, OURS),), link=None), False),
    "the log was not read": (failing(20071, schannel_events=None), False),
}

ON_GATEWAY = {
    "of HealthService, with the failure": (there(handshake(36874, OURS)), True),
    "of HealthService, without a failure": (there(handshake(36874, OURS, at=AN_HOUR)), False),
    "of another process": (there(handshake(36874, OTHERS)), False),
    "of no process, with the failure": (there(handshake(36874)), True),
    "of no process, without a failure": (there(handshake(36874, at=AN_HOUR)), False),
    "of no process, and all agents fail": (there(handshake(36874), handshake(36874, at=AN_HOUR)), True),
    "of no process, and others are let in": (there(handshake(36874), handshake(36874, at=AN_HOUR), admits=True), False),
    "of HealthService, and others are let in": (there(handshake(36874, OURS), admits=True), True),
    "of a gateway whose clock is an hour ahead": (
        there(handshake(36874, at=AN_HOUR), clocks=Clocks(ClockOffset(timedelta()), ClockOffset(AN_HOUR))),
        True,
    ),
    "with what the gateway said of the agent": (
        evidence(
            link=link(),
            gateway_lines=(logged(20002, "192.0.2.11"),),
            gateway_evidence=gateway_evidence(schannel_events=(handshake(36874),)),
        ),
        True,
    ),
    "the gateway was not asked": (failing(20071, gateway_evidence=None), False),
    "its log was not read": (failing(20071, gateway_evidence=gateway_evidence(schannel_events=None)), False),
    "the link is up": (
        evidence(link=UP, gateway_evidence=gateway_evidence(schannel_events=(handshake(36874, OURS),))),
        False,
    ),
}


EDGES = tuple(edge.replace(tzinfo=UTC) for edge in (datetime.min, datetime.max))
APART = Clocks(ClockOffset(AN_HOUR), ClockOffset(timedelta()))


@pytest.mark.parametrize("clocks", [Clocks(), APART, Clocks(APART.gateway, APART.host)])
@pytest.mark.parametrize("edge", EDGES)
def test_a_time_at_the_edge_of_all_times_ends_no_check(edge: datetime, clocks: Clocks) -> None:
    """As an event without a time has, or a host that shows such a time."""
    failure, refusal = (replace(logged(number, GATEWAY_NAME), time=edge) for number in (20071, 20000))
    shown = (handshake(36870, OURS), replace(handshake(36870, OURS), time=edge))
    told = gateway_evidence(schannel_events=shown)
    for lines in ((), (refusal,)):
        for events in ((), (failure,)):
            found = evidence(
                schannel_events=shown,
                gateway_evidence=told,
                gateway_lines=lines,
                link=link(*events),
                clocks=clocks,
                now=edge,
            )
            assert len(on_host(found).ours) + len(on_gateway(found).ours) <= 2 * len(shown)


@pytest.mark.parametrize(("found", "counts"), ON_HOST.values(), ids=ON_HOST)
def test_an_event_of_the_host_counts(found: Evidence, counts: bool) -> None:
    assert bool(on_host(found).ours) is counts


@pytest.mark.parametrize(("found", "counts"), ON_GATEWAY.values(), ids=ON_GATEWAY)
def test_an_event_of_the_gateway_counts(found: Evidence, counts: bool) -> None:
    assert bool(on_gateway(found).ours) is counts


def test_what_does_not_count_is_kept_apart() -> None:
    ours, others = handshake(36870, OURS), handshake(36874, OTHERS, record_id=2)
    found = on_host(here(ours, others))
    assert (found.ours, found.others) == ((ours,), (others,))


def test_the_newest_of_some_numbers_is_found() -> None:
    older, newer = handshake(36870, OURS), handshake(36870, OURS, at=A_MINUTE, record_id=2)
    found = on_host(here(older, newer, handshake(36874, OURS, at=A_MINUTE, record_id=3)))
    assert found.newest(36870) == newer
    assert found.newest(36881) is None
