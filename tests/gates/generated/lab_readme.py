# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the scenarios and faults of the lab into its README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from tests.gates.generated.blocks import Block, filled
from tests.gates.generated.generation import File
from tests.gates.generated.markdown import table
from tests.lab.faults import FAULTS, SOAP_FAULTS
from tests.lab.scenarios import HOST_SCENARIOS, SITE_SCENARIOS

PATH = "tests/lab/README.md"


class Described(Protocol):
    """What the lab can play."""

    @property
    def description(self) -> str: ...


def files() -> Iterator[File]:
    """The README. Faults that are named after a code of WS-Management are too many for it."""
    others = {name: fault for name, fault in FAULTS.items() if name not in SOAP_FAULTS}
    blocks = {
        "host_scenarios": Block("tests/lab/scenarios", _table("state", HOST_SCENARIOS)),
        "site_scenarios": Block("tests/lab/scenarios/sites.py", _table("state", SITE_SCENARIOS)),
        "faults": Block("tests/lab/faults/catalogue.py", _table("fault", others)),
    }
    yield filled(PATH, blocks)


def _table(what: str, described: Mapping[str, Described]) -> str:
    return table(("name", what), ((f"`{name}`", each.description) for name, each in described.items()))
