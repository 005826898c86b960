# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate that is in date, but not by the clock of the machine that judges it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import Clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import clock
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import LoadFailure
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, ISSUING, gateway
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    STOPPED,
    UP,
    YESTERDAY,
    assert_judged,
    checked,
    evidence,
    failing,
    gateway_evidence,
    link,
    logged,
    member,
    refused,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, leaf

FAR, NEAR, IN_STEP = ClockOffset(-2 * YEAR), ClockOffset(timedelta(minutes=-10)), ClockOffset(timedelta())
UNSURE = ClockOffset(-2 * YEAR, 3 * YEAR)
HOST, GATEWAY, UNREAD = Clocks(FAR, IN_STEP), Clocks(IN_STEP, FAR), Clocks()
ALIKE = Clocks(FAR, FAR)
AHEAD = Clocks(ClockOffset(2 * YEAR), IN_STEP)
SKEWED = ("MSOMHSvc/gw01.corp.example", "0x80090324")


def at(number: int, time: datetime) -> LinkEvent:
    return replace(logged(number), time=time)


LOADED, NOT_VALID = logged(20053), at(20051, NOW - 2 * YEAR)
NOT_VALID_LATELY = at(20051, NOW - timedelta(hours=1))


def there(*events: LinkEvent, **facts: Any) -> Evidence:
    """With what the gateway logged."""
    return evidence(gateway_evidence=gateway_evidence(events=events), **facts)


CHAIN_HERE, CHAIN_THERE = clock.gateway_out_of_date_on_host, clock.agent_out_of_date_on_gateway
OWN_HERE, OWN_THERE = clock.own_certificate_out_of_date_on_host, clock.gateway_certificate_out_of_date_on_gateway
KERBEROS, FAILED = clock.clocks_too_far_apart_for_kerberos, link(logged(20071))
UNTOLD, LOGGED = clock.system_time_to_be_checked, clock.clocks_differ_by_the_log

EXPIRED_LEAF = gateway(leaf(GATEWAY_NAME, ISSUING, not_after=YESTERDAY))
DAYS_AHEAD = ClockOffset(timedelta(days=10))
ALIKE_AHEAD = Clocks(DAYS_AHEAD, DAYS_AHEAD)
ALONE = clock.in_date_by_the_controllers_clock_alone

JUDGED: dict[str, tuple[VerdictRule, Evidence, str, str]] = {
    "the gateway's chain, the host is behind": (CHAIN_HERE, evidence(clocks=HOST), "confirmed", "is not valid before"),
    "the gateway's chain, the host is ahead": (CHAIN_HERE, evidence(clocks=AHEAD), "confirmed", "expired at"),
    "the same without the root": (CHAIN_HERE, evidence(clocks=HOST, roots=()), "confirmed", "730 days behind"),
    "the gateway's clock is not known": (
        CHAIN_HERE,
        evidence(clocks=Clocks(FAR)),
        "confirmed",
        "the host's clock shows",
    ),
    "the agent's chain": (CHAIN_THERE, evidence(clocks=GATEWAY), "confirmed", "by the gateway's clock"),
    "its own certificate, 20051": (OWN_HERE, evidence(clocks=HOST, link=link(NOT_VALID)), "confirmed", "event 20051"),
    "its own certificate, no log": (OWN_HERE, evidence(clocks=HOST), "confirmed", "is not valid; the host's clock"),
    "its own certificate, stopped": (
        OWN_HERE,
        evidence(clocks=HOST, service=STOPPED, link=link(service=STOPPED)),
        "confirmed",
        "own certificate",
    ),
    "the gateway's own, no log": (OWN_THERE, there(clocks=GATEWAY), "probable", "the gateway's clock shows"),
    "20051, and no clock": (
        UNTOLD,
        evidence(clocks=UNREAD, link=link(NOT_VALID)),
        "probable",
        "check the system time first",
    ),
    "Kerberos, ten minutes": (KERBEROS, member(link=FAILED, clocks=Clocks(NEAR, IN_STEP)), "probable", "event 20071"),
    "in date by the controller's clock alone": (
        ALONE,
        evidence(EXPIRED_LEAF, clocks=ALIKE_AHEAD),
        "confirmed",
        "is in date by the controller's clock alone; the clocks of the host and the gateway show",
    ),
    "the agent's own, in date by the controller's clock alone": (
        ALONE,
        evidence(clocks=ALIKE_AHEAD, own=checked(certificate=leaf("web01", ISSUING, not_after=YESTERDAY))),
        "confirmed",
        "CN=web01",
    ),
    "0x80090324": (LOGGED, failing(20057, *SKEWED, clocks=UNREAD), "probable", "0x80090324"),
    "0x80090324, the clocks agree": (
        LOGGED,
        failing(20057, *SKEWED, clocks=Clocks(IN_STEP, IN_STEP)),
        "probable",
        "agent",
    ),
    "0x80090324, the clocks differ": (
        LOGGED,
        failing(20057, *SKEWED, clocks=Clocks(NEAR, IN_STEP)),
        "confirmed",
        "10 minutes",
    ),
    "0x80090324 on the gateway": (
        LOGGED,
        refused(logged(20072, "web01", "0x80090324"), clocks=UNREAD),
        "probable",
        "on the gateway",
    ),
}

UNSAID: dict[str, tuple[VerdictRule, Evidence]] = {
    "expired by every clock": (ALONE, evidence(EXPIRED_LEAF, clocks=Clocks(NEAR, NEAR))),
    "in date by every clock": (ALONE, evidence(clocks=Clocks(NEAR, NEAR))),
    "the controller's clock is right": (ALONE, evidence(EXPIRED_LEAF, clocks=Clocks(DAYS_AHEAD, IN_STEP))),
    "ten minutes": (CHAIN_HERE, evidence(clocks=Clocks(NEAR, IN_STEP))),
    "a clock that is not known": (CHAIN_HERE, evidence(clocks=UNREAD)),
    "too uncertain": (CHAIN_HERE, evidence(clocks=Clocks(UNSURE, IN_STEP))),
    "the controller's clock is wrong": (CHAIN_HERE, evidence(clocks=ALIKE)),
    "the link is up": (CHAIN_HERE, evidence(clocks=HOST, link=UP)),
    "the stores are not known": (CHAIN_HERE, evidence(clocks=HOST, trust=None, chain=None)),
    "the agent's chain, ten minutes": (CHAIN_THERE, evidence(clocks=Clocks(IN_STEP, NEAR))),
    "the agent's chain, the gateway not read": (
        CHAIN_THERE,
        evidence(clocks=GATEWAY, gateway_evidence=None, agent_chain=None),
    ),
    "its own certificate, loaded": (OWN_HERE, evidence(clocks=HOST, link=link(LOADED))),
    "its own certificate, none": (OWN_HERE, evidence(clocks=HOST, own=None)),
    "its own certificate, ten minutes": (OWN_HERE, evidence(clocks=Clocks(NEAR, IN_STEP))),
    "the agent's chain, the gateway loaded no certificate": (
        CHAIN_THERE,
        evidence(
            clocks=GATEWAY,
            gateway_evidence=gateway_evidence(load_failure=LoadFailure("event 20051", "Correct the clock.")),
        ),
    ),
    "the gateway's own, loaded": (OWN_THERE, there(LOADED, clocks=GATEWAY)),
    "the gateway's own, not loaded": (OWN_THERE, there(NOT_VALID, clocks=GATEWAY)),
    "the gateway's own, ten minutes": (OWN_THERE, there(clocks=Clocks(IN_STEP, NEAR))),
    "20051, and the clock is known": (UNTOLD, evidence(clocks=Clocks(IN_STEP), link=link(NOT_VALID))),
    "20051 of another certificate": (UNTOLD, evidence(clocks=UNREAD, link=link(NOT_VALID_LATELY))),
    "loaded, and no clock": (UNTOLD, evidence(clocks=UNREAD, link=link(LOADED))),
    "nothing logged, and no clock": (UNTOLD, evidence(clocks=UNREAD)),
    "Kerberos, in step": (KERBEROS, member(link=FAILED, clocks=Clocks(IN_STEP, IN_STEP))),
    "Kerberos, a clock that is not known": (KERBEROS, member(link=FAILED, clocks=Clocks(NEAR))),
    "Kerberos that does not fail": (KERBEROS, member(clocks=Clocks(NEAR, IN_STEP))),
    "certificates, ten minutes": (KERBEROS, failing(20071, clocks=Clocks(NEAR, IN_STEP))),
    "the gateway's own, by Kerberos": (OWN_THERE, member(clocks=GATEWAY)),
    "another code": (LOGGED, failing(20057, "gw01.corp.example", "0x80090325", clocks=HOST)),
    "no failure": (LOGGED, evidence(clocks=HOST)),
}


@pytest.mark.parametrize(("rule", "judged", "confidence", "words"), JUDGED.values(), ids=JUDGED.keys())
def test_a_clock_explains_the_failure(rule: VerdictRule, judged: Evidence, confidence: str, words: str) -> None:
    assert_judged(rule, judged, "clock_skew", confidence, words)


@pytest.mark.parametrize(("rule", "judged"), UNSAID.values(), ids=UNSAID.keys())
def test_a_clock_explains_nothing(rule: VerdictRule, judged: Evidence) -> None:
    assert rule(judged) is None


MINUTE = timedelta(minutes=1)
TOLD = [
    (Clocks(FAR, IN_STEP), "the host's clock shows 2024-06-01T12:00:00Z, 730 days behind the controller's"),
    (Clocks(IN_STEP, ClockOffset(6 * MINUTE)), "6 minutes ahead of the controller's"),
    (Clocks(IN_STEP, FAR), "the host's clock agrees with the controller's, and the gateway's clock shows"),
    (Clocks(ClockOffset(4 * MINUTE), ClockOffset(-4 * MINUTE)), "the host's clock is 8 minutes ahead of the gateway's"),
    (Clocks(ClockOffset(-4 * MINUTE), ClockOffset(4 * MINUTE)), "the host's clock is 8 minutes behind the gateway's"),
    (ALIKE, "and the controller's is 730 days ahead of both"),
    (Clocks(ClockOffset(YEAR), ClockOffset(YEAR)), "and the controller's is 365 days behind both"),
    (UNREAD, ""),
]


@pytest.mark.parametrize(("clocks", "words"), TOLD)
def test_the_clock_that_is_wrong_is_named(clocks: Clocks, words: str) -> None:
    assert words in clock.tell_clocks(evidence(clocks=clocks))


COMPARE = "Compare the clocks of the host, the gateway and the controller"
FIXES = {
    "the host's": (evidence(clocks=HOST, link=link(NOT_VALID)), OWN_HERE, "Correct the clock of the host "),
    "the gateway's": (evidence(clocks=GATEWAY), CHAIN_THERE, "Correct the clock of the gateway "),
    "one of two": (evidence(clocks=Clocks(FAR)), CHAIN_HERE, COMPARE),
    "both": (evidence(clocks=Clocks(FAR, ClockOffset(2 * YEAR))), CHAIN_HERE, COMPARE),
    "the controller's": (evidence(EXPIRED_LEAF, clocks=ALIKE_AHEAD), ALONE, COMPARE),
}


@pytest.mark.parametrize(("judged", "rule", "begin"), FIXES.values(), ids=FIXES.keys())
def test_a_clock_is_to_be_corrected_where_the_two_others_agree(judged: Evidence, rule: VerdictRule, begin: str) -> None:
    result = rule(judged)
    assert result is not None
    assert result.finding.fix.startswith(begin)
