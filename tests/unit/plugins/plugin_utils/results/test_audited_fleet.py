# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What audits found on hosts makes one table, and a host that nothing is known of is never in order."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.exemptions import read_exemptions
from ansible_collections.scom.dmz.plugins.plugin_utils.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.results.audit import describe_concern, describe_root, root_from
from ansible_collections.scom.dmz.plugins.plugin_utils.results.audited_fleet import (
    FAIL_ON,
    MOST_HOSTS,
    Host,
    compared,
    describe_host,
    describe_rules,
    fails,
    read_host,
    sum_exemptions,
    table,
)

UNREACHABLE = {"unreachable": True, "msg": "cannot connect to down01"}
UNREADABLE = {"failed": True, "msg": "cannot read the store Root of web01: access is denied"}
HOSTS = ("web01", "web02", "web03")


def root(letter: str) -> Root:
    return Root(letter * 64, letter * 40, f"CN={letter}", (".Default",))


def check(letters: str, *broken: Kind, exemptions: tuple[tuple[str, int], ...] = ()) -> dict[str, Any]:
    """What an audit returns of a host with roots of one letter each, the first of which breaks rules."""
    return {
        "roots": [describe_root(root(letter)) for letter in letters],
        "findings": [describe_concern(Concern(kind("evidence"), root(letters[0]))) for kind in broken],
        "ignored": [],
        "exemptions": [{"exemption": text, "findings": number} for text, number in exemptions],
    }


def together(
    *checks: dict[str, Any], groups: tuple[tuple[str, ...], ...] = (HOSTS,), ignore: tuple[str, ...] = ()
) -> list[Host]:
    hosts = [read_host(name, each) for name, each in zip(HOSTS, checks, strict=False)]
    return list(compared(hosts, groups, read_exemptions(ignore)))


def ids(host: Host) -> list[str]:
    return [finding["id"] for finding in host.findings]


def test_a_root_is_the_same_after_it_was_described() -> None:
    assert root_from(describe_root(root("A"))) == root("A")


def test_what_is_odd_is_found_beside_what_the_audit_found() -> None:
    hosts = together(check("A", kinds.EXPIRED), check("A"), check("AB"))
    assert [ids(host) for host in hosts] == [["expired"], [], ["rare_root"]]


def test_hosts_of_different_groups_are_not_compared() -> None:
    hosts = together(check("A"), check("A"), check("AB"), groups=(HOSTS[:2], HOSTS[2:]))
    assert [ids(host) for host in hosts] == [[], [], []]


def test_what_is_odd_in_two_groups_is_told_once() -> None:
    hosts = together(check("A"), check("A"), check("AB"), groups=(HOSTS, HOSTS))
    assert ids(hosts[2]) == ["rare_root"]


def test_a_host_that_was_not_audited_is_not_compared() -> None:
    assert [ids(host) for host in together(check("A"), UNREADABLE, check("AB"))] == [[], [], []]


def test_an_exemption_of_the_comparison_is_counted_with_that_of_the_audit() -> None:
    exemption = f"rare_root:{'B' * 64}"
    checks = [check(letters, exemptions=((exemption, 0),)) for letters in ("A", "A", "AB")]
    hosts = together(*checks, ignore=(exemption,))
    assert (ids(hosts[2]), [each["id"] for each in hosts[2].ignored]) == ([], ["rare_root"])
    assert sum_exemptions(hosts) == [{"exemption": exemption, "findings": 1}]


@pytest.mark.parametrize(
    ("kind", "failing"),
    [
        (None, []),
        (kinds.POLICY_ONLY, ["info"]),
        (kinds.EXPIRED, ["warning", "info"]),
        (kinds.LEAF, ["error", "warning", "info"]),
    ],
)
def test_a_host_fails_from_the_chosen_severity_on(kind: Kind | None, failing: list[str]) -> None:
    host = read_host("web01", check("A", *([kind] if kind else [])))
    assert [severity for severity in FAIL_ON if fails(host, severity)] == failing


@pytest.mark.parametrize("severity", FAIL_ON)
@pytest.mark.parametrize("found", [UNREACHABLE, UNREADABLE])
def test_a_host_that_nothing_is_known_of_fails_in_any_case(severity: str, found: dict[str, Any]) -> None:
    assert fails(read_host("web01", found), severity)


@pytest.mark.parametrize(("found", "state"), [(UNREACHABLE, "unreachable"), (UNREADABLE, "unreadable")])
def test_a_host_that_was_not_audited_says_why(found: dict[str, Any], state: str) -> None:
    row = describe_host(read_host("web01", found), "never")
    assert (row["state"], row["error"], row["roots"]) == (state, found["msg"], None)
    assert row["sentence"] == f"web01 was not audited: {found['msg']}"
    assert table([row], [], [])[1] == f"web01 {state}: {found['msg']}"


def test_a_row_counts_what_was_found() -> None:
    row = describe_host(read_host("web01", check("AB", kinds.EXPIRED, kinds.WEAK_KEY, kinds.POLICY_ONLY)), "never")
    assert (row["roots"], row["counts"], row["fails"]) == (2, {"error": 0, "warning": 2, "info": 1}, False)
    assert row["sentence"] == "web01: error 0, warning 2, info 1 (expired, weak_key, policy_only)"
    assert table([row], [], [])[1].split() == ["web01", "2", "0", "2", "1", "0"]


def test_rules_are_told_with_their_hosts_the_gravest_first() -> None:
    hosts = [
        read_host(name, check("A", *broken))
        for name, broken in {
            "web01": (kinds.POLICY_ONLY,),
            "web02": (kinds.EXPIRED, kinds.LEAF),
            "web03": (kinds.LEAF,),
        }.items()
    ]
    rules = describe_rules(hosts)
    assert [(rule["id"], rule["findings"], rule["hosts"]) for rule in rules] == [
        ("leaf", 2, ["web02", "web03"]),
        ("expired", 1, ["web02"]),
        ("policy_only", 1, ["web01"]),
    ]
    assert table([], rules, [])[1] == f"error leaf on web02, web03: evidence. {kinds.LEAF.fix}"


def test_evidence_that_differs_is_not_in_the_table() -> None:
    findings = [describe_concern(Concern(kinds.LEAF(evidence), root("A"))) for evidence in ("one", "other")]
    [rule] = describe_rules([Host("web01", findings=tuple(findings))])
    assert (rule["evidence"], rule["findings"], rule["hosts"]) == (None, 2, ["web01"])
    assert table([], [rule], [])[1] == f"error leaf on web01: {kinds.LEAF.fix}"


def test_of_many_hosts_a_line_names_some() -> None:
    names = [f"web{number:02}" for number in range(MOST_HOSTS + 1)]
    rules = describe_rules([read_host(name, check("A", kinds.LEAF)) for name in names])
    assert table([], rules, [])[1].startswith(f"error leaf on {len(names)} hosts ({', '.join(names[:-1])}, ...): ")


def test_the_table_says_what_every_exemption_covers() -> None:
    assert table([], [], [{"exemption": "expired", "findings": 0}])[1] == "ignored by expired: 0"


def test_columns_stand_below_their_titles_however_long_a_name_is() -> None:
    hosts = [read_host(name, check("A", kinds.EXPIRED)) for name in ("web01", "a-host-with-a-long-name.dmz.example")]
    title, *rows = table([describe_host(host, "never") for host in hosts], [], [])
    assert [len(row) for row in rows] == [len(title)] * 2
    assert [row[title.index("warnings") : title.index("warnings") + 8].strip() for row in rows] == ["1", "1"]
