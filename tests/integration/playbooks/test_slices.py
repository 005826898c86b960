# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Slices of an inventory, run side by side by ansible-runner, report what one run over all hosts reports."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.serialization import Encoding

from tests.environment import COLLECTIONS, REPOSITORY, variables
from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.meeting import Meeting
from tests.integration.playbooks.registry import root_of
from tests.lab.demonstration import GATEWAY, REFUSING, ROOT_MISSING

GUIDE = REPOSITORY / "docs" / "docsite" / "rst" / "guide_scale.rst"
SLICES = ("1", "2", "3")

_SECTION = re.compile(r"^Slices by ansible-runner\n-+\n(.*?)^\S[^\n]*\n-+\n", re.MULTILINE | re.DOTALL)
_COMMAND_LINE = re.compile(r"^   [$>] (.*)$", re.MULTILINE)


def commands() -> str:
    """The section's commands as a script for the demonstration site."""
    section = _SECTION.search(GUIDE.read_text(encoding="utf-8"))
    assert section is not None
    return "\n".join(_COMMAND_LINE.findall(section[1])).replace("gw01.example", GATEWAY)


def sliced(lab: Controller) -> Path:
    """Run the commands; the folder of the merged report."""
    environment = variables(HOME=str(lab.folder), ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS))
    command = ["bash", "-o", "errexit", "-c", commands()]
    ended = subprocess.run(command, cwd=lab.folder, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return lab.folder / "all"


def report(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return content


def rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "report.csv").read_text(encoding="utf-8-sig").splitlines()))


def without(record: dict[str, Any], *keys: str) -> dict[str, Any]:
    assert set(keys) <= set(record)
    return {key: value for key, value in record.items() if key not in keys}


def timeless(folder: Path) -> dict[str, Any]:
    """A report but for its hosts, without its moment and those of the gateways."""
    content = without(report(folder), "time", "hosts")
    return {**content, "gateways": [without(gateway, "time") for gateway in content["gateways"]]}


def test_three_slices_side_by_side_report_what_one_run_over_all_hosts_reports(whole: Controller) -> None:
    # Each run begins by reading the gateway; no run is answered before all three have asked.
    whole.site.endpoint.misbehaviours = Meeting(len(SLICES), [GATEWAY])
    merged = sliced(whole)
    complete = whole.folder / "complete"
    run = whole.play("scom.dmz.check", "--limit", f"dmz,{GATEWAY}", gateway_trust_report_folder=str(complete))
    assert run.failed == set(REFUSING), run.output

    hosts = [{path.name for path in (whole.folder / f"report-{number}" / "hosts").iterdir()} for number in SLICES]
    assert sum(map(len, hosts)) == len(set.union(*hosts)) == len(report(complete)["hosts"])
    assert min(map(len, hosts)) >= 3
    # The moment of a report and of a record is that of its own run. Everything else is the same, the controller too,
    # because all four runs are this machine's.
    assert timeless(merged) == timeless(complete)
    assert [without(each, "time") for each in report(merged)["hosts"]] == [
        without(each, "time") for each in report(complete)["hosts"]
    ]
    assert [without(row, "time") for row in rows(merged)] == [without(row, "time") for row in rows(complete)]
    assert len({each["verdict"] for each in report(merged)["hosts"]}) > 4
    assert_runner_keeps_what_became_of(whole)


def assert_runner_keeps_what_became_of(lab: Controller) -> None:
    """Of each slice: its hosts and its end."""
    for number in SLICES:
        (artifacts,) = (lab.folder / f"runner-{number}" / "artifacts").iterdir()
        sliced_hosts = (lab.folder / f"slice-{number}").read_text(encoding="utf-8").split()
        has_failed = not set(REFUSING).isdisjoint(sliced_hosts)
        assert (artifacts / "rc").read_text(encoding="utf-8") == ("2" if has_failed else "0")
        said = (artifacts / "stdout").read_text(encoding="utf-8")
        assert [host for host in sliced_hosts if host not in said] == []


def test_a_slice_whose_inventory_lacks_the_gateway_takes_its_root_as_text(lab: Controller) -> None:
    inventory = yaml.safe_load(lab.inventory.read_text(encoding="utf-8"))
    del inventory["all"]["children"]["gateways"]
    lab.inventory.write_text(yaml.safe_dump(inventory), encoding="utf-8")
    bare = lab.play("scom.dmz.check", "--limit", ROOT_MISSING[0])
    assert f"The gateway {GATEWAY} is not in the inventory" in bare.output
    root = root_of(lab.dmz).public_bytes(Encoding.PEM).decode()
    run = lab.play("scom.dmz.check", "--limit", ROOT_MISSING[0], gateway_trust_root_text=root)
    assert run.code == 0, run.output
    assert run.rows[ROOT_MISSING[0]].verdict == "root_missing"
    assert {entry.machine for entry in lab.log} == {ROOT_MISSING[0]}
