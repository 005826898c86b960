# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of finding, of checks and of audits, says what is wrong, what mends it and where that is from, under an id of its own."""

from __future__ import annotations

import re

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import KINDS as AUDIT_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.gateway import GATEWAY_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import (
    TRUSTED,
    UNREACHABLE,
)

WITH_FINDING = [*VERDICTS, *CERTIFICATE_KINDS, *NOTES, *GATEWAY_KINDS]
DIAGNOSES = [TRUSTED, UNREACHABLE, *WITH_FINDING]
KINDS = [*WITH_FINDING, *AUDIT_KINDS]
SENTENCE = re.compile(r"[A-Z].+[\w)]\.")


def test_no_id_is_given_twice() -> None:
    for kinds in (DIAGNOSES, AUDIT_KINDS):
        identifiers = [kind.id for kind in kinds]
        assert sorted(identifiers) == sorted(set(identifiers))


def test_an_id_can_be_an_anchor() -> None:
    assert [kind.id for kind in KINDS if not re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.id)] == []


def test_cause_and_fix_are_sentences() -> None:
    assert [kind.id for kind in KINDS if not SENTENCE.fullmatch(kind.cause)] == []
    assert [kind.id for kind in KINDS if not SENTENCE.fullmatch(kind.fix)] == []


def test_a_source_is_named() -> None:
    assert [kind.id for kind in KINDS if len(kind.source) <= 5 or kind.source != kind.source.strip()] == []


def test_a_diagnosis_says_what_to_do_next() -> None:
    assert [kind.id for kind in DIAGNOSES if not re.fullmatch(r"\S.+\.", kind.advice)] == []


def test_a_finding_bears_what_its_kind_says() -> None:
    finding = VERDICTS[0]("the evidence")
    assert (finding.id, finding.severity, finding.evidence) == (VERDICTS[0].id, VERDICTS[0].severity, "the evidence")
    assert finding.fix == VERDICTS[0].fix


def test_a_finding_may_know_the_fix_for_just_what_was_found() -> None:
    assert VERDICTS[0]("the evidence", "Do this.").fix == "Do this."
