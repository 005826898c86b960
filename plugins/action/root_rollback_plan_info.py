# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the hosts that a rollback concerns, and the gateways to read before. Documented in plugins/modules/root_rollback_plan_info.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import read_batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.presented_gateways import PRESENTED
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rollback_plan import plan_rollback_of_hosts, say_unknown
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.given_names import split_gateways


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "run": {"type": "str", "required": True},
        "gateway": {"type": "list", "elements": "str", "default": []},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        run = arguments["run"]
        plan = plan_rollback_of_hosts(Path(arguments["journal"]), read_batch(task_vars).targeted, run)
        named = split_gateways([*arguments["gateway"], *plan.gateways])
        gateways = [name for name in named if name in task_vars["hostvars"]]
        presented = registered(PRESENTED, gateways, task_vars)
        strangers = [name for name in named if name not in gateways]
        return {
            "changed": False,
            "hosts": list(plan.hosts),
            "gateways": gateways,
            "unread": [name for name in gateways if name not in presented],
            "known": bool(plan.hosts),
            "unknown": say_unknown(plan, run),
            "warnings": [
                f"{name} is no host of the inventory: the chain of this gateway is not known" for name in strangers
            ],
        }
