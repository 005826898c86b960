# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of finding says what is wrong, what mends it and where that is from, under an id of its own."""

from __future__ import annotations

import re

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.catalogue import CATALOGUE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import TRUSTED, VERDICTS

KINDS = [*VERDICTS, *CERTIFICATE_KINDS, *NOTES]
EACH_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.id))


def test_no_id_is_given_twice() -> None:
    identifiers = [kind.id for kind in KINDS]
    assert sorted(identifiers) == sorted(set(identifiers))


def test_the_catalogue_holds_every_kind_under_its_id() -> None:
    assert list(CATALOGUE.items()) == [(kind.id, kind) for kind in KINDS]


def test_no_finding_is_called_like_the_verdict_of_a_host_in_order() -> None:
    assert TRUSTED not in CATALOGUE


@EACH_KIND
def test_an_id_can_be_an_anchor(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.id)


@EACH_KIND
def test_a_cause_is_a_sentence(kind: Kind) -> None:
    assert re.fullmatch(r"[A-Z].+[\w)]\.", kind.cause)


@EACH_KIND
def test_a_fix_is_a_sentence(kind: Kind) -> None:
    assert re.fullmatch(r"[A-Z].+[\w)]\.", kind.fix)


@EACH_KIND
def test_a_kind_names_its_source(kind: Kind) -> None:
    assert len(kind.source) > 5 and kind.source == kind.source.strip()


@pytest.mark.parametrize("kind", NOTES, ids=lambda kind: str(kind.id))
def test_a_note_is_no_error(kind: Kind) -> None:
    assert kind.severity != Severity.ERROR


def test_a_finding_bears_what_its_kind_says() -> None:
    finding = VERDICTS[0]("the evidence")
    assert (finding.id, finding.severity, finding.evidence) == (VERDICTS[0].id, VERDICTS[0].severity, "the evidence")
