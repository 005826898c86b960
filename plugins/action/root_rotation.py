# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a host through a stage of a rotation. Documented in plugins/modules/root_rotation.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.rotation_action import RotationAction
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.change_line import change_lines
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import Occasion
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.presented_chains import note_presented_chains
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.judgement import waivable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.rotator import Rotated, Rotator
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.beginning import require_one, say_not_yet
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.distribution import presented_chains
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import (
    NOT_READ,
    HostResult,
    Stage,
    failed_look,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.verification import (
    read_link_check,
    verification_result,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.results.changes import describe_outcome, diff_of_outcomes
from ansible_collections.scom.dmz.plugins.plugin_utils.results.rotation import describe_host_result
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_NEEDED = {Stage.VERIFY: "link_check", Stage.REMOVE: "old_content"}


class ActionModule(RotationAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **RotationAction.ARGUMENTS,
        "stage": {"type": "str", "choices": [each.value for each in Stage], "required": True},
        "link_check": {"type": "dict"},
        "old_content": {"type": "str"},
        "waive": {"type": "list", "elements": "str", "default": []},
        "approved_changes": {"type": "list", "elements": "str"},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
        "change_id": {"type": "str", "default": ""},
        "source": {"type": "str", "default": ""},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        rotated = self._go_through(host, Stage(arguments["stage"]), arguments)
        failed = rotated.error or rotated.result.state in NOT_READ
        return {
            **self._describe(rotated, arguments),
            **({"failed": True, "msg": rotated.result.detail} if failed else {}),
        }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        try:
            return super().work(arguments, task_vars)
        except ScomDmzError as error:
            seen = failed_look(self._task.delegate_to or task_vars["inventory_hostname"], error)
            result = _verified(seen, arguments) if arguments["stage"] == Stage.VERIFY else seen
            flag = "unreachable" if isinstance(error, HostUnreachable) else "failed"
            return {**self._describe(Rotated(result), arguments), flag: True, "msg": str(error)}

    def _go_through(self, host: Host, stage: Stage, arguments: dict[str, Any]) -> Rotated:
        needed = _NEEDED.get(stage)
        if needed and not arguments[needed]:
            raise OptionError(f"the stage {stage} needs {needed}")
        rotation, folder = self.rotation(arguments), Path(arguments["journal"])
        journal = Journal(folder, host.name, occasion=self._occasion(arguments))
        rotator = Rotator(host, rotation, journal, dry=self.check_mode, approved=arguments["approved_changes"])
        match stage:
            case Stage.DISTRIBUTE:
                if not self.check_mode:
                    note_presented_chains(folder, presented_chains(rotation, RUN))
                return rotator.distribute()
            case Stage.REMOVE:
                if refusal := say_not_yet(stage, rotation, self._old(arguments), (), waivable(arguments["waive"])):
                    raise OptionError(refusal)
                return rotator.remove(arguments["remove_foreign"])
            case Stage.VERIFY:
                return Rotated(_verified(rotator.look().result, arguments))
            case Stage.DECIDE:
                return Rotated(rotator.look().result)

    def rotation(self, arguments: dict[str, Any]) -> Rotation:
        """The old root that is given itself is named by that."""
        old = self._old(arguments)
        return super().rotation({**arguments, "old_sha256": old.sha256} if old else arguments)

    def _old(self, arguments: dict[str, Any]) -> Certificate | None:
        content = arguments["old_content"]
        return require_one(self.load_certificates([], content), arguments["old_sha256"]) if content else None

    def _occasion(self, arguments: dict[str, Any]) -> Occasion:
        return Occasion(
            module="root_rotation",
            stage=arguments["stage"],
            reason="the root behind the gateways is replaced",
            source="" if arguments["stage"] == Stage.REMOVE else _source(arguments),
            change_id=arguments["change_id"],
            remote_user=self.remote_user,
        )

    def _describe(self, rotated: Rotated, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            "changed": rotated.changed,
            **describe_host_result(rotated.result, Stage(arguments["stage"]), self.rotation(arguments)),
            "journal_run": RUN,
            "changes": change_lines(rotated.outcomes),
            "certificates": [describe_outcome(outcome) for outcome in rotated.outcomes],
            "diff": diff_of_outcomes(rotated.outcomes),
        }


def _source(arguments: dict[str, Any]) -> str:
    """Where the new certificates come from."""
    return arguments["source"] or ", ".join(arguments["path"]) or ("content" if arguments["content"] else "")


def _verified(seen: HostResult, arguments: dict[str, Any]) -> HostResult:
    return verification_result(seen, read_link_check(arguments["link_check"] or {}))
