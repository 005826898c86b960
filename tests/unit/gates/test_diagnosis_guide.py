# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The diagnosis guide and the lists of verdicts hold every definition once."""

from __future__ import annotations

import re

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS

from tests.gates.generated import diagnosis_guide, verdict_lists

IDS = sorted(verdict.id for verdict in VERDICTS)
[(_path, GUIDE)] = diagnosis_guide.files()
README, RETURN_VALUE = (text for _path, text in verdict_lists.files())

NAME_MISMATCH = """\
.. _ansible_collections.scom.dmz.docsite.guide_diagnosis.name_mismatch:

``name_mismatch``
^^^^^^^^^^^^^^^^^

:Severity: error
:Cause: The name in the agent's configuration is not the one in the gateway's certificate.
:Fix: Point the agent at the name that the certificate holds, or issue the gateway's certificate for that name.
:Source: public set-up and repair scripts of the Operations Manager agent (unverified)
:What to do next: """


def block(name: str) -> str:
    _before, _start, rest = GUIDE.partition(f".. Start of {name},")
    return rest.partition(f".. End of {name}.")[0]


def test_every_verdict_and_finding_has_one_section() -> None:
    anchors = re.findall(
        r"^\.\. _ansible_collections\.scom\.dmz\.docsite\.guide_diagnosis\.(\w+):$", GUIDE, re.MULTILINE
    )
    kinds = (*VERDICTS, *CERTIFICATE_KINDS, *NOTES)
    assert sorted(anchors) == sorted(["trusted", "unreachable", *(kind.id for kind in kinds)])


def test_a_section_says_what_the_definition_does() -> None:
    assert NAME_MISMATCH in GUIDE


def test_a_verdict_without_a_finding_has_a_paragraph_instead_of_fields() -> None:
    section = block("verdicts").partition("guide_diagnosis.unreachable:")[2].partition("\n.. _")[0]
    assert re.findall(r"^:([\w ]+):", section, re.MULTILINE) == ["What to do next"]
    assert "\n\nThe connection to the host failed" in section


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
    rows = re.findall(r"^\|(.+)\|(.+)\|$", table, re.MULTILINE)
    named = [name for cell, _turn in rows for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(["trusted", "unreachable", *IDS])
    assert "| `undetermined`, `unreachable` | the WinRM account, or the connection |" in table


def test_the_module_names_every_verdict_that_a_host_that_could_be_asked_gets() -> None:
    assert sorted(re.findall(r"V\((\w+)\)", RETURN_VALUE)) == sorted(["trusted", *IDS])
