# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The diagnosis guide and the lists of verdicts hold every definition once."""

from __future__ import annotations

import re

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import (
    TRUSTED,
    UNREACHABLE,
)

from tests.gates.generated import diagnosis_guide, verdict_lists

IDS = sorted(verdict.id for verdict in VERDICTS)
WITHOUT_FINDING = (TRUSTED, UNREACHABLE)
KINDS = (*VERDICTS, *CERTIFICATE_KINDS, *NOTES)
[(_path, GUIDE)] = diagnosis_guide.files()
README, RETURN_VALUE = (text for _path, text in verdict_lists.files())
ANCHOR = ".. _ansible_collections.scom.dmz.docsite.guide_diagnosis."


def block(name: str) -> str:
    _before, _start, rest = GUIDE.partition(f".. Start of {name},")
    return rest.partition(f".. End of {name}.")[0]


def section(kind: Kind) -> str:
    """The text below the anchor of a kind."""
    return GUIDE.partition(f"{ANCHOR}{kind.id}:\n")[2].partition("\n.. ")[0]


def holds(text: str, part: str) -> bool:
    """Whether a text has a part, wherever their lines end."""
    return " ".join(part.split()) in " ".join(text.split())


def test_every_verdict_and_finding_has_one_section() -> None:
    anchors = re.findall(rf"^{re.escape(ANCHOR)}(\w+):$", GUIDE, re.MULTILINE)
    assert sorted(anchors) == sorted(kind.id for kind in (*WITHOUT_FINDING, *KINDS))


def test_a_section_says_what_the_definition_does() -> None:
    lacking = [
        (kind.id, part)
        for kind in KINDS
        for part in (f":Severity: {kind.severity}", kind.cause, kind.fix, kind.source, kind.advice)
        if not holds(section(kind), part)
    ]
    assert lacking == []


def test_a_verdict_without_a_finding_has_a_paragraph_instead_of_fields() -> None:
    for verdict in WITHOUT_FINDING:
        assert re.findall(r"^:([\w ]+):", section(verdict), re.MULTILINE) == ["What to do next"]
        assert holds(section(verdict), verdict.cause)


def test_the_order_names_every_verdict_and_says_by_what_where_several_rules_give_it() -> None:
    order = block("rule_order")
    assert sorted(set(re.findall(r"\b([a-z_]+)_(?!\w)", order)) - {"trusted"}) == IDS
    assert "ad_integration_, no_management_group_" in order
    assert "ad_integration_ by the log" in order
    assert order.count("restart_pending_") == 1


def test_symptoms_go_by_events_and_then_by_words_and_lead_to_a_verdict_or_to_what_the_definition_says() -> None:
    rows = re.findall(r"^   \* - (.+)\n(?:     - .+\n){3}     - (.+)$", block("symptoms"), re.MULTILINE)
    seen = [symptom for symptom, _leads_to in rows]
    places = [seen.index(each) for each in ("2003 alone", "20066", "21005", "Only 21016, and no connection")]
    assert places == sorted(places)
    assert dict(rows)["21005"] == "gateway_name_unresolved_"
    assert dict(rows)["1210 newer than the restart, but the console is gray"] == "trusted_, console_delay_"


def test_the_table_of_events_has_a_row_for_each() -> None:
    assert re.findall(r"^   \* - (\d+)$", block("events"), re.MULTILINE) == [
        str(number) for number in sorted(EVENT_KINDS)
    ]


def test_the_readme_names_every_verdict_once_beside_whose_turn_it_is() -> None:
    table = README.partition("<!-- Start of verdicts,")[2].partition("<!-- End of verdicts")[0]
    rows = re.findall(r"^\| (`.+`) \| (.+) \|$", table, re.MULTILINE)
    named = [(name, turn) for cell, turn in rows for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted((verdict.id, verdict.turn) for verdict in (*WITHOUT_FINDING, *VERDICTS))


def test_the_module_names_every_verdict_that_a_host_that_could_be_asked_gets() -> None:
    assert sorted(re.findall(r"V\((\w+)\)", RETURN_VALUE)) == sorted(["trusted", *IDS])
