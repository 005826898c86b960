# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into the diagnosis guide what the definitions of verdicts, findings and events say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.order import GROUPS, LAST_GROUP, Group, Place
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.gateway import GATEWAY_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import (
    TRUSTED,
    UNREACHABLE,
)

from tests.gates.generated.blocks import Block, filled
from tests.gates.generated.generation import File
from tests.gates.generated.rst import block, field, list_table, wrap

PATH = "docs/docsite/rst/guide_diagnosis.rst"
FINDINGS = "plugins/plugin_utils/opsmgr/findings"

_GROUPS = (*GROUPS, LAST_GROUP)

VERDICTS = tuple(dict.fromkeys(verdict for group in _GROUPS for place in group.places for verdict in place.verdicts))
"""Those that rules give, in the order of the rules."""


def files() -> Iterator[File]:
    """The guide."""
    yield filled(PATH, _blocks())


def _blocks() -> dict[str, Block]:
    return {
        "symptoms": _of_verdicts(_symptoms()),
        "rule_order": Block("plugins/plugin_utils/opsmgr/diagnosis/order.py", block(_rule_order())),
        "verdicts_beside_a_link": _of_verdicts(wrap(_references(each for each in VERDICTS if each.survives_link))),
        "verdicts_with_a_remedy": _of_verdicts(_remedies()),
        "verdicts": _of_verdicts(
            *(_section(each, _without_finding(each)) for each in (TRUSTED, UNREACHABLE)),
            *(_section(each, _fields(each)) for each in VERDICTS),
        ),
        "certificate_findings": Block(f"{FINDINGS}/certificate.py", _sections(CERTIFICATE_KINDS)),
        "gateway_findings": Block(f"{FINDINGS}/gateway.py", _sections(GATEWAY_KINDS)),
        "notes": Block(f"{FINDINGS}/notes.py", _sections(NOTES)),
        "events": Block("plugins/plugin_utils/opsmgr/events/kinds.py", block(_events())),
        "idle_events": Block("plugins/plugin_utils/opsmgr/events/kinds.py", block(_idle_events())),
    }


def _of_verdicts(*paragraphs: str) -> Block:
    return Block(f"{FINDINGS}/verdicts", block(*paragraphs))


def _references(kinds: Iterable[Kind], separator: str = ", ") -> str:
    return separator.join(f"{kind.id}_" for kind in kinds)


def _rule_order() -> str:
    items = [
        *(f"{group.question}\n{wrap(_answers(group), depth=3)}" for group in _GROUPS),
        f"Nothing applies: {TRUSTED.id}_",
    ]
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))


def _answers(group: Group) -> str:
    """What the rules of a group may say, each verdict once."""
    return ", ".join(dict.fromkeys(answer for place in group.places for answer in _answers_of(place)))


def _answers_of(place: Place) -> list[str]:
    if place.how:
        return [f"{_references(place.verdicts, ' or ')} {place.how}"]
    return [_references([verdict]) for verdict in place.verdicts]


def _symptoms() -> str:
    """Those that begin with the number of an event in its order, and then the others by their words."""
    kinds = (TRUSTED, UNREACHABLE, *VERDICTS, *NOTES)
    symptoms = [(symptom, symptom.leads_to or _references([kind])) for kind in kinds for symptom in kind.symptoms]
    rows = (
        (symptom.seen, symptom.evidence, symptom.cause, symptom.fix, leads_to)
        for symptom, leads_to in sorted(symptoms, key=lambda each: _place_among_symptoms(each[0].seen))
    )
    return list_table(("Symptom", "Evidence", "Cause", "Fix", "Verdict or finding"), rows, (20, 25, 20, 20, 15))


def _place_among_symptoms(seen: str) -> tuple[bool, int, str]:
    number = re.match("[0-9]+", seen)
    return number is None, int(number[0]) if number else 0, seen


def _remedies() -> str:
    mended = _references((each for each in VERDICTS if each.remedy), " and ")
    return f"``onboard`` acts on {mended} only; on all others it changes nothing."


def _sections(kinds: Iterable[Kind]) -> str:
    return block(*(_section(kind, _fields(kind)) for kind in kinds))


def _section(kind: Kind, text: str) -> str:
    heading = f"``{kind.id}``"
    anchor = f".. _ansible_collections.scom.dmz.docsite.guide_diagnosis.{kind.id}:"
    return f"{anchor}\n\n{heading}\n{'^' * len(heading)}\n\n{text}"


def _fields(kind: Kind) -> str:
    named = {"Severity": kind.severity, "Cause": kind.cause, "Fix": kind.fix, "Source": kind.source}
    return "\n".join(field(name, text) for name, text in {**named, "What to do next": kind.advice}.items())


def _without_finding(verdict: Verdict) -> str:
    return f"{wrap(verdict.cause)}\n\n{field('What to do next', verdict.advice)}"


def _events() -> str:
    rows = (
        (str(number), kind.provider, kind.nature, kind.side, kind.meaning, kind.source)
        for number, kind in sorted(EVENT_KINDS.items())
    )
    return list_table(("Event", "Provider", "Nature", "Side", "Meaning", "Source"), rows, (7, 16, 12, 8, 35, 22))


def _idle_events() -> str:
    rows = ((str(number), kind.meaning, kind.idle) for number, kind in sorted(EVENT_KINDS.items()) if kind.idle)
    return list_table(("Event", "Meaning", "Why nothing is concluded from it"), rows, (8, 42, 50))
