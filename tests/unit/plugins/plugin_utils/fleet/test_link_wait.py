# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose links are worth another look, and when."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.link_wait import NextLook, plan_look


def check(waiting: bool, *gateways: str) -> dict[str, Any]:
    verdicts = [{"gateway": gateway, "verdict": "root_missing"} for gateway in gateways]
    return {"onboarding": {"waiting": waiting, "verdicts_before": verdicts}}


CHECKS = {
    "web01": check(True, "gw01"),
    "web02": check(False, "gw03"),
    "web03": check(True, "gw02", "gw01"),
    "down01": {"unreachable": True},
}


def plan(looks: int = 0, interval: int = 10, left: float = 180, **checks: dict[str, Any]) -> NextLook:
    return plan_look(checks or CHECKS, ["gw01", "gw02", "gw03"], looks=looks, interval=interval, left=left)


def test_hosts_that_wait_are_looked_at_and_their_gateways_read() -> None:
    look = plan()
    assert (look.hosts, look.gateways) == (("web01", "web03"), ("gw01", "gw02"))


def test_a_gateway_that_was_never_read_is_not_read_again() -> None:
    assert plan(web01=check(True, "gw09", "gw02")).gateways == ("gw02",)


@pytest.mark.parametrize("checks", [{"web02": check(False, "gw01")}, {"down01": {"unreachable": True}}])
def test_nothing_is_read_when_no_host_waits(checks: dict[str, Any]) -> None:
    look = plan(**checks)
    assert (look.hosts, look.gateways, look.sentence) == ((), (), "No link is waited for.")


@pytest.mark.parametrize(
    ("looks", "interval", "left", "seconds"),
    [
        (0, 10, 180, 10),
        (1, 10, 170, 20),
        (2, 10, 150, 40),
        (4, 10, 60.2, 61),
        (0, 10, 3, 3),
        (0, 10, 0, 0),
        (0, 10, -5, 0),
        (3, 1, 100, 8),
    ],
)
def test_each_wait_is_twice_as_long_and_none_goes_beyond_the_end(
    looks: int, interval: int, left: float, seconds: int
) -> None:
    assert plan(looks, interval, left).seconds == seconds


@pytest.mark.parametrize(("looks", "left", "waits"), [(0, -5, True), (0, 0, True), (1, 0.5, True), (1, 0, False)])
def test_there_is_one_look_in_any_case_and_none_after_the_end(looks: int, left: float, waits: bool) -> None:
    assert bool(plan(looks, left=left).hosts) == waits


def test_an_interval_below_a_second_is_refused() -> None:
    with pytest.raises(OptionError, match="interval is 0: it must be at least 1 second"):
        plan(interval=0)


def test_a_line_names_the_first_hosts_that_are_waited_for() -> None:
    assert plan(left=99.5).sentence == "Waiting for the links of web01, web03; 100 seconds are left."
    many = plan(**{f"web{number:02}": check(True) for number in range(23)}).sentence
    assert many.startswith("Waiting for the links of web00, ")
    assert many.endswith(", web19 and 3 more; 180 seconds are left.")
