# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a host through a stage of a rotation. Documented in plugins/modules/root_rotation.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.rotation_action import RotationAction
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.attempt import Attempt
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import (
    NOT_READ,
    HostResult,
    Stage,
    failed_look,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.rotator import Rotator
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.verification import (
    read_link_check,
    verification_result,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.results.changes import describe_outcome, diff_of_outcomes
from ansible_collections.scom.dmz.plugins.plugin_utils.results.rotation import describe_host_result
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

_NEEDED = {Stage.VERIFY: "link_check", Stage.REMOVE: "old_sha256"}


class ActionModule(RotationAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **RotationAction.ARGUMENTS,
        "stage": {"type": "str", "choices": [each.value for each in Stage], "required": True},
        "link_check": {"type": "dict"},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        result, attempt = self._go_through(session, Stage(arguments["stage"]), arguments)
        failed = attempt.error or result.state in NOT_READ
        return {
            **self._describe(result, attempt, arguments),
            **({"failed": True, "msg": result.detail} if failed else {}),
        }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        try:
            return super().work(arguments, task_vars)
        except ScomDmzError as error:
            seen = failed_look(self._task.delegate_to or task_vars["inventory_hostname"], error)
            result = _verified(seen, arguments) if arguments["stage"] == Stage.VERIFY else seen
            flag = "unreachable" if isinstance(error, HostUnreachable) else "failed"
            return {**self._describe(result, Attempt(), arguments), flag: True, "msg": str(error)}

    def _go_through(self, session: Session, stage: Stage, arguments: dict[str, Any]) -> tuple[HostResult, Attempt]:
        needed = _NEEDED.get(stage)
        if needed and not arguments[needed]:
            raise OptionError(f"the stage {stage} needs {needed}")
        journal = Journal(Path(arguments["journal"]), session.host)
        rotator = Rotator(session, self.rotation(arguments), journal, dry=self.check_mode)
        match stage:
            case Stage.DISTRIBUTE:
                return rotator.distribute()
            case Stage.REMOVE:
                return rotator.remove(arguments["remove_foreign"])
            case Stage.VERIFY:
                return _verified(rotator.look().result, arguments), Attempt()
            case Stage.DECIDE:
                return rotator.look().result, Attempt()

    def _describe(self, result: HostResult, attempt: Attempt, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            "changed": attempt.changed,
            **describe_host_result(result, Stage(arguments["stage"]), self.rotation(arguments)),
            "certificates": [describe_outcome(outcome) for outcome in attempt.outcomes],
            "diff": diff_of_outcomes(attempt.outcomes),
        }


def _verified(seen: HostResult, arguments: dict[str, Any]) -> HostResult:
    return verification_result(seen, read_link_check(arguments["link_check"] or {}))
