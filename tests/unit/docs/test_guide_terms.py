# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written by hand in the guides explains every word that results hold."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest
import yaml
from ansible_collections.scom.dmz.plugins.modules.root_rotation import RETURN
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import Nature
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import State

GUIDES = Path(__file__).parents[3] / "docs" / "docsite" / "rst"
TERM = re.compile(r"^(?:   \* - )?(``\w+``(?:, ``\w+``)*)\n +\S", re.MULTILINE)


@pytest.mark.parametrize(
    ("guide", "begin", "end", "words"),
    [
        ("diagnosis", "How sure a verdict is\n", "What the words of the link mean\n", Confidence),
        ("diagnosis", "What the words of the link mean\n", "From symptom to verdict\n", LinkState),
        ("diagnosis", "The natures:\n", "", Nature),
        ("rotation", "   * - state\n", "What is not certain\n", State),
    ],
    ids=["confidences", "states of a link", "natures of events", "states of a rotation"],
)
def test_a_guide_explains_every_word(guide: str, begin: str, end: str, words: type[StrEnum]) -> None:
    text = (GUIDES / f"guide_{guide}.rst").read_text(encoding="utf-8")
    section = text[text.index(f"\n{begin}") : text.index(f"\n{end}") if end else None]
    assert sorted(re.findall(r"``(\w+)``", "\n".join(TERM.findall(section)))) == sorted(words)


def test_the_module_documents_every_state_of_a_rotation() -> None:
    words = str(yaml.safe_load(RETURN)["state"]["description"])
    assert set(re.findall(r"V\((\w+)\)", words)) - {"verify"} == set(State)
