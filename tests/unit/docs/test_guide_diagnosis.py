# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The diagnosis guide explains what the plugins find, in their words, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.catalogue import CATALOGUE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS, Nature
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import TRUSTED, UNREACHABLE, VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState

GUIDE = Path(__file__).parents[3].joinpath("docs", "docsite", "rst", "guide_diagnosis.rst").read_text(encoding="utf-8")
VERDICT_IDS = {TRUSTED, UNREACHABLE, *(kind.id for kind in VERDICTS)}
IDS = sorted({*VERDICT_IDS, *CATALOGUE})

ANCHOR = re.compile(r"^\.\. _ansible_collections\.scom\.dmz\.docsite\.guide_diagnosis\.(\w+):\n", re.MULTILINE)
HEADING = re.compile(r"\n``(\w+)``\n\^+\n")
FIELD = re.compile(r"^:([^:\n]+): (.+?)(?=\n:|\n\n)", re.MULTILINE | re.DOTALL)
REFERENCE = re.compile(r"\b([a-z0-9_]+)_(?!\w)")
TERM = re.compile(r"^(``\w+``(?:, ``\w+``)*)\n  \S", re.MULTILINE)
EVENT = re.compile(r"   \* - (\d+)\n     - (.+)\n     - (\w+)\n     - (\w+)\n     - (.+)\n")


def between(title: str, next_title: str) -> str:
    """The text from one heading to another."""
    _before, _title, rest = GUIDE.partition(f"\n{title}\n")
    text, following, _after = rest.partition(f"\n{next_title}\n")
    assert following, f"the guide has no {title}, or no {next_title} after it"
    return text


def section(anchor: str) -> str:
    """From an anchor to the next one."""
    parts = ANCHOR.split(GUIDE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[anchor]


def fields(anchor: str) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in FIELD.findall(section(anchor))}


def terms(text: str) -> set[str]:
    return {word for line in TERM.findall(text) for word in re.findall(r"\w+", line)}


def test_each_id_has_one_anchor_and_no_other_has() -> None:
    assert sorted(ANCHOR.findall(GUIDE)) == IDS


@pytest.mark.parametrize("anchor", IDS)
def test_an_anchor_stands_above_the_heading_of_its_id(anchor: str) -> None:
    heading = HEADING.match(section(anchor))
    assert heading is not None and heading[1] == anchor


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE)
def test_a_section_tells_what_the_finding_does(kind: Kind) -> None:
    named = fields(kind.id)
    assert {name: named[name.capitalize()] for name in ("severity", "cause", "fix", "source")} == {
        name: getattr(kind, name) for name in ("severity", "cause", "fix", "source")
    }


@pytest.mark.parametrize("anchor", IDS)
def test_a_section_says_what_to_do_next(anchor: str) -> None:
    assert fields(anchor).get("What to do next")


def test_the_order_of_the_rules_names_every_verdict_and_no_other_finding() -> None:
    order = between("How a verdict comes about", "Why 20070 alone says nothing")
    assert set(REFERENCE.findall(order)) == VERDICT_IDS


def test_a_symptom_leads_to_every_verdict() -> None:
    symptoms = between("From symptom to verdict", "What no remote read can see")
    assert VERDICT_IDS - set(REFERENCE.findall(symptoms)) == set()


def test_the_confidences_are_those_of_the_rules() -> None:
    explained = between("How sure a verdict is", "What the words of the link mean")
    assert terms(explained) == set(Confidence)


def test_the_words_of_the_link_are_those_that_are_judged() -> None:
    explained = between("What the words of the link mean", "From symptom to verdict")
    assert terms(explained) == set(LinkState)


def test_the_table_of_events_is_that_of_the_decoder() -> None:
    known = {str(number): (kind.provider, kind.nature, kind.side, kind.meaning) for number, kind in EVENT_KINDS.items()}
    assert {number: tuple(rest) for number, *rest in EVENT.findall(GUIDE)} == known


def test_no_event_stands_twice_in_the_table() -> None:
    assert len(EVENT.findall(GUIDE)) == len(EVENT_KINDS)


def test_the_natures_are_those_of_the_events() -> None:
    _before, _title, explained = GUIDE.partition("\nThe natures:\n")
    assert terms(explained) == set(Nature)
