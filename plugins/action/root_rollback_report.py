# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the hosts of a rollback together. Documented in plugins/modules/root_rollback_report.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import judge_outcome, read_batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rolled_back_hosts import FAILING, read_host, table

RESULT = "root_rollback_result"
"""What the role root_rollback registers the rollback of a host as."""


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {}

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        batch = read_batch(task_vars)
        results = registered(RESULT, batch.to_report, task_vars)
        hosts = [read_host(host, each) for host, each in results.items()]
        sentences = printable({each.host: each.sentence for each in hosts if each.state in FAILING})
        return {
            "changed": False,
            "table": table(hosts, len(batch.to_report), check_mode=self.check_mode),
            **judge_outcome(sentences, batch).pack(),
        }
