# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks of AWX's example project, run as AWX runs them: with the survey's answers and a machine credential's login.

The inventory pins nothing before somebody does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.authorities import fingerprint, presented_roots
from tests.environment import REPOSITORY
from tests.integration.playbooks.ansible import Controller, controller
from tests.lab.demonstration import GATEWAY, ROOT_MISSING, demo
from tests.lab.dmz import ADMINISTRATOR

AWX = REPOSITORY / "docs" / "awx"
PROJECT = AWX / "project"
WEB = ROOT_MISSING[0]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Controller]:
    """The demonstration site, whose inventory knows no login."""
    with controller(demo(), tmp_path, pinned=False) as running:
        inventory = yaml.safe_load(running.inventory.read_text(encoding="utf-8"))
        for name in ("ansible_user", "ansible_password"):
            del inventory["all"]["vars"][name]
        running.inventory.write_text(yaml.safe_dump(inventory), encoding="utf-8")
        yield running


def credential(lab: Controller) -> list[str]:
    """How AWX hands user name and password to Ansible; there, the password is typed at Ansible's question."""
    password = lab.folder / "password"
    password.write_text(lab.dmz.accounts[ADMINISTRATOR].password, encoding="utf-8")
    return ["--user", ADMINISTRATOR, "--connection-password-file", str(password)]


def answers() -> dict[str, Any]:
    """What a survey leaves in the extra variables when only the gateway is named."""
    questions = json.loads((AWX / "survey.json").read_text(encoding="utf-8"))["spec"]
    return {question["variable"]: question["default"] for question in questions} | {"gateway_trust_gateway": GATEWAY}


def play(lab: Controller, playbook: str, **variables: object) -> Any:
    options = ["--limit", WEB, *credential(lab)]
    return lab.play(str(PROJECT / f"{playbook}.yml"), *options, **answers(), **variables)


def test_the_answers_of_the_survey_check_a_host_that_a_limit_names_without_the_gateway(lab: Controller) -> None:
    run = play(lab, "check")
    assert run.code == 0, run.output
    assert run.rows[WEB].verdict == "root_missing"


def pin(lab: Controller) -> str:
    """What who approves puts into the inventory, as those who run the CA have told it."""
    told = fingerprint(presented_roots(lab.dmz)[GATEWAY])
    lab.vary(GATEWAY, gateway_trust_root_sha256=told)
    return told.upper()


def test_an_approval_without_a_pin_changes_nothing(lab: Controller) -> None:
    run = play(lab, "onboard")
    assert run.code != 0
    assert lab.changes() == []


def test_who_approves_pins_what_the_check_has_shown(lab: Controller) -> None:
    check = play(lab, "check")
    assert pin(lab) in check.output
    assert play(lab, "onboard").rows[WEB].verdict == "trusted"


def test_an_onboarding_is_reported_and_taken_back_from_the_volume(lab: Controller) -> None:
    pin(lab)
    volume = lab.folder / "volume"
    kept = {"gateway_trust_journal": f"{volume}/journal", "gateway_trust_report_folder": f"{volume}/report"}
    onboarding = play(lab, "onboard", **kept)
    assert (onboarding.code, onboarding.rows[WEB].verdict) == (0, "trusted"), onboarding.output

    merging = lab.play(str(PROJECT / "report.yml"), trust_report_folder=f"{volume}/report")
    assert merging.code == 0, merging.output
    [record] = json.loads((volume / "report" / "report.json").read_text(encoding="utf-8"))["hosts"]
    taking = {"root_rollback_run": record["run"], "root_rollback_journal": f"{volume}/journal"}
    taken_back = play(lab, "rollback", root_rollback_force=True, **taking)
    assert (taken_back.code, taken_back.changed) == (0, {WEB}), taken_back.output
    assert play(lab, "check").rows[WEB].verdict == "root_missing"
