# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The main job: the root comes to the hosts that lack it and are pointed at the gateway, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.playbooks.ansible import Controller, Row, controller
from tests.integration.playbooks.registry import differences, entry_key, read_with_pypsrp, root_of
from tests.lab.demonstration import GATEWAY, REFUSING, ROOT_DISTRUSTED, ROOT_MISSING, small_demo
from tests.lab.faults import FAULTS
from tests.lab.opsmgr.gateway import Approval
from tests.lab.windows.certificate_store import elements
from tests.lab.windows.services import ServiceResult

VERDICTS = {
    **dict.fromkeys(ROOT_MISSING, "root_missing"),
    "bare01.dmz.example": "no_agent",
    "db01.dmz.example": "trusted",
    "down01.dmz.example": "unreachable",
    "gpo01.dmz.example": "trusted",
    "gw02.corp.example": "not_an_agent",
    "mail01.dmz.example": "not_pointed_at_gateway",
    "multi01.dmz.example": "trusted",
    ROOT_DISTRUSTED: "root_distrusted",
}


def test_a_check_and_two_onboardings_of_a_whole_site(whole: Controller) -> None:
    before, root = whole.registries(), root_of(whole.dmz)
    checked = whole.play("scom.dmz.check")
    assert {host: row.verdict for host, row in checked.rows.items()} == VERDICTS
    assert (checked.failed, checked.changed, checked.code) == (set(REFUSING), set(), 2)
    assert (whole.registries(), whole.changes()) == (before, [])

    onboarded = whole.play("scom.dmz.onboard")
    after, writes = whole.registries(), len(whole.changes())
    assert onboarded.changed == set(ROOT_MISSING)
    changed = {host: differences(before[host], after[host]) for host in before if before[host] != after[host]}
    assert changed == {host: {entry_key(root): {"Blob"}} for host in ROOT_MISSING}
    expected = Row("root_missing", "trusted", "up", "root imported, agent restarted")
    assert {host: onboarded.rows[host] for host in ROOT_MISSING} == dict.fromkeys(ROOT_MISSING, expected)
    assert all(whole.dmz.agents[host].links for host in ROOT_MISSING)
    blob = read_with_pypsrp(whole.site, ROOT_MISSING[0], entry_key(root), "Blob")
    assert elements(blob)[32] == root.public_bytes(Encoding.DER)

    assert whole.play("scom.dmz.onboard").changed == set()
    assert (whole.registries(), len(whole.changes())) == (after, writes)


def test_check_mode_with_diff_names_the_root_and_writes_nothing(lab: Controller) -> None:
    before = lab.registries()
    run = lab.play("scom.dmz.onboard", "--check", "--diff")
    assert run.changed == set(ROOT_MISSING)
    assert run.output.count("+Root: CN=Example Corp Root CA (SHA-1 ") == len(ROOT_MISSING)
    assert (lab.registries(), lab.changes()) == (before, [])


def test_a_limit_leaves_all_other_hosts_alone_and_the_next_run_goes_on_with_them(lab: Controller) -> None:
    lab.play("scom.dmz.onboard", "--limit", ROOT_MISSING[0])
    assert {entry.machine for entry in lab.log} == {GATEWAY, ROOT_MISSING[0]}
    assert lab.play("scom.dmz.onboard").changed == set(ROOT_MISSING[1:])


def test_a_root_from_a_file_of_the_working_directory_serves_without_reading_the_gateway(lab: Controller) -> None:
    (lab.folder / "root.cer").write_bytes(root_of(lab.dmz).public_bytes(Encoding.DER))
    run = lab.play("scom.dmz.onboard", "--limit", ROOT_MISSING[0], gateway_trust_root_file="root.cer")
    assert run.changed == {ROOT_MISSING[0]}
    assert GATEWAY not in {entry.machine for entry in lab.log}


def test_links_that_stay_down_are_waited_for_together_and_reported(lab: Controller) -> None:
    for host in ROOT_MISSING:
        lab.dmz.gateways[GATEWAY].approvals[host] = Approval.PENDING
    run = lab.play("scom.dmz.onboard", gateway_trust_link_timeout=2)
    assert {run.rows[host].link for host in ROOT_MISSING} == {"down"}
    assert run.failed >= set(ROOT_MISSING)
    assert f"{ROOT_MISSING[0]} is not_approved and its link is down: on the gateway, event 20000 at " in run.output
    assert 1 <= run.output.count("TASK [scom.dmz.gateway_trust : Look at the links]") <= 4


def test_a_restart_that_failed_is_made_up_for_by_the_next_run(lab: Controller) -> None:
    host = ROOT_MISSING[0]
    lab.dmz.agents[host].service.refusals["StopService"] = ServiceResult.DEPENDENTS_RUNNING
    first = lab.play("scom.dmz.onboard", "--limit", host)
    assert (first.failed, first.rows[host].verdict) == ({host}, "restart_pending")
    lab.dmz.agents[host].service.refusals.clear()
    second = lab.play("scom.dmz.onboard", "--limit", host)
    assert second.rows[host] == Row("restart_pending", "trusted", "up", "agent restarted")
    assert second.code == 0


def test_an_agent_that_is_kept_stopped_gets_the_root_and_fails_no_run(lab: Controller) -> None:
    host = ROOT_MISSING[0]
    agent = lab.dmz.agents[host]
    agent.service.start_mode = "Disabled"
    agent.machine.services.stop_at_once(agent.service)
    run = lab.play("scom.dmz.onboard", "--limit", host)
    assert (run.failed, run.rows[host]) == (set(), Row("root_missing", "agent_stopped", "down", "root imported"))


def test_an_alias_of_the_gateway_finds_its_agents(lab: Controller) -> None:
    text = root_of(lab.dmz).public_bytes(Encoding.PEM).decode()
    given = {"gateway_trust_gateway": "gw1", "gateway_trust_root_text": text}
    unknown = lab.play("scom.dmz.check", "--limit", ROOT_MISSING[0], **given)
    assert "No host is pointed at gw1: if they know it by another name" in unknown.output
    aliases = {"gateway_trust_gateway_aliases": [GATEWAY]}
    known = lab.play("scom.dmz.check", "--limit", ROOT_MISSING[0], **given, **aliases)
    assert known.rows[ROOT_MISSING[0]].verdict == "root_missing"


def test_a_root_that_cannot_be_imported_restarts_no_agent_though_its_cas_were(tmp_path: Path) -> None:
    host = ROOT_MISSING[0]
    with controller(small_demo(issuing=True), tmp_path) as lab:
        FAULTS["access_denied_on_write"].inject(lab.site.endpoint, lab.dmz.machines[host])
        process = lab.dmz.agents[host].service.process_id
        run = lab.play("scom.dmz.onboard", "--limit", host)
        assert run.rows[host] == Row("root_missing", "root_missing", "down", "CA imported")
        assert lab.dmz.agents[host].service.process_id == process
        assert "can be taken back by scom.dmz.rollback with root_rollback_run=" in run.output


def test_a_journal_that_cannot_be_read_fails_its_own_host_only(lab: Controller) -> None:
    host, *others = ROOT_MISSING
    (lab.folder / ".scom-dmz" / "journal" / f"{host}.jsonl").mkdir(parents=True)
    run = lab.play("scom.dmz.onboard", "--limit", ",".join(ROOT_MISSING))
    assert run.changed == set(others)
    assert run.failed == {host}
    assert f"cannot write the journal {lab.folder}/.scom-dmz/journal/{host}.jsonl: Is a directory" in run.output


def test_numbers_may_come_from_the_command_line_as_text(lab: Controller) -> None:
    numbers = {"gateway_trust_link_interval": "1", "gateway_trust_link_timeout": "60", "gateway_trust_time_limit": "60"}
    run = lab.play("scom.dmz.onboard", "--limit", ROOT_MISSING[0], **numbers)
    assert run.rows[ROOT_MISSING[0]].link == "up", run.output


def test_a_fleet_is_served_whatever_strategy_is_usual(lab: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_STRATEGY", "free")
    run = lab.play("scom.dmz.onboard")
    assert (run.changed, len(run.tables)) == (set(ROOT_MISSING), 1)
    assert {run.rows[host].link for host in ROOT_MISSING} == {"up"}
