# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The odd one out among hosts: what hardly any other has, and what nearly all others have."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.comparison import compare


def root(name: str) -> Root:
    """Lower case is in .AuthRoot only."""
    return Root(
        name.upper() * 64, name.upper() * 40, f"CN={name.upper()}", (".AuthRoot" if name.islower() else ".Default",)
    )


def odd(hosts: Mapping[str, str]) -> dict[str, list[str]]:
    """What is odd on hosts with roots of one letter each: + for a rare root, - for a missing one."""
    found = compare({host: [root(letter) for letter in letters] for host, letters in hosts.items()})
    return {host: [_short(concern) for concern in concerns] for host, concerns in found.items() if concerns}


def _short(concern: Concern) -> str:
    assert concern.root is not None
    return {"rare_root": "+", "missing_root": "-"}[concern.finding.id] + concern.root.sha256[0]


def fleet(usual: int, letters: str, **others: str) -> dict[str, str]:
    return {**{f"web{number:02}": letters for number in range(usual)}, **others}


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (fleet(2, "A", odd="B"), {"odd": ["-A", "+B"]}),
        (fleet(2, "A", odd="AB"), {"odd": ["+B"]}),
        (fleet(2, "AB", odd="A"), {"odd": ["-B"]}),
        (fleet(1, "A", odd="B"), {}),
        (fleet(3, "A"), {}),
        (fleet(2, "A", one="AB", two="AB"), {}),
        (fleet(18, "A", one="AB", two="AB"), {"one": ["+B"], "two": ["+B"]}),
        (fleet(17, "A", one="AB", two="AB"), {}),
        (fleet(18, "AB", one="A", two="A"), {"one": ["-B"], "two": ["-B"]}),
        (fleet(17, "AB", one="A", two="A"), {}),
        ({}, {}),
    ],
)
def test_a_root_is_odd_where_few_have_it_or_few_lack_it(hosts: dict[str, str], expected: dict[str, list[str]]) -> None:
    assert odd(hosts) == expected


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (fleet(3, "A", odd="Ab"), {}),
        (fleet(3, "Ab", odd="A"), {}),
        (fleet(3, "A", odd="a"), {}),
        (fleet(3, "a", odd="A"), {}),
        (fleet(18, "A", one="a", odd="B"), {"odd": ["-A", "+B"]}),
    ],
)
def test_what_windows_fetched_by_itself_counts_as_being_there_and_as_nothing_else(
    hosts: dict[str, str], expected: dict[str, list[str]]
) -> None:
    assert odd(hosts) == expected


def test_a_finding_says_how_many_hosts_have_the_root() -> None:
    found = compare({"one": [root("A")], "two": [root("A")], "odd": [root("B")]})["odd"]
    assert [(each.finding.evidence, each.root.physical_stores if each.root else None) for each in found] == [
        ("CN=A is on 2 of 3 hosts, and not on this one", ()),
        ("CN=B is on 1 of 3 hosts", (".Default",)),
    ]
