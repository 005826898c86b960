# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide of faults has the numbers of the code."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import UNDO_SECONDS
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import DEFAULT_SECONDS

from tests.lab.faults import SOAP_FAULTS

GUIDE = (Path(__file__).parents[3] / "docs" / "docsite" / "rst" / "guide_faults.rst").read_text(encoding="utf-8")


def test_the_limits_are_those_of_the_code() -> None:
    assert f"the option ``time_limit``, {DEFAULT_SECONDS} seconds" in GUIDE
    assert f"gets another {UNDO_SECONDS} seconds" in GUIDE
    assert f"each of the {len(SOAP_FAULTS)} codes" in GUIDE
    assert f"{len(SOAP_FAULTS)} faults" in GUIDE
