# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides have the numbers and names of the code, where these stand within a sentence."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.scom.dmz.plugins.action.root_audit_report import SCHEMA
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import LEAD_DAYS
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import UNDO_SECONDS
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import WRITABLE_STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.audit_table import MOST
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.comparison import LEAST_HOSTS
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import DEFAULT_SECONDS
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import MINIMUM_BITS

from tests.lab.faults import SOAP_FAULTS

GUIDES = Path(__file__).parents[3] / "docs" / "docsite" / "rst"
IN_WORDS = {3: "three", 5: "five"}

SENTENCES = {
    "audit": (
        f"The days are {LEAD_DAYS} and not 30",
        f"RSA with less than {MINIMUM_BITS['RSA']} bits, elliptic curves with less than {MINIMUM_BITS['EC']}",
        f"Fewer than {IN_WORDS[LEAST_HOSTS]} hosts",
        f"it names the first {IN_WORDS[MOST]}",
        f"``{SCHEMA}``",
    ),
    "faults": (
        f"the option ``time_limit``, {DEFAULT_SECONDS} seconds",
        f"gets another {UNDO_SECONDS} seconds",
        f"each of the {len(SOAP_FAULTS)} codes",
        f"{len(SOAP_FAULTS)} faults",
    ),
    "security": (
        f"Only entries of the stores {' and '.join(f'``{each}``' for each in WRITABLE_STORES)} of LocalMachine",
    ),
}


def test_the_numbers_are_those_of_the_code() -> None:
    texts = {guide: (GUIDES / f"guide_{guide}.rst").read_text(encoding="utf-8") for guide in SENTENCES}
    told = [(guide, sentence) for guide, sentences in SENTENCES.items() for sentence in sentences]
    assert [(guide, sentence) for guide, sentence in told if sentence not in texts[guide]] == []
