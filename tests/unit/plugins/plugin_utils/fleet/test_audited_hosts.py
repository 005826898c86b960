# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What audits found on hosts makes one table, and a host that nothing is known of is never in order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.audited_hosts import (
    FAIL_ON,
    AuditedHost,
    compared,
    describe_host,
    describe_rules,
    fails,
    read_host,
    sum_suppressions,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.results.audit import describe_concern, describe_root, root_from
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import REQUIRED_ROOTS

from tests.unit.plugins.plugin_utils.x509.authority import NOW

UNREACHABLE = {"unreachable": True, "msg": "cannot connect to down01"}
SILENT = {"failed": True, "msg": ""}
UNREADABLE = {"failed": True, "msg": "cannot read the store Root of web01: access is denied"}
ENDED = "2026-05-31T23:59:59Z"
HOSTS = ("web01", "web02", "web03")


def root(letter: str) -> Root:
    return Root(letter * 64, letter * 40, f"CN={letter}", (".Default",))


def check(
    letters: str, *broken: Kind, suppressions: tuple[tuple[str, int], ...] = (), until: str | None = None
) -> dict[str, Any]:
    """What an audit returns of a host with roots of one letter each, the first of which breaks rules."""
    return {
        "roots": [describe_root(root(letter)) for letter in letters],
        "findings": [describe_concern(Concern(kind("evidence"), root(letters[0]))) for kind in broken],
        "ignored": [],
        "suppressions": [suppressed(text, number, until) for text, number in suppressions],
    }


def suppressed(text: str, number: int, until: str | None = None) -> dict[str, Any]:
    told = {"reason": until and "a reason", "approver": until and "J. Doe", "until": until, "ended": until == ENDED}
    return {"suppression": text, "findings": number, **told}


def together(*checks: dict[str, Any], groups: tuple[tuple[str, ...], ...] = (HOSTS,)) -> list[AuditedHost]:
    hosts = [read_host(name, each) for name, each in zip(HOSTS, checks, strict=False)]
    return list(compared(hosts, groups, NOW))


def ids(host: AuditedHost) -> list[str]:
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


def test_a_suppression_of_the_comparison_is_counted_with_that_of_the_audit() -> None:
    suppression = f"rare_root:{'B' * 64}"
    checks = [check(letters, suppressions=((suppression, 0),)) for letters in ("A", "A", "AB")]
    hosts = together(*checks)
    assert (ids(hosts[2]), [each["id"] for each in hosts[2].ignored]) == ([], ["rare_root"])
    assert sum_suppressions(hosts) == [suppressed(suppression, 1)]


def test_a_suppression_that_has_ended_covers_nothing_of_the_comparison_and_says_what_it_would() -> None:
    checks = [check(letters, suppressions=(("rare_root", 0),), until=ENDED) for letters in ("A", "A", "AB")]
    hosts = together(*checks)
    assert (ids(hosts[2]), hosts[2].ignored) == (["rare_root"], ())
    assert sum_suppressions(hosts) == [suppressed("rare_root", 1, ENDED)]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (kinds.EXPIRED, kinds.EXPIRED, []),
        (kinds.DENIED, kinds.WEAK_KEY, []),
        (kinds.DISALLOWED, None, ["missing_root"]),
        (kinds.MALFORMED, kinds.MALFORMED, ["missing_root"]),
    ],
)
def test_no_host_is_told_to_import_what_most_others_are_told_to_remove(
    one: Kind, other: Kind | None, told: list[str]
) -> None:
    lacking = check("B", suppressions=(("rare_root", 0),))
    assert ids(together(check("A", one), check("A", *filter(None, [other])), lacking)[2]) == told


@pytest.mark.parametrize("stands", HOSTS)
def test_what_windows_needs_is_no_matter_of_comparison(stands: str) -> None:
    required = Root("B" * 64, REQUIRED_ROOTS[0].thumbprint, "CN=B", (".Default",))
    own = {
        **check("A"),
        "roots": [describe_root(root("A")), describe_root(replace(required, sha256=REQUIRED_ROOTS[0].sha256 or ""))],
    }
    for checks in (
        [own if host == stands else check("A") for host in HOSTS],
        [check("A") if host == stands else own for host in HOSTS],
    ):
        assert [ids(host) for host in together(*checks)] == [[], [], []]


def test_a_rare_root_that_this_collection_imported_shows_its_run() -> None:
    imported = {
        **check("A"),
        "roots": [describe_root(root("A")), describe_root(replace(root("B"), imported_by="run-1"))],
    }
    [finding] = together(check("A"), check("A"), imported)[2].findings
    assert finding["evidence"] == "CN=B is on 1 of 3 hosts, imported by the run run-1 of this collection"


def test_a_suppression_of_one_host_is_none_of_another() -> None:
    exempt = (("rare_root", 0), ("missing_root", 0))
    hosts = together(check("A", suppressions=exempt), check("A"), check("B"))
    assert [ids(host) for host in hosts] == [[], [], ["missing_root", "rare_root"]]
    hosts = together(check("A"), check("A"), check("B", suppressions=exempt))
    assert [ids(host) for host in hosts] == [[], [], []]


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
@pytest.mark.parametrize("found", [UNREACHABLE, UNREADABLE, SILENT])
def test_a_host_that_nothing_is_known_of_fails_in_any_case(severity: str, found: dict[str, Any]) -> None:
    assert fails(read_host("web01", found), severity)


@pytest.mark.parametrize(("found", "state"), [(UNREACHABLE, "unreachable"), (UNREADABLE, "unreadable")])
def test_a_host_that_was_not_audited_says_why(found: dict[str, Any], state: str) -> None:
    row = describe_host(read_host("web01", found), "never")
    assert (row["state"], row["error"], row["roots"]) == (state, found["msg"], None)
    assert row["sentence"] == f"web01 was not audited: {found['msg']}"


def test_a_row_counts_what_was_found() -> None:
    row = describe_host(read_host("web01", check("AB", kinds.EXPIRED, kinds.WEAK_KEY, kinds.POLICY_ONLY)), "never")
    assert (row["roots"], row["counts"], row["fails"]) == (2, {"error": 0, "warning": 2, "info": 1}, False)
    assert row["sentence"] == "web01: error 0, warning 2, info 1 (expired, weak_key, policy_only)"


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


def test_what_was_seen_is_told_with_its_hosts_and_first_what_most_have() -> None:
    seen = {"web01": ["one"], "web02": ["one", "both", "both"], "web03": ["both", "both", "one", "rare"]}
    hosts = [
        AuditedHost(name, findings=tuple(describe_concern(Concern(kinds.LEAF(each), root("A"))) for each in evidence))
        for name, evidence in seen.items()
    ]
    [rule] = describe_rules(hosts)
    assert rule["findings"] == 8
    assert {each["evidence"]: each["hosts"] for each in rule["seen"]} == {
        "one": ["web01", "web02", "web03"],
        "both": ["web02", "web03"],
        "rare": ["web03"],
    }
    assert [each["evidence"] for each in rule["seen"]] == ["one", "both", "rare"]
