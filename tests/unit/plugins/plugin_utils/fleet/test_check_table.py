# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table shows every host at each of its gateways, how many there are of each verdict, and what to do next."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.check_table import table
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.checked_host import CheckedHost

from tests.unit.plugins.plugin_utils.report.records import (
    APP,
    DB,
    GATEWAY,
    OTHER_GATEWAY,
    WEB,
    checked,
    onboarding,
    trust,
)

BOTH = [GATEWAY, OTHER_GATEWAY]
LONG = "a-host-with-a-name-that-is-longer-than-usual.dmz.example"


def host(name: str = WEB, verdict: str = "root_missing", **more: Any) -> CheckedHost:
    return CheckedHost(name, checked(verdict, **more))


def repaired(name: str = WEB, run: str = "run-1", **more: Any) -> CheckedHost:
    changes = ["root imported", "agent restarted"]
    return host(name, "trusted", link="up", fix="", onboarding=onboarding(changes=changes, run=run), **more)


def seen(gateway: str, verdict: str, link: str) -> dict[str, Any]:
    return trust(gateway=gateway, verdict=verdict, confidence="confirmed", link=link)


def rows(*hosts: CheckedHost, gateways: list[str] | None = None, check_mode: bool = False) -> list[list[str]]:
    """The columns of each line."""
    return [line.split() for line in table(hosts, gateways or [GATEWAY], check_mode)]


def test_a_row_tells_what_became_of_a_host() -> None:
    lines = table([repaired()], [GATEWAY], check_mode=False)
    assert lines[:2] == [
        "host                     verdict before           verdict                  link      changed",
        "web01.dmz.example        root_missing             trusted                  up        root imported, agent restarted",
    ]


def test_a_host_that_nothing_was_done_to_has_a_dash() -> None:
    assert rows(host())[1] == [WEB, "root_missing", "root_missing", "down", "-"]


def test_with_several_gateways_every_one_of_a_host_has_a_row() -> None:
    before = [{"gateway": GATEWAY, "verdict": "root_missing"}, {"gateway": OTHER_GATEWAY, "verdict": "restart_pending"}]
    gateways = [seen(GATEWAY, "trusted", "up"), seen(OTHER_GATEWAY, "not_approved", "down")]
    two = host(gateways=gateways, onboarding=onboarding(verdicts_before=before, changes=["CA imported"]))
    title, *found = rows(two, gateways=BOTH)[:3]
    assert title == ["host", "gateway", "verdict", "before", "verdict", "link", "changed"]
    assert found == [
        [WEB, GATEWAY, "root_missing", "trusted", "up", "CA", "imported"],
        [WEB, OTHER_GATEWAY, "restart_pending", "not_approved", "down", "CA", "imported"],
    ]


def test_a_host_of_several_rows_is_counted_once() -> None:
    two = host(gateways=[seen(GATEWAY, "root_missing", "down"), seen(OTHER_GATEWAY, "trusted", "up")])
    assert rows(two, gateways=BOTH)[3:] == [["1", "root_missing:", "Import", "it."]]


def test_a_host_that_could_not_be_asked_belongs_to_none_of_several_gateways() -> None:
    assert rows(host(gateway="", verdict="unreachable"), gateways=BOTH)[1][1] == "-"


@pytest.mark.parametrize("gateways", [[GATEWAY], BOTH])
def test_columns_stand_below_their_titles_however_long_a_name_is(gateways: list[str]) -> None:
    title, *lines = table([repaired(), repaired(LONG)], gateways, check_mode=False)[:3]
    start = title.index("changed")
    assert [line[start:] for line in lines] == ["root imported, agent restarted"] * 2
    assert start > len(LONG)


def test_each_verdict_is_counted_in_the_order_of_the_alphabet_with_what_to_do() -> None:
    hosts = [host(WEB, "trusted", fix=""), host(APP), host(DB), host("old01", "not_approved", fix="Approve it.")]
    assert table(hosts, [GATEWAY], check_mode=False)[5:] == [
        "   1 not_approved: Approve it.",
        "   2 root_missing: Import it.",
        "   1 trusted",
    ]


def test_what_to_do_is_what_the_hosts_of_a_verdict_say_that_say_anything() -> None:
    hosts = [host(WEB, fix=""), host(APP, fix="Import it."), host(DB, fix="Import it.")]
    assert table(hosts, [GATEWAY], check_mode=False)[-1] == "   3 root_missing: Import it."


def test_what_to_do_on_trusted_hosts_is_not_told_of_all() -> None:
    assert table([host(verdict="trusted", fix="Renew it.")], [GATEWAY], check_mode=False)[-1] == "   1 trusted"


def test_each_run_is_named_once_by_what_takes_it_back() -> None:
    hosts = [repaired(WEB), repaired(APP), repaired(DB, run="run-2"), host("old01")]
    assert [line for line in table(hosts, [GATEWAY], check_mode=False) if "root_rollback_run" in line] == [
        f"What was imported can be taken back by scom.dmz.rollback with root_rollback_run=run-{number}"
        for number in (1, 2)
    ]


def test_check_mode_is_told_in_the_title_and_leaves_nothing_to_take_back() -> None:
    lines = table([repaired()], [GATEWAY], check_mode=True)
    assert lines[0].endswith("changed (check mode)")
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("verdicts", "hint"),
    [
        (["not_pointed_at_gateway"], True),
        (["not_pointed_at_gateway", "no_agent", "not_an_agent", "unreachable"], True),
        (["not_pointed_at_gateway", "trusted"], False),
        (["not_pointed_at_gateway", "undetermined"], False),
        (["no_agent", "unreachable"], False),
        ([], False),
    ],
)
def test_an_alias_is_suggested_when_no_agent_is_pointed_at_the_gateways(verdicts: list[str], hint: bool) -> None:
    lines = table([host(f"{verdict}.example", verdict) for verdict in verdicts], BOTH, check_mode=False)
    sentence = (
        f"No host is pointed at {GATEWAY}, {OTHER_GATEWAY}: "
        "if they know it by another name, give that in gateway_trust_gateway_aliases."
    )
    assert (lines[-1] == sentence) is hint
    assert ("gateway_trust_gateway_aliases" in "".join(lines)) is hint


def test_what_is_to_be_done_on_one_host_alone_is_not_said_of_all_with_its_verdict() -> None:
    first, second = (host(name, "own_certificate_not_found", fix=f"Register {name}'s.") for name in (WEB, DB))
    line = table([first, second], [GATEWAY], check_mode=True)[-1]
    assert line.startswith("   2 own_certificate_not_found: ")
    assert WEB not in line and DB not in line
    assert table([first], [GATEWAY], check_mode=True)[-1].endswith(f": Register {WEB}'s.")


@pytest.mark.parametrize(("check_mode", "words"), [(True, "would be interrupted"), (False, "were interrupted")])
def test_the_other_management_groups_of_a_restarted_agent_are_named(check_mode: bool, words: str) -> None:
    lines = table([host(onboarding=onboarding(interrupted=["PARTNER", "AOI-1"]))], [GATEWAY], check_mode)
    assert f"The restart of {WEB}: its other management groups {words} as well: PARTNER, AOI-1" in lines
