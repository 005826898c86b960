# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose turn it is, where a root comes from, and which certificate ends first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.report.standing import (
    days_left,
    expiries,
    figures,
    in_order,
    origin,
    standing,
    summary,
    verdicts,
)

from tests.unit.plugins.plugin_utils.report.records import APP, DB, OTHER_GATEWAY, WEB, certificate, record

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"verdict": "trusted", "link": "up"}, "trusted"),
        ({"verdict": "trusted", "link": "unknown"}, "trusted"),
        ({"verdict": "trusted", "link": "down"}, "attention"),
        ({"verdict": "trusted", "link": "up", "error": "the import failed"}, "attention"),
        ({"verdict": "no_agent"}, "not concerned"),
        ({"verdict": "not_pointed_at_gateway"}, "not concerned"),
        ({"verdict": "no_agent", "error": "the log broke off"}, "attention"),
        ({"verdict": "unreachable"}, "attention"),
        ({"verdict": "a verdict of a later version"}, "attention"),
    ],
)
def test_a_host_stands_by_verdict_link_and_error(given: dict[str, Any], expected: str) -> None:
    assert standing(record(**given)) == expected


def test_the_order_is_by_standing_verdict_and_name_whatever_it_was() -> None:
    records = [
        record(WEB),
        record(APP),
        record(DB, "trusted", link="up"),
        record("a", "no_agent"),
        record("z", "ad_integration"),
    ]
    expected = ["z", APP, WEB, DB, "a"]
    assert [each["host"] for each in in_order(records)] == expected
    assert [each["host"] for each in in_order(records[::-1])] == expected


def test_the_figures_count_hosts() -> None:
    records = [
        record(WEB, "trusted", link="up", changes=["root imported"]),
        record(APP, changes=["root imported"], check_mode=True),
        record(DB, "no_agent"),
    ]
    assert figures(records) == {
        "hosts": 3,
        "gateways": 1,
        "trusted": 1,
        "attention": 1,
        "not_concerned": 1,
        "changed": 1,
    }
    assert verdicts(records) == {"no_agent": 1, "root_missing": 1, "trusted": 1}


@pytest.mark.parametrize("verdicts_of_web", [("trusted", "root_missing"), ("root_missing", "trusted")])
def test_a_host_of_several_gateways_counts_once_and_needs_attention_if_one_of_them_asks_for_it(
    verdicts_of_web: tuple[str, str],
) -> None:
    one, other = verdicts_of_web
    changes = {"link": "up", "changes": ["root imported"]}
    records = [record(WEB, one, **changes), record(WEB, other, gateway=OTHER_GATEWAY, **changes)]
    assert figures(records) == {
        "hosts": 1,
        "gateways": 2,
        "trusted": 0,
        "attention": 1,
        "not_concerned": 0,
        "changed": 1,
    }
    assert verdicts([*records, record(WEB, "trusted", gateway="gw03")]) == {"root_missing": 1, "trusted": 1}


@pytest.mark.parametrize(
    ("stores", "expected"),
    [
        ([], "not on the host"),
        (None, "not looked at"),
        ([".Default"], "local"),
        ([".AuthRoot", ".GroupPolicy"], "Microsoft's root program, group policy"),
        ([".Enterprise", ".New"], "Active Directory, .New"),
    ],
)
def test_the_origin_of_a_root_is_told_by_its_physical_stores(stores: list[str] | None, expected: str) -> None:
    assert origin(certificate("CN=Root", physical_stores=stores)) == expected


def test_a_certificate_is_listed_once_with_its_hosts_the_first_to_end_first() -> None:
    records = [record(WEB), record(APP, own_certificate=certificate("CN=app01", "2026-06-01T00:00:00Z"))]
    assert [(each.kind, each.subject, each.hosts) for each in expiries(records)] == [
        ("agent", "CN=app01", (APP,)),
        ("agent", "CN=web01", (WEB,)),
        ("root", "CN=Root", (APP, WEB)),
    ]


def test_a_certificate_is_on_a_host_once_however_many_gateways_it_has_and_a_root_only_where_it_was_found() -> None:
    missing = certificate("CN=Root", physical_stores=[])
    records = [record(WEB, root=missing), record(WEB, gateway=OTHER_GATEWAY, root=missing), record(APP)]
    assert [(each.kind, each.hosts) for each in expiries(records)] == [("agent", (APP, WEB)), ("root", (APP,))]
    assert [each.hosts for each in expiries(records[:2]) if each.kind == "root"] == [()]


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2026-01-02T12:00:00Z", 1),
        ("2026-01-01T11:00:00Z", -1),
        ("9999-12-31T23:59:59Z", 2912442),
        ("2026-02-30T00:00:00Z", None),
    ],
)
def test_days_are_counted_down_to_a_moment(moment: str, days: int | None) -> None:
    assert days_left(moment, NOW) == days


@pytest.mark.parametrize(
    ("problems", "more"), [((), []), (("a is no JSON", "b is no JSON"), ["a is no JSON; b is no JSON"])]
)
def test_a_report_in_lines_has_its_figures_its_files_and_what_could_not_be_used(
    problems: Sequence[str], more: list[str]
) -> None:
    counted = {"hosts": 12, "trusted": 9, "attention": 2, "not_concerned": 1, "changed": 3, "gateways": 1}
    assert summary(counted, ["r/report.csv", "r/report.html"], problems) == [
        "12 hosts: 9 trusted, 2 need attention, 1 not concerned",
        "r/report.csv, r/report.html",
        *more,
    ]
