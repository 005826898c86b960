# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make sure that somebody vouches for the roots of gateways. Documented in plugins/modules/root_approval.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import read_batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered, registered_targets
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import (
    ACCEPT,
    AcceptingHosts,
    approve,
    refuse,
)


class ActionModule(ControllerAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {"targets": {"type": "str", "required": True}, "looks": {"type": "str"}}

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        targets = registered_targets(arguments["targets"], task_vars)
        refusal = refuse(targets, _accepting_hosts(arguments["looks"], task_vars))
        if refusal is None:
            return {"changed": False, "approved": approve(targets)}
        ending = "An onboarding would end here" if self.check_mode else "No host was changed"
        return {"failed": True, "msg": f"{refusal}. {ending}."}


def _accepting_hosts(variable: str | None, task_vars: dict[str, Any]) -> AcceptingHosts:
    batch, hostvars = read_batch(task_vars), task_vars["hostvars"]
    looks = registered(variable, batch.hosts, task_vars) if variable else {}
    return AcceptingHosts(batch, looks, len({str(hostvars.raw_get(host).get(ACCEPT)) for host in looks} or {None}))
