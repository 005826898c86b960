# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a gateway once for all its agents. Documented in plugins/modules/gateway_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import LEAD_DAYS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.check import judge_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.host_facts import read_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.results.diagnosis import describe_gateway_check
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host


class ActionModule(WindowsAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "events_since": {"type": "str"},
        "expiry_lead_days": {"type": "int", "default": LEAD_DAYS},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        since = self.moment("events_since", arguments["events_since"])
        check = judge_gateway(read_gateway(host, since), self.now, arguments["expiry_lead_days"])
        return {"changed": False, "gateway": describe_gateway_check(check)}
