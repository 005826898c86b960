# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demonstration site and its command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import yaml

from tests.lab.demonstration import ROOT_MISSING, demo
from tests.lab.faults import FAULTS
from tests.lab.inventory import inventory
from tests.lab.scenarios import HOST_SCENARIOS, SITE_SCENARIOS

REPOSITORY = Path(__file__).parents[3]

TRUSTED = {
    "db01.dmz.example": ["CORP"],
    "gpo01.dmz.example": ["CORP"],
    "mail01.dmz.example": ["PARTNER"],
    "multi01.dmz.example": ["CORP", "PARTNER"],
}


def test_each_agent_is_in_the_state_that_its_name_stands_for() -> None:
    links = {name: sorted(agent.links) for name, agent in demo().agents.items()}
    assert links == TRUSTED | {name: [] for name in (*ROOT_MISSING, "old01.dmz.example")}


def test_importing_the_gateways_root_is_enough_for_those_that_lack_it() -> None:
    dmz = demo()
    [root] = [
        certificate
        for certificate in dmz.machines["gw01.corp.example"].stores.certificates("Root")
        if "Corp Root" in certificate.subject.rfc4514_string()
    ]
    for name in ROOT_MISSING:
        agent = dmz.agents[name]
        agent.machine.stores.add("Root", root)
        agent.service.pending_reads = 0
        for method in ("StopService", "StartService"):
            agent.machine.cim_class("Win32_Service").invoke(method, {"Name": "HealthService"}, {})
        assert list(agent.links) == ["CORP"]


def test_a_machine_without_an_agent_has_no_service_and_no_log() -> None:
    bare = demo().machines["bare01.dmz.example"]
    assert bare.services.find("HealthService") is None
    assert bare.run('wevtutil gli "Operations Manager"').exit_code == 15007


def test_the_inventory_points_refusing_hosts_at_the_closed_port() -> None:
    groups = inventory(demo(), 5985, 9)["all"]["children"]  # type: ignore[index]
    assert groups["dmz"]["hosts"]["down01.dmz.example"]["ansible_port"] == 9
    assert "ansible_port" not in groups["dmz"]["hosts"]["web01.dmz.example"]
    assert list(groups["gateways"]["hosts"]) == ["gw01.corp.example", "gw02.corp.example"]


def test_the_command_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    hosts, dump = tmp_path / "inventory.yml", tmp_path / "dump.json"
    command = [sys.executable, "-m", "tests.lab", "--inventory", str(hosts), "--dump", str(dump)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as lab:
        assert lab.stdout is not None and lab.stdout.readline() == "ready\n"
        lab.send_signal(signal.SIGTERM)
        assert lab.wait(timeout=20) == 0
    assert yaml.safe_load(hosts.read_text())["all"]["vars"]["ansible_winrm_transport"] == "ntlm"
    assert len(json.loads(dump.read_text())) == 11


def test_the_command_serves_a_scenario_by_name(tmp_path: Path) -> None:
    dump = tmp_path / "dump.json"
    command = [sys.executable, "-m", "tests.lab", "--scenario", "not_listening", "--dump", str(dump)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as lab:
        assert lab.stdout is not None
        assert "ready\n" in lab.stdout
        lab.send_signal(signal.SIGTERM)
        assert lab.wait(timeout=20) == 0
    assert list(json.loads(dump.read_text())) == ["gw01.corp.example", "agent01.dmz.example"]


def test_the_command_serves_what_a_file_describes(tmp_path: Path) -> None:
    site, dump = tmp_path / "site.yml", tmp_path / "dump.json"
    site.write_text("variations: [{name: renamed, agent: {name: web01.dmz.example}}]", encoding="utf-8")
    command = [sys.executable, "-m", "tests.lab", "--site", str(site), "--variation", "renamed", "--dump", str(dump)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as lab:
        assert lab.stdout is not None
        assert "ready\n" in lab.stdout
        lab.send_signal(signal.SIGTERM)
        assert lab.wait(timeout=20) == 0
    assert list(json.loads(dump.read_text())) == ["gw01.corp.example", "web01.dmz.example"]


def test_the_command_answers_a_file_that_describes_no_state_with_one_sentence(tmp_path: Path) -> None:
    site = tmp_path / "site.yml"
    site.write_text("agnet: {}", encoding="utf-8")
    lab = run_lab("--site", str(site))
    assert lab.returncode == 1
    assert lab.stderr.startswith("site.yml has the key 'agnet', and may have: ")


def test_the_command_lists_every_scenario_and_fault_with_its_description() -> None:
    lines = run_lab("--list").stdout.splitlines()
    named = {**HOST_SCENARIOS, **SITE_SCENARIOS, **FAULTS}
    assert [line.split(maxsplit=1) for line in lines] == [[name, each.description] for name, each in named.items()]


def test_the_command_answers_an_unknown_name_with_one_sentence_that_holds_the_names() -> None:
    lab = run_lab("--scenario", "nothing")
    assert lab.returncode == 1
    names = ", ".join([*HOST_SCENARIOS, *SITE_SCENARIOS])
    assert lab.stderr == f"there is no scenario nothing: choose one of {names}\n"


def run_lab(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.lab", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
