# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our envelopes beside those of pywinrm and pypsrp, which Windows is known to take: each difference stands in a list with its source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.unit.plugins.plugin_utils.wsman.elements import Said
from tests.unit.plugins.plugin_utils.wsman.known_clients import CLIENTS, OURS, ours, pypsrp, pywinrm, whole_of_ours

LISTED = yaml.safe_load((Path(__file__).parent / "differences.yml").read_text(encoding="utf-8"))
ORDER = "order of the headers"

Difference = tuple[str, str, str | None, str | None]
"""The operation, the fact, what we say, and what the other says."""


def _found(client: str) -> Iterator[Difference]:
    theirs = CLIENTS[client]()
    for operation, we in ours().items():
        they = theirs[operation]
        for fact in we.facts.keys() | they.facts.keys():
            if we.facts.get(fact) != they.facts.get(fact):
                yield operation, fact, we.facts.get(fact), they.facts.get(fact)
        if _order(we, they) != _order(they, we):
            yield operation, ORDER, "that of pywinrm", "alphabetical, the sets last"


def _order(of: Said, common_with: Said) -> list[str]:
    return [name for name in of.header if name in common_with.header]


def _listed(client: str) -> list[Difference]:
    return [
        (operation, fact, entry["ours"], entry["theirs"])
        for entry in LISTED
        if entry["client"] == client
        for operation in entry["operations"]
        for fact in entry["facts"]
    ]


@pytest.mark.parametrize("client", CLIENTS)
def test_whatever_differs_from_a_known_client_is_listed_and_nothing_else(client: str) -> None:
    assert sorted(_found(client), key=str) == sorted(_listed(client), key=str)


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: f"{entry['client']} {entry['facts'][0]}")
def test_a_difference_has_a_reason_and_a_source(entry: dict[str, object]) -> None:
    assert entry["because"]
    assert entry["source"]


@pytest.mark.parametrize("operation", OURS)
def test_whatever_we_say_one_of_both_says_too(operation: str) -> None:
    we, known = ours()[operation], [pywinrm()[operation], pypsrp()[operation]]
    assert [fact for fact, value in we.facts.items() if value not in [they.facts.get(fact) for they in known]] == []
    assert any(list(we.header) == _order(they, we) for they in known)


ENUMERATION_BODIES = {
    "Enumerate": {
        "n:Enumerate": "",
        "n:Enumerate/w:OptimizeEnumeration": "",
        "n:Enumerate/w:MaxElements": "32000",
        "n:Enumerate/w:Filter": "SELECT Name FROM Win32_Service",
        "n:Enumerate/w:Filter@Dialect": "http://schemas.microsoft.com/wbem/wsman/1/WQL",
    },
    "Pull": {"n:Pull": "", "n:Pull/n:EnumerationContext": "uuid:1", "n:Pull/n:MaxElements": "32000"},
}
"""As txwinrm sends them, whose recordings are the answers of Windows Server 2003 to 2012 to them."""


@pytest.mark.parametrize("operation", ENUMERATION_BODIES)
def test_an_enumeration_is_asked_for_as_in_the_recordings_of_txwinrm(operation: str) -> None:
    facts = whole_of_ours()[operation].facts
    body = {fact.removeprefix("s:Body/"): value for fact, value in facts.items() if fact.startswith("s:Body/")}
    assert body == ENUMERATION_BODIES[operation]
