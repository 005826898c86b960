# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of finding says what is wrong, what mends it, what to do next and where that is from, under an id of its own."""

from __future__ import annotations

import re

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate, sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import (
    TRUSTED,
    UNREACHABLE,
)

KINDS = [*VERDICTS, *CERTIFICATE_KINDS, *NOTES]
EACH_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.id))


def test_no_id_is_given_twice() -> None:
    identifiers = [kind.id for kind in (TRUSTED, UNREACHABLE, *KINDS)]
    assert sorted(identifiers) == sorted(set(identifiers))


def test_every_kind_about_a_certificate_is_checked() -> None:
    assert {kind for kind in vars(certificate).values() if isinstance(kind, Kind)} == set(CERTIFICATE_KINDS)


@EACH_KIND
def test_an_id_can_be_an_anchor(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.id)


@EACH_KIND
def test_a_cause_is_a_sentence(kind: Kind) -> None:
    assert re.fullmatch(r"[A-Z].+[\w)]\.", kind.cause)


@EACH_KIND
def test_a_fix_is_a_sentence(kind: Kind) -> None:
    assert re.fullmatch(r"[A-Z].+[\w)]\.", kind.fix)


@pytest.mark.parametrize("kind", [TRUSTED, UNREACHABLE, *KINDS], ids=lambda kind: str(kind.id))
def test_a_kind_says_what_to_do_next(kind: Kind) -> None:
    assert re.fullmatch(r"\S.+\.", kind.advice)


def test_a_symptom_leads_to_every_verdict() -> None:
    led_to = {
        name
        for kind in (TRUSTED, UNREACHABLE, *KINDS)
        for symptom in kind.symptoms
        for name in re.findall(r"\b([a-z_]+)_(?!\w)", symptom.leads_to or f"{kind.id}_")
    }
    assert {verdict.id for verdict in (TRUSTED, UNREACHABLE, *VERDICTS)} - led_to == set()


@EACH_KIND
def test_a_kind_names_its_source(kind: Kind) -> None:
    assert len(kind.source) > 5 and kind.source == kind.source.strip()


def test_every_source_is_named_by_a_kind() -> None:
    texts = [text for name, text in vars(sources).items() if name.isupper()]
    assert [text for text in texts if not any(text in kind.source for kind in KINDS)] == []


@pytest.mark.parametrize("kind", NOTES, ids=lambda kind: str(kind.id))
def test_a_note_is_no_error(kind: Kind) -> None:
    assert kind.severity != Severity.ERROR


def test_a_finding_bears_what_its_kind_says() -> None:
    finding = VERDICTS[0]("the evidence")
    assert (finding.id, finding.severity, finding.evidence) == (VERDICTS[0].id, VERDICTS[0].severity, "the evidence")
