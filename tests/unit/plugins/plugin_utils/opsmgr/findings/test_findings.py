# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of findings are complete, and so are the sources and symptoms that they name."""

from __future__ import annotations

import re

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


def test_every_kind_about_a_certificate_is_checked() -> None:
    assert {kind for kind in vars(certificate).values() if isinstance(kind, Kind)} == set(CERTIFICATE_KINDS)


def test_a_symptom_leads_to_every_verdict() -> None:
    led_to = {
        name
        for kind in (TRUSTED, UNREACHABLE, *KINDS)
        for symptom in kind.symptoms
        for name in re.findall(r"\b([a-z_]+)_(?!\w)", symptom.leads_to or f"{kind.id}_")
    }
    assert {verdict.id for verdict in (TRUSTED, UNREACHABLE, *VERDICTS)} - led_to == set()


def test_every_source_is_named_by_a_kind() -> None:
    texts = [text for name, text in vars(sources).items() if name.isupper()]
    assert [text for text in texts if not any(text in kind.source for kind in KINDS)] == []


def test_a_note_is_no_error() -> None:
    assert [note.id for note in NOTES if note.severity == Severity.ERROR] == []
