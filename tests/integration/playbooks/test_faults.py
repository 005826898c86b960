# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fleet of which some hosts are affected: the others are served, these are named with the cause, the next run brings them home."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.integration.faults import OUTCOMES, SERVED, WAITING
from tests.integration.playbooks.ansible import Controller, Row, Run, controller
from tests.integration.playbooks.registry import entry_key, root_of
from tests.lab.faults import FAULTS, every_nth
from tests.lab.scenarios.building import agent_name, build

HOSTS = int(os.environ.get("HOSTS", "0"))
"""Of so many hosts every tenth is affected, by each fault in turn; without a number, each way to end is that of one host."""
FEW = ("refuses", "access_denied_on_root_store", "provider_failure", "slow")
AGENTS = [agent_name(number) for number in range(1, (HOSTS or len(FEW) + 1) + 1)]
AFFECTED = every_nth(AGENTS, 10) if HOSTS else dict(zip(AGENTS, FEW, strict=False))
WELL = set(AGENTS) - set(AFFECTED)

IMPATIENT = {
    "gateway_trust_time_limit": 20,
    "ansible_winrm_operation_timeout_sec": 4,
    "ansible_winrm_read_timeout_sec": 5,
}
LIMITS = IMPATIENT if WAITING & set(AFFECTED.values()) else {}
FORKS = ("--forks", "20")
HOME = Row("root_missing", "trusted", "up", "root imported, agent restarted")
_FATAL = re.compile(r"^fatal: \[(\S+?)\]: FAILED! => (\{.*\})$", re.MULTILINE)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Controller]:
    with controller(build("root_missing", agents=len(AGENTS)), tmp_path) as running:
        for host, fault in AFFECTED.items():
            FAULTS[fault].inject(running.site.endpoint, running.dmz.machines[host])
        yield running


def _heal(lab: Controller) -> None:
    for host, fault in AFFECTED.items():
        FAULTS[fault].end(lab.site.endpoint, lab.dmz.machines[host])


def _sentences(run: Run) -> Mapping[str, str]:
    """What the run says of each host that it did not serve, at its end."""
    return {host: json.loads(text)["msg"] for host, text in _FATAL.findall(run.output)}


def _roots(lab: Controller) -> set[str]:
    """The hosts that hold the gateway's root."""
    key = f"HKLM\\{entry_key(root_of(lab.dmz))}"
    return {host for host in AGENTS if lab.dmz.machines[host].registry.exists(key)}


def test_affected_hosts_are_named_with_the_cause_the_others_are_served_and_the_next_run_repairs(
    lab: Controller,
) -> None:
    run = lab.play("scom.dmz.onboard", *FORKS, **LIMITS)
    told, expected = _sentences(run), {host: OUTCOMES[fault] for host, fault in AFFECTED.items()}
    served = WELL | {host for host, outcome in expected.items() if outcome == SERVED}
    print(f"{len(AGENTS)} hosts, {len(AFFECTED)} affected, {len(served)} served, {len(told)} named with the cause")
    assert {host: run.rows[host] for host in served} == dict.fromkeys(served, HOME)
    assert {host: run.rows[host].verdict for host in AFFECTED} == {
        host: outcome.verdict for host, outcome in expected.items()
    }
    assert set(told) == run.failed == set(AGENTS) - served
    assert {host: told[host] for host in told if expected[host].cause not in told[host]} == {}
    assert [sentence for host, sentence in told.items() if host not in sentence] == []
    assert _roots(lab) == served
    _heal(lab)
    again = lab.play("scom.dmz.onboard", *FORKS)
    assert again.code == 0, again.output
    assert {host: again.rows[host] for host in told} == dict.fromkeys(told, HOME)
    assert again.changed == set(told)
    assert _roots(lab) == set(AGENTS)
