# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell whose links are worth another look, and when. Documented in plugins/modules/link_wait.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from ansible.utils.display import Display
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.checked_host import FACT
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.link_wait import plan_look
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered, registered_gateways


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "targets": {"type": "str", "required": True},
        "timeout": {"type": "int", "required": True},
        "interval": {"type": "int", "required": True},
        "since": {"type": "str"},
        "looks": {"type": "int", "default": 0},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        now = self.now
        since = self.moment("since", arguments["since"]) or now
        look = plan_look(
            registered(FACT, task_vars["ansible_play_batch"], task_vars),
            [each["name"] for each in registered_gateways(arguments["targets"], task_vars) if each["evidence"]],
            looks=arguments["looks"],
            interval=arguments["interval"],
            left=_left(since, arguments["timeout"], now),
        )
        Display().v(look.sentence)
        return {
            "changed": False,
            "hosts": list(look.hosts),
            "over": not look.hosts,
            "gateways": list(look.gateways),
            "seconds": look.seconds,
            "since": since.isoformat(),
            "looks": arguments["looks"] + 1,
        }


def _left(since: datetime, timeout: int, now: datetime) -> float:
    return timeout - (now - since).total_seconds()
