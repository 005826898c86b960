# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the action plugins that may take certificates away."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.presented_gateways import presented_gateways
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import KnownGateways


class RemovingAction(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "gateway": {"type": "list", "elements": "str", "default": []},
        "force": {"type": "bool", "default": False},
        "waive": {"type": "list", "elements": "str", "default": []},
    }

    known_gateways = KnownGateways()
    """Those of the option that were read in this run."""

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        self.known_gateways = presented_gateways(arguments["gateway"], task_vars, self.now)
        return super().work(arguments, task_vars)
