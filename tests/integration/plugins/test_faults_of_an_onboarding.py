# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an onboarding tells of a host with each fault, from the login on, and what the next one makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader
from ansible_collections.scom.dmz.plugins.action.gateway_trust import ActionModule

from tests.authorities import presented_roots
from tests.integration.faults import OUTCOMES, SERVED, WAITING
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.demonstration import GATEWAY
from tests.lab.faults import FAULTS
from tests.lab.hygiene import serve_watched
from tests.lab.scenarios import AGENT, build
from tests.lab.serving import Site

Result = dict[str, Any]

USUAL_SECONDS, WAITING_SECONDS = 60, 10
LINKED = ("trusted", "up", ["root imported", "agent restarted"])


class Patient:
    """An agent that lacks the root of its gateway, and is onboarded over Ansible's own connection."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.machine = site.dmz.machines[AGENT]
        self.endpoint = site.endpoint
        self._folder = folder
        self._root = presented_roots(site.dmz)[GATEWAY]
        self._variables = _variables(site)
        told = act(connect(site.endpoint, host=GATEWAY), "gateway_info", folder)["gateway"]
        self._gateway = {"name": GATEWAY, "chain": told["certificate"]["chain_pem"], "evidence": told["evidence"]}

    def onboard(self, *, seconds: int = USUAL_SECONDS) -> Result:
        """With so much patience for the whole task, and a fifth of it for an answer."""
        given = {"gateways": [self._gateway], "journal": str(self._folder / "journal"), "time_limit": seconds}
        task = SimpleNamespace(action="scom.dmz.gateway_trust", args=given, check_mode=False, delegate_to=None)
        connection = connection_loader.get("winrm", PlayContext())
        patience = {
            "ansible_winrm_operation_timeout_sec": seconds // 5 - 1,
            "ansible_winrm_read_timeout_sec": seconds // 5,
        }
        connection.set_options(var_options={**self._variables, "_extras": patience})
        action = ActionModule(task, connection, None, DataLoader(), None, shared_loader_obj=None)
        _validated, arguments = action.validate_argument_spec(ActionModule.ARGUMENTS)
        result: Result = action.work(arguments, {"inventory_hostname": AGENT})
        return result

    @property
    def has_the_root(self) -> bool:
        return self._root in self.machine.stores.certificates("Root")


def _variables(site: Site) -> dict[str, Any]:
    """Those of the agent in the inventory."""
    inventory = yaml.safe_load(site.inventory)["all"]
    return {**inventory["vars"], **inventory["children"]["dmz"]["hosts"][AGENT]}


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Patient]:
    with serve_watched(build("root_missing")) as site:
        yield Patient(site, tmp_path)


def ended(result: Result) -> tuple[str, str, list[str]]:
    return (result["verdict"], result["link"], result["onboarding"]["changes"])


def test_every_fault_has_its_outcome() -> None:
    assert set(OUTCOMES) == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_host_is_served_all_the_same_or_named_with_the_cause_and_repaired_by_the_next_run(
    patient: Patient, fault: str
) -> None:
    outcome = OUTCOMES[fault]
    FAULTS[fault].inject(patient.endpoint, patient.machine)
    result = patient.onboard(seconds=WAITING_SECONDS if fault in WAITING else USUAL_SECONDS)
    FAULTS[fault].end(patient.endpoint, patient.machine)
    if outcome == SERVED:
        assert ended(result) == LINKED
        return
    assert (result["verdict"], patient.has_the_root) == (outcome.verdict, False)
    told = result.get("msg") or result["evidence"]
    assert outcome.cause in told and AGENT in told
    assert ended(patient.onboard()) == LINKED
