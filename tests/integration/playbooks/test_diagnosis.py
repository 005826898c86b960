# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run says of hosts whose agents don't talk to their gateway for many reasons, and what it does about them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.authorities import fingerprint
from tests.integration.playbooks.ansible import Controller, Row, controller
from tests.integration.verdicts import EXPECTED
from tests.lab.demonstration import GATEWAY, ROOT_MISSING
from tests.lab.opsmgr.gateway import Approval
from tests.lab.opsmgr.installation import register_certificate
from tests.lab.scenarios import AGENT, HOST_SCENARIOS, build, fleet, machine_name
from tests.lab.wsman.request_log import RequestLog

REPAIRED = {"root_missing": "root imported, agent restarted", "restart_pending": "agent restarted"}

FLEET = {machine_name(name): EXPECTED[name].split()[0] for name in list(HOST_SCENARIOS)[:40]}


def shells(log: RequestLog, host: str) -> int:
    return sum(entry.action == "Create" for entry in log.of(host))


def test_a_fleet_of_forty_hosts_is_diagnosed_in_one_run_with_one_read_of_the_gateway(tmp_path: Path) -> None:
    with controller(fleet(40), tmp_path) as lab:
        run = lab.play("scom.dmz.check", "--limit", f"{GATEWAY},dmz")
        assert {host: row.verdict for host, row in run.rows.items()} == FLEET
        for verdict, count in Counter(FLEET.values()).items():
            assert f"{count:4d} {verdict}" in run.output
        assert shells(lab.log, GATEWAY) == 1
        assert lab.changes() == []


def test_an_onboarding_repairs_what_a_missing_root_or_restart_broke_and_nothing_else(tmp_path: Path) -> None:
    with controller(fleet(40), tmp_path) as lab:
        run = lab.play("scom.dmz.onboard", "--limit", f"{GATEWAY},dmz", gateway_trust_link_timeout=1)
        expected = {host: verdict for host, verdict in FLEET.items() if verdict in REPAIRED}
        repaired = {host: Row(verdict, "trusted", "up", REPAIRED[verdict]) for host, verdict in expected.items()}
        assert run.changed == set(repaired)
        assert {host: run.rows[host] for host in repaired} == repaired
        assert run.failed == set()


def test_an_agent_that_waits_for_approval_gets_no_root_and_the_advice_to_approve_it(tmp_path: Path) -> None:
    with controller(build("pending_approval"), tmp_path) as lab:
        run = lab.play("scom.dmz.onboard")
        assert run.rows[AGENT] == Row("not_approved", "not_approved", "down", "-")
        assert "1 not_approved: Approve this agent under Pending Management" in run.output
        assert lab.changes() == []


def test_a_gateway_without_a_certificate_is_named_and_no_host_is_asked(tmp_path: Path) -> None:
    with controller(build("gateway_without_certificate"), tmp_path) as lab:
        run = lab.play("scom.dmz.check")
        assert f"The gateway {GATEWAY} presents no certificate that leads to a root" in run.output
        assert {entry.machine for entry in lab.log} == {GATEWAY}


def test_a_restart_that_would_expose_another_fault_is_refused(lab: Controller) -> None:
    host = ROOT_MISSING[0]
    agent = lab.dmz.agents[host]
    [certificate] = agent.machine.stores.certificates("My")
    agent.machine.stores.remove("My", certificate)
    process = agent.service.process_id
    run = lab.play("scom.dmz.onboard", "--limit", host)
    assert f"the restart of HealthService of {host} is refused" in run.output
    assert run.failed == {host}
    assert agent.service.process_id == process


def test_a_restart_goes_on_with_a_warning_when_the_user_wants_it(lab: Controller) -> None:
    host = ROOT_MISSING[0]
    agent = lab.dmz.agents[host]
    [certificate] = agent.machine.stores.certificates("My")
    agent.machine.stores.remove("My", certificate)
    process = agent.service.process_id
    run = lab.play("scom.dmz.onboard", "--limit", host, gateway_trust_latent_fault="warn", gateway_trust_link_timeout=1)
    assert "[WARNING]" in run.output
    assert run.rows[host].verdict == "own_certificate_not_found"
    assert agent.service.process_id != process


def test_the_progress_of_the_links_shows_with_v(lab: Controller) -> None:
    lab.dmz.gateways[GATEWAY].approvals[ROOT_MISSING[0]] = Approval.PENDING
    run = lab.play("scom.dmz.onboard", "-v", "--limit", ROOT_MISSING[0], gateway_trust_link_timeout=4)
    assert f"Waiting for the links of {ROOT_MISSING[0]}; " in run.output


def test_an_agent_whose_link_is_up_gets_the_new_root_and_is_not_restarted(tmp_path: Path) -> None:
    with controller(build("trusted"), tmp_path, pinned=False) as lab:
        gateway, agent = lab.dmz.gateways[GATEWAY].machine, lab.dmz.agents[AGENT]
        renewed = lab.dmz.pki.root("Example Corp Root CA 2")
        gateway.stores.add("Root", renewed.certificate)
        register_certificate(gateway, lab.dmz.pki.host(GATEWAY, renewed))
        process = agent.service.process_id
        run = lab.play("scom.dmz.onboard", gateway_trust_root_sha256=fingerprint(renewed.certificate))
        assert run.rows[AGENT] == Row("root_missing", "trusted", "up", "root imported")
        assert agent.service.process_id == process


def test_an_agent_that_was_stopped_after_its_onboarding_stays_stopped(lab: Controller) -> None:
    host = ROOT_MISSING[0]
    lab.play("scom.dmz.onboard", "--limit", host)
    lab.dmz.agents[host].machine.services.stop_at_once(lab.dmz.agents[host].service)
    run = lab.play("scom.dmz.onboard", "--limit", host)
    assert run.rows[host] == Row("agent_stopped", "agent_stopped", "down", "-")
    assert run.changed == set()
