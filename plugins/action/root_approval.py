# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make sure that the roots of gateways are vouched for. Documented in plugins/modules/root_approval.py."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.approved_roots import (
    ApprovedRoot,
    note_approved_roots,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import read_batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered, registered_targets
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import (
    approve,
    refuse,
)


class ActionModule(ControllerAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "targets": {"type": "str", "required": True},
        "looks": {"type": "str"},
        "journal": {"type": "path"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        targets, batch, variable = (
            registered_targets(arguments["targets"], task_vars),
            read_batch(task_vars),
            arguments["looks"],
        )
        refusal = refuse(targets, registered(variable, batch.hosts, task_vars) if variable else {}, batch)
        if refusal is not None:
            ending = "An onboarding would end here" if self.check_mode else "No host was changed"
            return {"failed": True, "msg": f"{refusal}. {ending}."}
        if arguments["journal"] is not None and not self.check_mode:
            note_approved_roots(Path(arguments["journal"]), _notes(targets, iso(self.now)))
        return {"changed": False, "approved": approve(targets)}


def _notes(targets: Mapping[str, Any], time: str) -> list[ApprovedRoot]:
    return [ApprovedRoot(time, tuple(each["names"]), each["certificates"][-1]["pem"]) for each in targets["issuers"]]
