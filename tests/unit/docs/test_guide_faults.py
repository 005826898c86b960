# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide's table of faults is what the lab does and what the tests expect of an onboarding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import UNDO_SECONDS
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import DEFAULT_SECONDS

from tests.integration.faults import OUTCOMES
from tests.lab.faults import FAULTS, SOAP_FAULTS

GUIDE = (Path(__file__).parents[3] / "docs" / "docsite" / "rst" / "guide_faults.rst").read_text(encoding="utf-8")
ROWS = re.findall(r"^   \* - (.+)\n     - ``(\w+)``\n     - (.+)$", GUIDE, re.MULTILINE)
NAMED = [name for name in FAULTS if name not in SOAP_FAULTS]


def test_the_table_has_a_row_for_every_fault_and_no_other() -> None:
    assert [description for description, _verdict, _cause in ROWS] == [FAULTS[name].description for name in NAMED]


@pytest.mark.parametrize(("name", "row"), list(zip(NAMED, ROWS, strict=True)), ids=NAMED)
def test_a_row_says_what_comes_of_it(name: str, row: tuple[str, str, str]) -> None:
    outcome = OUTCOMES[name]
    assert row[1:] == (outcome.verdict, outcome.cause or "served all the same")


def test_the_limits_are_those_of_the_code() -> None:
    assert f"the option ``time_limit``, {DEFAULT_SECONDS} seconds" in GUIDE
    assert f"gets another {UNDO_SECONDS} seconds" in GUIDE
    assert f"each of the {len(SOAP_FAULTS)} codes" in GUIDE
    assert f"{len(SOAP_FAULTS)} faults" in GUIDE
