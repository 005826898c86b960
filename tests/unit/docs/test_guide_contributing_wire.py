# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide for contributors holds each element that we send beside those of other clients, and tells what differs from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.unit.plugins.plugin_utils.wsman.known_clients import CLIENTS, whole_of_ours

REPOSITORY = Path(__file__).parents[3]
GUIDE = (REPOSITORY / "docs" / "docsite" / "rst" / "guide_contributing.rst").read_text(encoding="utf-8")
DIFFERENCES = REPOSITORY / "tests" / "unit" / "plugins" / "plugin_utils" / "wsman" / "differences.yml"
HEAD = ["element", "ours", "pywinrm", "pypsrp", "txwinrm", "masterzen/winrm", "recordings"]
BUILT_BY_USERS = ("n:", "m:")
"""Prefixes of the elements in bodies that neither client builds by itself."""


def _table() -> dict[str, dict[str, str]]:
    rows = [re.findall(r"^   (?:\* |  )- (.+)$", row, re.MULTILINE) for row in re.split(r"\n(?=   \* - )", GUIDE)]
    head = rows.index(HEAD)
    table = [cells for cells in rows[head + 1 :] if len(cells) == len(HEAD)]
    return {cells[0].strip("`"): dict(zip(HEAD, cells, strict=True)) for cells in table}


def _element(fact: str) -> str:
    """Its path as the guide writes it: without attributes, names of selectors, and the name of a method."""
    path = fact.partition("@")[0].removeprefix("s:Body/")
    return re.sub(r"\w+_INPUT", "METHOD_INPUT", re.sub(r"Selector\[\w+\]", "Selector", path))


def _sent() -> dict[str, set[str]]:
    """The values of each element that holds no other but options."""
    values: dict[str, set[str]] = {}
    for said in whole_of_ours().values():
        for fact, value in said.facts.items():
            if "@" not in fact:
                values.setdefault(_element(fact), set()).add(value)
    return {element: values[element] for element in values if not _holds(element, list(values))}


def _holds(element: str, others: list[str]) -> bool:
    return element != "w:OptionSet" and any(other.startswith(f"{element}/") for other in others)


def test_the_elements_are_those_that_we_send() -> None:
    assert sorted(_table()) == sorted(_sent())


@pytest.mark.parametrize("element", ["a:To", "w:MaxEnvelopeSize", "w:OperationTimeout", "n:Pull/n:MaxElements"])
def test_a_value_is_the_one_that_we_send(element: str) -> None:
    (value,) = _sent()[element]
    assert f"``{value}``" in _table()[element]["ours"]


@pytest.mark.parametrize("client", CLIENTS)
def test_what_is_called_the_same_is_the_same_and_nothing_else(client: str) -> None:
    listed = yaml.safe_load(DIFFERENCES.read_text(encoding="utf-8"))
    differing = {_element(fact) for entry in listed if entry["client"] == client for fact in entry["facts"]}
    same = {element for element, row in _table().items() if row[client] == "the same"}
    assert same == {each for each in _sent() if each not in differing and not each.startswith(BUILT_BY_USERS)}
