# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into the guide of faults what the lab does, and what the tests expect of an onboarding then."""

from __future__ import annotations

from collections.abc import Iterator

from tests.gates.generated.blocks import Block, filled
from tests.gates.generated.generation import File
from tests.gates.generated.rst import block, list_table
from tests.integration.faults import OUTCOMES
from tests.lab.faults import FAULTS, SOAP_FAULTS

PATH = "docs/docsite/rst/guide_faults.rst"


def files() -> Iterator[File]:
    """The guide. Faults that are named after a code of WS-Management are too many for it."""
    rows = (
        (fault.description, f"``{OUTCOMES[name].verdict}``", OUTCOMES[name].cause or "served all the same")
        for name, fault in FAULTS.items()
        if name not in SOAP_FAULTS
    )
    table = list_table(("what happens", "verdict", "what the message says"), rows)
    yield filled(PATH, {"faults": Block("tests/integration/faults.py", block(table))})
