# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A slow line costs its delay once an exchange, and forks wait for several hosts at once. The lab's log tells, and no clock."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.integration.playbooks.ansible import Controller, controller
from tests.integration.playbooks.meeting import Meeting, most_at_once
from tests.lab.demonstration import GATEWAY
from tests.lab.scenarios import build
from tests.lab.windows.stock_certificates import Stock
from tests.lab.wsman.request_log import Entry

AGENTS = [f"agent{number:02}.dmz.example" for number in range(1, 4)]
DELAY = 0.02


def exchanges(lab: Controller, *options: str) -> list[Entry]:
    """All exchanges of a check, the gateway's and the logins' too."""
    before = len(lab.log)
    run = lab.play("scom.dmz.check", *options)
    assert run.code == 0, run.output
    return list(lab.log)[before:]


def actions(entries: list[Entry]) -> list[tuple[str, str | int]]:
    return [(entry.machine, entry.action or entry.status) for entry in entries]


def test_a_check_over_a_slow_line_takes_the_same_exchanges_one_after_the_other_and_each_is_late_once(
    tmp_path: Path,
) -> None:
    with controller(build("trusted", stock=Stock(0, 0)), tmp_path) as lab:
        usual = exchanges(lab)
        lab.site.endpoint.delay(DELAY)
        delayed = exchanges(lab)
    assert {entry.machine for entry in delayed} == {GATEWAY, AGENTS[0]}
    assert actions(delayed) == actions(usual)
    # What the line adds is therefore the delay times the exchanges, and nothing of it can be waited for twice.
    assert [(before.number, after.number) for before, after in pairwise(delayed) if before.time > after.began] == []
    assert {entry.delay for entry in delayed} == {DELAY}
    assert {entry.delay for entry in usual} == {0.0}


@pytest.mark.parametrize("forks", [1, 3])
def test_as_many_hosts_as_there_are_forks_are_waited_for_at_the_same_time(forks: int, tmp_path: Path) -> None:
    with controller(build("trusted", agents=len(AGENTS), stock=Stock(0, 0)), tmp_path) as lab:
        lab.site.endpoint.misbehaviours = Meeting(forks, AGENTS)
        lab.site.endpoint.delay(DELAY)
        entries = [entry for entry in exchanges(lab, "--forks", str(forks)) if entry.machine in AGENTS]
    assert {entry.machine for entry in entries} == set(AGENTS)
    assert most_at_once(entries) == forks
