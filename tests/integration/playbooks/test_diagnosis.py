# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run says of hosts whose agents don't talk to their gateway for many reasons, and what it does about them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from cryptography import x509

from tests.authorities import fingerprint
from tests.integration.playbooks.ansible import Controller, Row, controller
from tests.integration.verdicts import EXPECTED
from tests.lab.demonstration import GATEWAY, ROOT_MISSING
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.gateway import Approval
from tests.lab.scenarios import AGENT, HOST_SCENARIOS, build, machine_name
from tests.lab.scenarios.site import ROOT_NAME, usual_site
from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.machine import Machine

REPAIRED = {"root_missing": "root imported, agent restarted", "restart_pending": "agent restarted"}

SCENARIOS = (
    *("trusted", "root_missing", "root_disallowed"),
    *("certificate_registered_after_start", "pending_approval", "port_filtered"),
)
VERDICTS = {machine_name(name): EXPECTED[name].split()[0] for name in SCENARIOS}


def take_root_away(machine: Machine) -> x509.Certificate:
    """That of the gateway."""
    [root] = [each for each in machine.stores.certificates("Root") if ROOT_NAME in each.subject.rfc4514_string()]
    machine.stores.remove("Root", root)
    return root


def site() -> Dmz:
    """A machine of each of these scenarios."""
    dmz = Dmz()
    usual = usual_site(dmz)
    for name in SCENARIOS:
        HOST_SCENARIOS[name](usual, machine_name(name))
    dmz.boot()
    return dmz


def test_hosts_are_diagnosed_with_one_read_of_the_gateway_and_what_a_root_or_a_restart_mends_is_mended(
    tmp_path: Path,
) -> None:
    with controller(site(), tmp_path) as lab:
        checked = lab.play("scom.dmz.check")
        assert {host: row.verdict for host, row in checked.rows.items()} == VERDICTS
        for verdict, count in Counter(VERDICTS.values()).items():
            assert f"{count:4d} {verdict}" in checked.output
        assert sum(entry.action == "Create" for entry in lab.log.of(GATEWAY)) == 1
        assert lab.changes() == []

        onboarded = lab.play("scom.dmz.onboard", gateway_trust_link_timeout=1)
        expected = {host: verdict for host, verdict in VERDICTS.items() if verdict in REPAIRED}
        repaired = {host: Row(verdict, "trusted", "up", REPAIRED[verdict]) for host, verdict in expected.items()}
        assert onboarded.changed == set(repaired)
        assert {host: onboarded.rows[host] for host in repaired} == repaired
        assert onboarded.failed == set()


def test_an_agent_that_waits_for_approval_gets_no_root_and_the_advice_to_approve_it(tmp_path: Path) -> None:
    with controller(build("pending_approval"), tmp_path) as lab:
        run = lab.play("scom.dmz.onboard")
        assert run.rows[AGENT] == Row("not_approved", "not_approved", "down", "-")
        assert "1 not_approved: Approve this agent under Pending Management" in run.output
        assert lab.changes() == []


def test_the_hosts_behind_a_gateway_without_a_certificate_are_checked_and_its_verdict_is_told_once(
    tmp_path: Path,
) -> None:
    site = build("gateway_without_certificate", agents=2)
    [held] = site.machines[GATEWAY].stores.certificates("My")
    for agent in site.agents.values():
        take_root_away(agent.machine)
    with controller(site, tmp_path, pinned=False) as lab:
        before = lab.registries()
        run = lab.play("scom.dmz.check", gateway_trust_report_folder=str(tmp_path / "report"))
        assert (run.code, {row.verdict for row in run.rows.values()}) == (0, {"gateway_certificate_not_loaded"})
        assert len(run.rows) == 2
        assert run.output.count(f"The gateway {GATEWAY} is gateway_certificate_not_registered: ") == 1
        assert f"MOMCertImport.exe /SubjectName {GATEWAY}" in run.output
        assert thumbprint(held) in run.output
        assert f"The root behind {GATEWAY} is not known." in run.output
        assert (tmp_path / "report" / "gateways" / f"{GATEWAY}.json").exists()

        accepted = lab.play("scom.dmz.onboard", gateway_trust_accept_presented_root=True)
        assert (accepted.code, accepted.changed) == (0, set()), accepted.output
        assert (lab.registries(), lab.changes()) == (before, [])


def test_a_root_that_is_pinned_is_imported_although_the_gateway_has_no_certificate(tmp_path: Path) -> None:
    site = build("gateway_without_certificate")
    root = take_root_away(site.agents[AGENT].machine)
    with controller(site, tmp_path) as lab:
        pin = fingerprint(root)
        run = lab.play("scom.dmz.onboard", gateway_trust_link_timeout=1, gateway_trust_root_sha256=pin)
        assert run.rows[AGENT].before == "root_missing"
        assert run.rows[AGENT].verdict == "gateway_certificate_not_loaded"
        assert run.changed == {AGENT}


def test_a_host_that_is_no_gateway_is_named_as_what_it_is_and_no_host_is_checked(tmp_path: Path) -> None:
    with controller(build("trusted", agents=2), tmp_path) as lab:
        run = lab.play("scom.dmz.check", gateway_trust_gateway=AGENT)
        said = f"{AGENT} is an agent (Microsoft Monitoring Agent), and no gateway or management server: name the one"
        assert f"The gateway {AGENT} cannot be read: {said} that the agents are pointed at" in run.output
        assert "No host was checked." in run.output
        assert (run.failed, run.rows) == ({AGENT}, {})
        assert {entry.machine for entry in lab.log} == {AGENT}


def test_a_run_fails_on_request_when_nobody_is_pointed_at_the_gateway(tmp_path: Path) -> None:
    with controller(build("pointed_elsewhere"), tmp_path) as lab:
        told = f"No host is pointed at {GATEWAY}: if "
        quiet = lab.play("scom.dmz.check")
        assert quiet.code == 0
        failed = lab.play("scom.dmz.check", gateway_trust_fail_when_unused=True)
        assert (failed.code, failed.rows[AGENT].verdict) == (2, "not_pointed_at_gateway")
        assert failed.output.count(told) > quiet.output.count(told)


def test_the_verdict_of_a_gateway_may_fail_the_run(tmp_path: Path) -> None:
    with controller(build("gateway_stopped"), tmp_path) as lab:
        run = lab.play("scom.dmz.check", gateway_trust_failing_verdicts=["gateway_stopped"])
        assert run.failed == {AGENT}
        assert f"The gateway {GATEWAY} is gateway_stopped: HealthService of the gateway is Stopped." in run.output


def test_the_progress_of_the_links_shows_with_v(lab: Controller) -> None:
    lab.dmz.gateways[GATEWAY].approvals[ROOT_MISSING[0]] = Approval.PENDING
    run = lab.play("scom.dmz.onboard", "-v", "--limit", ROOT_MISSING[0], gateway_trust_link_timeout=1)
    assert f"Waiting for the links of {ROOT_MISSING[0]}; " in run.output
