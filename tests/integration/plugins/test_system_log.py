# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A log System that cannot be read is a witness less: the verdict stands, and a note says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.integration.cases import cases
from tests.integration.plugins.visiting import Visit
from tests.lab.hygiene import serve_watched
from tests.lab.states import build

NOT_READ = "cannot read the log System of {}: wevtutil did not deliver it"


@pytest.mark.parametrize("name", ["not_approved", "root_missing", "closed_without_authentication", "port_filtered"])
@pytest.mark.parametrize("sides", [("agent",), ("gateway",), ("agent", "gateway")], ids=" and ".join)
def test_the_verdict_stands_without_the_log_system(name: str, sides: Sequence[str], tmp_path: Path) -> None:
    case, built = cases()[name], build(cases()[name].state)
    named = {"agent": built.agent, "gateway": built.gateway}
    for side in sides:
        del built.dmz.machines[named[side]].event_logs["system"]
    with serve_watched(built.dmz) as site:
        found = Visit(case.question, built, site, tmp_path).diagnose()
    assert found["verdict"] == case.expectation.verdict
    notes = [each["evidence"] for each in found["findings"] if each["id"] == "system_log_unreadable"]
    assert len(notes) == len(sides)
    for note, side in zip(notes, sides, strict=True):
        assert NOT_READ.format(named[side]) in note
