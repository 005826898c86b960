# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults' names, rules and places, and the command line that lets them happen."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
import yaml

from tests.lab.faults import FAULTS, SOAP_FAULTS, every_nth
from tests.lab.wsman.codes import MEANINGS

REPOSITORY = Path(__file__).parents[3]
NAME = "agent01.dmz.example"

ON_REQUESTS = [fault for fault in FAULTS.values() if any(not rule.before_login for rule in fault.misbehaviours)]


def test_a_fault_does_something_to_its_machine_only() -> None:
    assert [name for name, fault in FAULTS.items() if not (fault.rules(NAME) or fault.denials)] == []
    assert {rule.machine for fault in FAULTS.values() for rule in fault.rules(NAME)} == {NAME}


def test_a_fault_can_be_moved() -> None:
    moved = [fault.rules(NAME, 7, onwards=False) for fault in ON_REQUESTS]
    assert {(rule.nth, rule.onwards) for rules in moved for rule in rules} == {(7, False)}
    assert {rule.nth for fault in ON_REQUESTS for rule in fault.rules(NAME)} <= {None, 4}


def test_a_fault_that_lasts_still_lasts_when_it_is_moved() -> None:
    assert [(rule.nth, rule.onwards) for rule in FAULTS["login_lost_for_good"].rules(NAME, 7)] == [(7, True)]
    assert [(rule.nth, rule.onwards) for rule in FAULTS["login_lost_in_the_middle"].rules(NAME, 7)] == [(7, False)]


def test_each_code_of_the_reference_has_a_fault() -> None:
    assert list(SOAP_FAULTS) == [f"fault_{code.name.lower()}" for code in MEANINGS]
    assert [name for name in FAULTS if name.startswith("fault_")] == list(SOAP_FAULTS)


def test_every_so_many_machines_one_is_affected_by_the_next_fault() -> None:
    machines = [f"agent{number:03}" for number in range(1, 3 * len(FAULTS) + 4)]
    affected = every_nth(machines, 3)
    assert list(affected)[:2] == ["agent003", "agent006"]
    assert list(affected.values()) == [*FAULTS, next(iter(FAULTS))]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--fault", "busy"], {f"agent0{number}.dmz.example": "busy" for number in range(1, 5)}),
        (["--faults-every", "2"], {"agent02.dmz.example": "refuses", "agent04.dmz.example": "hangs"}),
        ([], {}),
    ],
)
def test_the_command_tells_which_host_is_affected_by_which_fault(
    options: list[str], expected: dict[str, str], tmp_path: Path
) -> None:
    affected = tmp_path / "affected.json"
    site = ["--scenario", "trusted", "--agents", "4", "--affected", str(affected), "--inventory", str(tmp_path / "inv")]
    command = [sys.executable, "-m", "tests.lab", *site, *options]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as lab:
        assert lab.stdout is not None and lab.stdout.readline() == "ready\n"
        lab.send_signal(signal.SIGTERM)
        assert lab.wait(timeout=20) == 0
    assert json.loads(affected.read_text()) == expected


def test_the_command_makes_every_answer_late_gateways_too(tmp_path: Path) -> None:
    hosts, log = tmp_path / "inventory.yml", tmp_path / "requests.jsonl"
    command = [sys.executable, "-m", "tests.lab", "--delay", "0.01", "--inventory", str(hosts), "--log", str(log)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as lab:
        assert lab.stdout is not None and lab.stdout.readline() == "ready\n"
        port = yaml.safe_load(hosts.read_text())["all"]["vars"]["ansible_port"]
        for machine in ("gw01.corp.example", "web01.dmz.example"):
            assert requests.post(f"http://127.0.0.1:{port}/{machine}/wsman", timeout=20).status_code == 401
        lab.send_signal(signal.SIGTERM)
        assert lab.wait(timeout=20) == 0
    assert [json.loads(line)["delay"] for line in log.read_text().splitlines()] == [0.01, 0.01]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--fault", "nothing"], 1, f"there is no fault nothing: choose one of {', '.join(FAULTS)}\n"),
        (["--faults-every", "0"], 2, "invalid count value: '0'\n"),
        (["--fault", "busy", "--faults-every", "2"], 2, "not allowed with argument --fault\n"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(options: list[str], code: int, words: str) -> None:
    command = [sys.executable, "-m", "tests.lab", *options]
    lab = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert lab.returncode == code
    assert lab.stderr.endswith(words)
