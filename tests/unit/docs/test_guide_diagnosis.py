# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written by hand in the diagnosis guide explains every word of the results."""

from __future__ import annotations

import re
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import Nature
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState

GUIDE = Path(__file__).parents[3].joinpath("docs", "docsite", "rst", "guide_diagnosis.rst").read_text(encoding="utf-8")

TERM = re.compile(r"^(``\w+``(?:, ``\w+``)*)\n  \S", re.MULTILINE)


def between(title: str, next_title: str) -> str:
    """The text from one heading to another."""
    _before, _title, rest = GUIDE.partition(f"\n{title}\n")
    text, following, _after = rest.partition(f"\n{next_title}\n")
    assert following, f"the guide has no {title}, or no {next_title} after it"
    return text


def terms(text: str) -> set[str]:
    return {word for line in TERM.findall(text) for word in re.findall(r"\w+", line)}


def test_the_confidences_are_those_of_the_rules() -> None:
    explained = between("How sure a verdict is", "What the words of the link mean")
    assert terms(explained) == set(Confidence)


def test_the_words_of_the_link_are_those_that_are_judged() -> None:
    explained = between("What the words of the link mean", "From symptom to verdict")
    assert terms(explained) == set(LinkState)


def test_the_natures_are_those_of_the_events() -> None:
    _before, _title, explained = GUIDE.partition("\nThe natures:\n")
    assert terms(explained) == set(Nature)
