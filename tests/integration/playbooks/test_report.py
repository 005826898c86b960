# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run with a folder leaves a record a host and a report; folders of several controllers make one report."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import fault_of

from tests.integration.playbooks.ansible import Controller
from tests.lab.demonstration import GATEWAY, OTHER_GATEWAY, REFUSING, ROOT_MISSING

WEB, APP, POLICY = "web01.dmz.example", "app01.dmz.example", "gpo01.dmz.example"
ELSEWHERE = "mail01.dmz.example"
SOME = f"{WEB},{POLICY},{REFUSING[0]},gw01.corp.example"
EVIL = "<script>alert(1)</script>{{ 7 * 7 }}\u202e"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?")


def _records(folder: Path) -> dict[str, dict[str, Any]]:
    records = [json.loads(path.read_text()) for path in (folder / "hosts").iterdir()]
    assert [fault_of(each) for each in records if fault_of(each)] == []
    return {each["host"]: each for each in records}


def _contents(folder: Path) -> dict[Path, str]:
    return {path: MOMENT.sub("", path.read_text()) for path in folder.rglob("*") if path.is_file()}


def test_a_check_leaves_a_record_a_host_and_a_report_that_holds_them_all(whole: Controller) -> None:
    folder = whole.folder / "new" / "report"
    checked = whole.play("scom.dmz.check", "--limit", SOME, gateway_trust_report_folder=str(folder))
    records = _records(folder)
    assert {host: each["verdict"] for host, each in records.items()} == {
        host: row.verdict for host, row in checked.rows.items()
    }
    assert records[POLICY]["root"]["physical_stores"] == [".GroupPolicy"]
    assert records[WEB]["own_certificate"]["subject"] == f"CN={WEB}"
    assert "refused" in records[REFUSING[0]]["error"]
    assert checked.changed == set()
    page = (folder / "report.html").read_text()
    assert [host for host in records if f'data-key="{host}"' not in page] == []
    rows = csv.DictReader((folder / "report.csv").read_text(encoding="utf-8-sig").splitlines())
    assert {row["host"] for row in rows} == set(records)
    assert {each["host"] for each in json.loads((folder / "report.json").read_text())["hosts"]} == set(records)

    contents = _contents(folder)
    whole.play("scom.dmz.check", "--limit", SOME, gateway_trust_report_folder=str(folder))
    assert _contents(folder) == contents


def test_an_onboarding_is_recorded_before_and_after_and_check_mode_writes_nothing(whole: Controller) -> None:
    folder = whole.folder / "report"
    given = {"gateway_trust_report_folder": str(folder)}
    whole.play("scom.dmz.onboard", "--check", "--limit", SOME, **given)
    assert not folder.exists()
    whole.play("scom.dmz.onboard", "--limit", SOME, **given)
    records = _records(folder)
    assert set(records) == {WEB, POLICY, *REFUSING}
    web = records[WEB]
    assert (web["verdict_before"], web["verdict"], web["link"]) == ("root_missing", "trusted", "up")
    assert (web["changes"], web["root"]["physical_stores"]) == (["root imported", "agent restarted"], [".Default"])
    assert [path.name for path in whole.folder.glob(".scom-dmz/journal/*.jsonl")] == [f"{WEB}.jsonl"]
    assert web["run"] in (whole.folder / ".scom-dmz" / "journal" / f"{WEB}.jsonl").read_text()
    assert "Before and after" in (folder / "report.html").read_text()
    assert (records[POLICY]["changes"], records[POLICY]["run"]) == ([], "")


def test_a_run_in_batches_records_every_host_once(lab: Controller) -> None:
    folder = lab.folder / "report"
    play = "{hosts: dmz, gather_facts: false, serial: 2, roles: [scom.dmz.gateway_trust]}"
    lab.play_text(f"[{play}]", gateway_trust_report_folder=str(folder))
    records = _records(folder)
    assert {*ROOT_MISSING, *REFUSING} < set(records)
    assert len(json.loads((folder / "report.json").read_text())["hosts"]) == len(records)


def test_folders_of_two_controllers_make_one_report_without_asking_a_host(lab: Controller) -> None:
    north, south, both = (lab.folder / name for name in ("north", "south", "both"))
    lab.play("scom.dmz.check", "--limit", f"{WEB},{APP},gw01.corp.example", gateway_trust_report_folder=str(north))
    lab.play("scom.dmz.onboard", "--limit", f"{WEB},gw01.corp.example", gateway_trust_report_folder=str(south))
    (south / "hosts" / "foreign.json").write_text("{}")
    evil = {**_records(north)[APP], "host": EVIL}
    (south / "hosts" / "evil.json").write_text(json.dumps(evil))
    asked = len(lab.log)
    given = {"trust_report_folder": str(both), "trust_report_more_folders": [str(north), str(south)]}
    run = lab.play("scom.dmz.report", gateway_trust_gateway=None, **given)
    assert (run.code, run.changed, len(lab.log)) == (0, {"localhost"}, asked)
    report = json.loads((both / "report.json").read_text())
    verdicts = {each["host"]: each["verdict"] for each in report["hosts"]}
    assert verdicts == {WEB: "trusted", APP: "root_missing", EVIL.replace("\u202e", "\\u202e"): "root_missing"}
    assert report["problems"] == [
        f"cannot use {south}/hosts/foreign.json as the record of a host: it is no record of a host"
    ]
    page = (both / "report.html").read_text()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}\\u202e" in page
    assert page.count("<script>") == 1
    again = lab.play("scom.dmz.report", gateway_trust_gateway=None, **given)
    assert (again.code, again.changed) == (0, set())


def test_checks_of_two_gateways_make_one_report_with_the_gateways_that_agents_are_pointed_at(whole: Controller) -> None:
    folder = whole.folder / "report"
    for gateway in (GATEWAY, OTHER_GATEWAY):
        given = {"gateway_trust_gateway": gateway, "gateway_trust_report_folder": str(folder)}
        whole.play("scom.dmz.check", "--limit", f"{WEB},{ELSEWHERE},{gateway}", **given)
    names = {f"{host}@{gateway}.json" for host in (WEB, ELSEWHERE) for gateway in (GATEWAY, OTHER_GATEWAY)}
    assert {path.name for path in (folder / "hosts").iterdir()} == names
    report = json.loads((folder / "report.json").read_text())
    assert {(each["host"], each["gateway"], each["verdict"]) for each in report["hosts"]} == {
        (WEB, GATEWAY, "root_missing"),
        (ELSEWHERE, OTHER_GATEWAY, "trusted"),
    }
    assert (report["figures"]["hosts"], report["figures"]["gateways"]) == (2, 2)


def test_one_run_for_two_gateways_leaves_a_record_of_each_that_an_agent_is_pointed_at(whole: Controller) -> None:
    folder = whole.folder / "report"
    both = [GATEWAY, OTHER_GATEWAY]
    limit = ",".join((WEB, ELSEWHERE, *REFUSING, *both))
    whole.play("scom.dmz.check", "--limit", limit, gateway_trust_gateway=both, gateway_trust_report_folder=str(folder))
    assert {(each["gateway"], each["verdict"], *each["gateways"]) for each in _records(folder).values()} == {
        (GATEWAY, "root_missing", *both),
        (OTHER_GATEWAY, "trusted", *both),
        ("", "unreachable", *both),
    }
    rows = csv.DictReader((folder / "report.csv").read_text(encoding="utf-8-sig").splitlines())
    assert {(row["host"], row["gateway"]) for row in rows} == {
        (WEB, GATEWAY),
        (ELSEWHERE, OTHER_GATEWAY),
        *((host, "") for host in REFUSING),
    }


def test_a_report_that_cannot_be_written_is_one_sentence(lab: Controller) -> None:
    (lab.folder / "file").touch()
    run = lab.play("scom.dmz.report", trust_report_folder=str(lab.folder / "file"))
    assert f"cannot make the folder {lab.folder}/file on the controller: File exists" in " ".join(run.output.split())
    assert run.code != 0


def test_a_folder_that_cannot_be_written_keeps_no_batch_from_being_served(lab: Controller) -> None:
    (lab.folder / "file").touch()
    play = f"{{hosts: '{ROOT_MISSING[0]},{ROOT_MISSING[1]}', gather_facts: false, serial: 1, roles: [scom.dmz.gateway_trust]}}"
    run = lab.play_text(f"[{play}]", gateway_trust_report_folder=str(lab.folder / "file"))
    assert set(ROOT_MISSING[:2]) <= run.changed
    assert run.failed == {ROOT_MISSING[1]}
    assert "cannot make the folder" in run.output
