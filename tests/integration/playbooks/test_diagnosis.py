# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run says of hosts whose agents don't talk to their gateway for many reasons, and what it does about them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.integration.playbooks.ansible import Controller, Row, controller
from tests.integration.verdicts import EXPECTED
from tests.lab.demonstration import GATEWAY, ROOT_MISSING
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.gateway import Approval
from tests.lab.scenarios import AGENT, HOST_SCENARIOS, build, machine_name
from tests.lab.scenarios.site import usual_site

REPAIRED = {"root_missing": "root imported, agent restarted", "restart_pending": "agent restarted"}

SCENARIOS = (
    *("trusted", "root_missing", "root_disallowed"),
    *("certificate_registered_after_start", "pending_approval", "port_filtered"),
)
VERDICTS = {machine_name(name): EXPECTED[name].split()[0] for name in SCENARIOS}


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


def test_a_gateway_without_a_certificate_is_named_and_no_host_is_asked(tmp_path: Path) -> None:
    with controller(build("gateway_without_certificate"), tmp_path) as lab:
        run = lab.play("scom.dmz.check")
        assert f"The gateway {GATEWAY} presents no certificate that leads to a root" in run.output
        assert {entry.machine for entry in lab.log} == {GATEWAY}


def test_the_progress_of_the_links_shows_with_v(lab: Controller) -> None:
    lab.dmz.gateways[GATEWAY].approvals[ROOT_MISSING[0]] = Approval.PENDING
    run = lab.play("scom.dmz.onboard", "-v", "--limit", ROOT_MISSING[0], gateway_trust_link_timeout=1)
    assert f"Waiting for the links of {ROOT_MISSING[0]}; " in run.output
