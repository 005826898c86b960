# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes wrong on the first hosts is not done to the others: batches that end a play, and a number of hosts to stop after."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.lab.demonstration import GATEWAY, REFUSING, ROOT_MISSING
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.gateway import Approval
from tests.lab.opsmgr.installation import Parent
from tests.lab.windows.services import ServiceResult

CANARY, SECOND, THIRD = ROOT_MISSING
[UNREACHABLE] = REFUSING
NORTH, PARTNER = "north.corp.example", "gw.partner.example"

PLAY = """
- hosts: {hosts}
  gather_facts: false
  serial: {serial}
  {stop}
  roles:
    - scom.dmz.gateway_trust
"""
STOP = "max_fail_percentage: {}"


def leave_unlinked(lab: Controller, host: str, gateway: str = GATEWAY) -> None:
    """Its link stays down, whatever it trusts."""
    lab.dmz.gateways[gateway].approvals[host] = Approval.PENDING


def batches(lab: Controller, *hosts: str, serial: str, stop: int | None = 0, **variables: object) -> Run:
    text = PLAY.format(hosts=",".join(hosts), serial=serial, stop="" if stop is None else STOP.format(stop))
    return lab.play_text(text, gateway_trust_link_timeout=1, **variables)


def touched(lab: Controller) -> set[str]:
    """The hosts that were asked to change something."""
    return {entry.machine for entry in lab.changes()}


@pytest.mark.parametrize(
    ("serial", "stop"), [('[1, "100%"]', 0), ('[1, "100%"]', None), ('["34%", "100%"]', 0), ("1", 50), ("1", None)]
)
def test_a_canary_whose_link_stays_down_is_blamed_and_the_only_host_that_is_changed(
    lab: Controller, serial: str, stop: int | None
) -> None:
    leave_unlinked(lab, CANARY)
    run = batches(lab, *ROOT_MISSING, serial=serial, stop=stop)
    assert (run.code, run.changed, run.failed, touched(lab)) == (2, {CANARY}, {CANARY}, {CANARY})
    assert f"{CANARY} is not_approved and its link is down: " in run.output


def test_a_canary_whose_agent_was_left_stopped_is_blamed_and_the_only_one(lab: Controller) -> None:
    lab.dmz.agents[CANARY].service.refusals["StartService"] = ServiceResult.DEPENDENTS_RUNNING
    run = batches(lab, *ROOT_MISSING, serial='[1, "100%"]')
    assert (run.failed, touched(lab)) == ({CANARY}, {CANARY})


def test_a_canary_whose_change_was_refused_before_it_began_is_blamed_too(lab: Controller) -> None:
    journal = lab.folder / "journal-of-the-canary"
    (journal / f"{CANARY}.jsonl").mkdir(parents=True)
    run = batches(lab, *ROOT_MISSING, serial='[1, "100%"]', gateway_trust_journal=str(journal))
    assert (run.code, run.failed, touched(lab)) == (2, {CANARY}, set())


def test_a_canary_whose_link_is_up_lets_the_others_follow(lab: Controller) -> None:
    run = batches(lab, *ROOT_MISSING, serial='[1, "100%"]')
    assert (run.code, run.changed) == (0, set(ROOT_MISSING))


def test_a_canary_that_cannot_be_reached_is_left_to_the_last_batch(lab: Controller) -> None:
    run = batches(lab, UNREACHABLE, CANARY, SECOND, serial='[1, "100%"]')
    assert (run.code, run.changed) == (2, {CANARY, SECOND})
    assert run.output.rpartition("fatal: ")[2].count(f"{UNREACHABLE} is unreachable: ") == 1


def test_a_batch_of_a_host_that_was_changed_in_vain_and_an_unreachable_one_ends_the_play(lab: Controller) -> None:
    leave_unlinked(lab, CANARY)
    run = batches(lab, UNREACHABLE, CANARY, SECOND, serial="2", stop=None)
    assert (run.failed, touched(lab)) == ({UNREACHABLE, CANARY}, {CANARY})


@pytest.mark.parametrize(("stop", "served"), [(49, {CANARY, SECOND}), (50, set(ROOT_MISSING))])
def test_so_many_hosts_of_a_batch_may_fail_as_the_play_says(lab: Controller, stop: int, served: set[str]) -> None:
    leave_unlinked(lab, CANARY)
    run = batches(lab, *ROOT_MISSING, serial="2", stop=stop)
    assert (run.failed, run.changed, touched(lab)) == ({CANARY}, served, served)


def two_groups(*hosts: str) -> Dmz:
    """Agents of two management groups, with a gateway each, that trust neither."""
    dmz = Dmz()
    for gateway, group in ((NORTH, "CORP"), (PARTNER, "PARTNER")):
        root = dmz.pki.root(f"Root CA of {gateway}")
        dmz.add_gateway(gateway, group, dmz.pki.host(gateway, root), [root])
    for host in hosts:
        dmz.add_agent(host, {"CORP": (Parent(NORTH),), "PARTNER": (Parent(PARTNER),)})
    dmz.boot()
    return dmz


@pytest.mark.parametrize("down", [NORTH, PARTNER])
def test_one_link_of_two_that_stays_down_is_enough_to_stop(tmp_path: Path, down: str) -> None:
    with controller(two_groups(CANARY, SECOND), tmp_path) as lab:
        leave_unlinked(lab, CANARY, down)
        run = batches(lab, CANARY, SECOND, serial='[1, "100%"]', gateway_trust_gateway=[NORTH, PARTNER])
        assert (run.failed, run.changed, touched(lab)) == ({CANARY}, {CANARY}, {CANARY})


@pytest.mark.parametrize("forks", [1, 5])
def test_a_run_changes_so_many_hosts_at_most_and_the_next_one_goes_on(lab: Controller, forks: int) -> None:
    limit = ",".join(ROOT_MISSING)
    run = lab.play("scom.dmz.onboard", "--limit", limit, "--forks", str(forks), gateway_trust_stop_after=2)
    [left] = set(ROOT_MISSING) - run.changed
    assert (run.code, run.failed, touched(lab), len(run.changed)) == (2, {left}, run.changed, 2)
    assert (run.rows[left].verdict, run.rows[left].changes) == ("root_missing", "-")
    told = f"{left} is root_missing: not changed: gateway_trust_stop_after is 2, and 2 hosts were changed in this run"
    assert told in run.output
    again = lab.play("scom.dmz.onboard", "--limit", limit, gateway_trust_stop_after=2)
    assert (again.code, again.changed) == (0, {left})


def test_check_mode_shows_all_hosts_that_lack_the_root(lab: Controller) -> None:
    run = lab.play("scom.dmz.onboard", "--check", gateway_trust_stop_after=1)
    assert (run.changed, lab.changes()) == (set(ROOT_MISSING), [])


def test_batches_stop_together_after_so_many_hosts(lab: Controller) -> None:
    run = batches(lab, *ROOT_MISSING, serial="1", stop=None, gateway_trust_stop_after=1)
    assert (run.code, run.changed, touched(lab)) == (2, {CANARY}, {CANARY})
    assert f"{SECOND} is root_missing: not changed: " in run.output.rpartition("fatal: ")[2]


def test_a_number_of_hosts_below_zero_ends_the_run_before_a_host_is_asked(lab: Controller) -> None:
    run = lab.play("scom.dmz.onboard", gateway_trust_stop_after=-1)
    assert "gateway_trust_stop_after is -1: give a number of hosts, or 0 for all. No host was checked." in run.output
    assert (run.code, {entry.machine for entry in lab.log}) == (2, {GATEWAY})
