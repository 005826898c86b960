# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the hosts of a stage of a rotation together, and decide. Documented in plugins/modules/root_rotation_report.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from ansible.plugins.lookup.inventory_hostnames import LookupModule as InventoryHostnames
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch, read_batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotated_hosts import answers
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_approval import (
    ChangePlan,
    changes_of,
    say_approvable,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_ending import Ending, end_decision, end_stage
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_table import table
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, Stage, question
from ansible_collections.scom.dmz.plugins.plugin_utils.report.rotation_record import (
    RecordedRun,
    describe_record,
    write_record,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

RESULT = "root_rotation_result"
"""What the role root_rotation registers the stage of a host as."""


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "stage": {"type": "str", "choices": [each.value for each in Stage], "required": True},
        "gateways": {"type": "list", "elements": "str", "required": True},
        "root_subject": {"type": "str", "required": True},
        "root_sha256": {"type": "str", "required": True},
        "content": {"type": "str"},
        "old_sha256": {"type": "str", "default": ""},
        "old_content": {"type": "str"},
        "hosts": {"type": "str", "default": "all"},
        "folder": {"type": "path"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        stage, gateways, root = Stage(arguments["stage"]), arguments["gateways"], arguments["root_subject"]
        batch = read_batch(task_vars)
        asked = question(stage, arguments["root_sha256"], gateways)
        found = registered(RESULT, batch.targeted, task_vars)
        results = answers(found, asked)
        new, old = self._certificates(arguments["content"]), self._certificates(arguments["old_content"])
        plan = ChangePlan(
            stage=stage.value,
            gateways=tuple(gateways),
            new=tuple(each.sha256 for each in new) or (arguments["root_sha256"],),
            old=arguments["old_sha256"],
            changes=changes_of(found, asked),
        )
        ending = self._end(stage, results, batch, arguments, task_vars)
        lines = table(results, stage, gateways, root, decision=ending.decision, check_mode=self.check_mode)
        digest = plan.digest if batch.is_last and plan.changes else None
        occasion = RecordedRun(_run_of(found), iso(self.now), self.check_mode)
        described = describe_record(plan, results, occasion, new, next(iter(old), None))
        record = str(write_record(Path(arguments["folder"]), described)) if arguments["folder"] else None
        return {
            "changed": False,
            "table": [*lines, *say_approvable(digest, record, check_mode=self.check_mode)],
            "digest": digest,
            "record": record,
            **ending.outcome.pack(),
        }

    def _certificates(self, content: str | None) -> Sequence[Certificate]:
        return self.load_certificates([], content) if content else ()

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


def _run_of(found: Mapping[str, Mapping[str, Any]]) -> str:
    return next((str(each["journal_run"]) for each in found.values() if each.get("journal_run")), "")
