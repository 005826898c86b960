# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of the guide to onboarding, run as they stand but for the fingerprint of the root, which is that of the lab's CA.

The inventory pins nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.authorities import fingerprint, presented_roots
from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.integration.playbooks.guide_blocks import files
from tests.lab.demonstration import GATEWAY, REFUSING, ROOT_DISTRUSTED, ROOT_MISSING, small_demo
from tests.lab.opsmgr.gateway import Approval

PLAYBOOKS = files("guide_onboarding")
FINGERPRINT = re.compile(r"\b[0-9A-F]{64}\b")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Controller]:
    with controller(small_demo(), tmp_path, pinned=False) as running:
        yield running


def told_by_the_ca(lab: Controller) -> str:
    return fingerprint(presented_roots(lab.dmz)[GATEWAY])


def play(lab: Controller, name: str, *options: str, **variables: object) -> Run:
    """Run a playbook of the guide; whatever it needs, it says itself."""
    path = lab.folder / name
    path.write_text(FINGERPRINT.sub(told_by_the_ca(lab), PLAYBOOKS[name]), encoding="utf-8")
    return lab.play(str(path), *options, gateway_trust_gateway=None, **variables)


def said(run: Run, words: str) -> set[str]:
    return set(re.findall(rf'"msg": "(\S+) {words}', run.output))


def test_the_step_onboards_and_the_next_one_knows_the_verdicts(lab: Controller) -> None:
    run = play(lab, "site.yml")
    assert run.changed == set(ROOT_MISSING)
    assert run.failed == set(REFUSING)
    assert said(run, "is trusted") == set(ROOT_MISSING)
    assert said(run, "is root_distrusted") == {ROOT_DISTRUSTED}


def test_a_tag_chooses_both_steps(lab: Controller) -> None:
    run = play(lab, "tags.yml", "--tags", "scom")
    assert [table[ROOT_MISSING[0]].verdict for table in run.tables] == ["trusted", "trusted"]
    assert run.changed == set(ROOT_MISSING)


def test_the_other_tag_chooses_the_check_only(lab: Controller) -> None:
    run = play(lab, "tags.yml", "--tags", "scom_check")
    assert len(run.tables) == 1
    assert run.rows[ROOT_MISSING[0]].verdict == "root_missing"
    assert lab.changes() == []


def test_each_batch_has_its_table_and_the_last_one_has_all_hosts(lab: Controller) -> None:
    run = play(lab, "batches.yml")
    looks = run.output.count("TASK [scom.dmz.gateway_trust : Look at the links]")
    assert [len(table) for table in run.tables] == [2, 2, 5]
    assert run.changed == set(ROOT_MISSING)
    assert len([entry for entry in lab.log if entry.machine == GATEWAY and entry.action == "Create"]) == 1 + looks


def test_the_host_that_is_named_first_goes_first_and_stops_the_play(lab: Controller) -> None:
    first = "app01.dmz.example"
    lab.dmz.gateways[GATEWAY].approvals[first] = Approval.PENDING
    run = play(lab, "canary.yml", gateway_trust_link_timeout=1)
    assert (run.failed, run.changed, {entry.machine for entry in lab.changes()}) == ({first}, {first}, {first})


def test_what_the_role_leaves_tells_the_hosts_apart(lab: Controller) -> None:
    run = play(lab, "after.yml")
    assert said(run, f"is linked with {GATEWAY}") == set(ROOT_MISSING)
    assert said(run, "needs attention: Ask why it was disallowed") == {ROOT_DISTRUSTED}
    assert said(run, "was changed: root imported, agent restarted") == set(ROOT_MISSING)


def test_a_verdict_that_is_named_fails_its_host(lab: Controller) -> None:
    run = play(lab, "strict.yml")
    assert run.failed == {*REFUSING, ROOT_DISTRUSTED}


def test_with_approval_only_the_hosts_that_lack_the_root_are_onboarded(lab: Controller) -> None:
    run = play(lab, "approved.yml", approved_sha256=told_by_the_ca(lab))
    assert [table[ROOT_MISSING[0]].verdict for table in run.tables] == ["root_missing", "trusted"]
    assert run.changed == set(ROOT_MISSING)
    assert run.failed == set(REFUSING)


def test_the_fingerprint_of_another_root_changes_nothing(lab: Controller) -> None:
    run = play(lab, "approved.yml", approved_sha256="00" * 32)
    assert run.code != 0
    assert lab.changes() == []


@pytest.mark.parametrize("answer", [{"approved_sha256": ""}, {}], ids=["Enter", "no terminal"])
def test_without_an_answer_nothing_is_changed(lab: Controller, answer: dict[str, str]) -> None:
    run = play(lab, "approved.yml", **answer)
    assert len(run.tables) == 1
    assert lab.changes() == []
