# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The diagnosis guide and the lists of verdicts hold every definition once."""

from __future__ import annotations

import re

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.gateway import GATEWAY_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import (
    TRUSTED,
    UNREACHABLE,
)

from tests.gates.generated import diagnosis_guide, verdict_lists

IDS = sorted(verdict.id for verdict in VERDICTS)
WITHOUT_FINDING = (TRUSTED, UNREACHABLE)
[(_path, GUIDE)] = diagnosis_guide.files()
README, RETURN_VALUE = (text for _path, text in verdict_lists.files())


def block(name: str) -> str:
    _before, _start, rest = GUIDE.partition(f".. Start of {name},")
    return rest.partition(f".. End of {name}.")[0]


def test_every_verdict_and_finding_has_one_section() -> None:
    anchors = re.findall(
        r"^\.\. _ansible_collections\.scom\.dmz\.docsite\.guide_diagnosis\.(\w+):$", GUIDE, re.MULTILINE
    )
    assert sorted(anchors) == sorted(
        kind.id for kind in (*WITHOUT_FINDING, *VERDICTS, *CERTIFICATE_KINDS, *NOTES, *GATEWAY_KINDS)
    )


def test_the_order_names_every_verdict_and_says_by_what_where_several_rules_give_it() -> None:
    order = block("rule_order")
    assert sorted(set(re.findall(r"\b([a-z_]+)_(?!\w)", order)) - {"trusted"}) == IDS
    assert "ad_integration_, parents_from_active_directory_" in order
    assert "ad_integration_ by the log" in order
    assert order.count("restart_pending_") == 1


def test_symptoms_go_by_events_and_then_by_words() -> None:
    seen = re.findall(r"^   \* - (.+)$", block("symptoms"), re.MULTILINE)[1:]
    numbers = [int(number[0]) for each in seen if (number := re.match(r"\d+", each))]
    words = seen[len(numbers) :]
    assert (numbers, words) == (sorted(numbers), sorted(words))


def test_the_readme_names_every_verdict_once_beside_whose_turn_it_is() -> None:
    table = README.partition("<!-- Start of verdicts,")[2].partition("<!-- End of verdicts")[0]
    rows = re.findall(r"^\| (`.+`) \| (.+) \|$", table, re.MULTILINE)
    named = [(name, turn) for cell, turn in rows for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted((verdict.id, verdict.turn) for verdict in (*WITHOUT_FINDING, *VERDICTS))


def test_the_module_names_every_verdict_that_a_host_that_could_be_asked_gets() -> None:
    assert sorted(re.findall(r"V\((\w+)\)", RETURN_VALUE)) == sorted(["trusted", *IDS])
