# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of an audit names every host, and of every rule what was seen where, on lines that stay short."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.audit_table import MOST, table

MANY = [f"web{number:02}" for number in range(MOST + 1)]


def host(name: str, *counts: int, error: str | None = None, state: str = "audited") -> dict[str, Any]:
    severities = dict(zip(("error", "warning", "info"), counts, strict=False))
    return {"host": name, "state": state, "error": error, "roots": 31, "counts": severities, "ignored": 4}


def rule(*seen: tuple[str, list[str]]) -> dict[str, Any]:
    described = [{"evidence": evidence, "hosts": hosts} for evidence, hosts in seen]
    return {"severity": "error", "id": "leaf", "fix": "Remove it.", "seen": described}


def test_a_row_counts_what_was_found() -> None:
    assert table([host("web01", 0, 2, 1)], [], [])[1].split() == ["web01", "31", "0", "2", "1", "4"]


@pytest.mark.parametrize("state", ["unreachable", "unreadable"])
def test_a_host_that_was_not_audited_says_why(state: str) -> None:
    assert (
        table([host("web01", error="access is denied", state=state)], [], [])[1] == f"web01 {state}: access is denied"
    )


def test_columns_stand_below_their_titles_however_long_a_name_is() -> None:
    title, *rows = table([host(name, 0, 1, 0) for name in ("web01", "a-host-with-a-long-name.dmz.example")], [], [])
    assert [len(row) for row in rows] == [len(title)] * 2
    assert [row[title.index("warnings") : title.index("warnings") + 8].strip() for row in rows] == ["1", "1"]


def test_a_rule_says_what_to_do_and_what_was_seen_where() -> None:
    assert table([], [rule(("CN=A is no CA", ["web01", "web02"]), ("CN=B is no CA", ["web01"]))], [])[1:] == [
        "error leaf: Remove it.",
        "  CN=A is no CA: web01, web02",
        "  CN=B is no CA: web01",
    ]


def test_of_many_hosts_a_line_names_some() -> None:
    named = ", ".join(MANY[:-1])
    assert table([], [rule(("CN=A is no CA", MANY))], [])[2] == f"  CN=A is no CA: {len(MANY)} hosts ({named}, ...)"


def test_of_much_that_was_seen_a_rule_tells_some() -> None:
    lines = table([], [rule(*((each, ["web01"]) for each in [*MANY, "last"]))], [])
    assert lines[2:] == [*(f"  {each}: web01" for each in MANY[:-1]), "  and 2 more"]


FULL = {"reason": "old signatures", "approver": "J. Doe", "until": "2026-12-31T23:59:59Z"}


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (
            {"reason": None, "approver": None, "until": None, "ended": False},
            "ignored by expired: 2, for no reason given, without an end",
        ),
        (
            {**FULL, "ended": False},
            "ignored by expired: 2, until 2026-12-31T23:59:59Z, approved by J. Doe: old signatures",
        ),
        (
            {**FULL, "ended": True},
            "no longer ignored by expired: 2, since its end at 2026-12-31T23:59:59Z, approved by J. Doe: old signatures",
        ),
    ],
)
def test_the_table_says_what_every_suppression_covers_and_why(told: dict[str, Any], line: str) -> None:
    assert table([], [], [{"suppression": "expired", "findings": 2, **told}])[1] == line
