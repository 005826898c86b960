# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the hosts of a stage of a rotation together, and decide. Documented in plugins/modules/root_rotation_report.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from ansible.plugins.lookup.inventory_hostnames import LookupModule as InventoryHostnames
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch, read_batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotated_hosts import answers
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_ending import Ending, end_decision, end_stage
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_table import table
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, Stage, question

RESULT = "root_rotation_result"
"""What the role root_rotation registers the stage of a host as."""


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "stage": {"type": "str", "choices": [each.value for each in Stage], "required": True},
        "gateways": {"type": "list", "elements": "str", "required": True},
        "root_subject": {"type": "str", "required": True},
        "root_sha256": {"type": "str", "required": True},
        "hosts": {"type": "str", "default": "all"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        stage, gateways, root = Stage(arguments["stage"]), arguments["gateways"], arguments["root_subject"]
        batch = read_batch(task_vars)
        asked = question(stage, arguments["root_sha256"], gateways)
        results = answers(registered(RESULT, batch.targeted, task_vars), asked)
        ending = self._end(stage, results, batch, arguments, task_vars)
        lines = table(results, stage, gateways, root, decision=ending.decision, check_mode=self.check_mode)
        return {"changed": False, "table": lines, **ending.outcome.pack()}

    def _end(
        self,
        stage: Stage,
        results: Sequence[HostResult],
        batch: Batch,
        arguments: dict[str, Any],
        task_vars: dict[str, Any],
    ) -> Ending:
        if stage is not Stage.DECIDE:
            return end_stage(results, stage, batch)
        pattern = arguments["hosts"]
        expected = self._hosts_of(pattern, task_vars)
        return end_decision(results, arguments["gateways"], arguments["root_subject"], batch, pattern, expected)

    def _hosts_of(self, pattern: str, task_vars: dict[str, Any]) -> list[str]:
        """All hosts of the inventory that a pattern names, also those that the limit of the run leaves out."""
        hosts: list[str] = InventoryHostnames(loader=self._loader).run([pattern], variables=task_vars)
        return hosts
