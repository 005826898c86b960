# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell why an agent does or doesn't talk to its gateways. Documented in plugins/modules/gateway_trust_info.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.trust_action import Detail, TrustAction, asked
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered_readings
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.known_gateway import newer_evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.beginning import begin
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding, unpack
from ansible_collections.scom.dmz.plugins.plugin_utils.results.diagnosis import describe_host_check
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host


class ActionModule(TrustAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **TrustAction.ARGUMENTS,
        "after_event_record_id": {"type": "int", "default": 0},
        "events_since": {"type": "str"},
        "gateways_read": {"type": "str"},
        "onboarding": {"type": "dict"},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        before, since = self.onboarding_before(arguments), self.moment("events_since", arguments["events_since"])
        request = replace(self.request(arguments), after_record_id=arguments["after_event_record_id"], since=since)
        if before:
            check, onboarding = self.look(host, request, before)
        else:
            check = self.check(host, request)
            onboarding = begin(check)
        brief = arguments["detail"] == Detail.BRIEF
        return {"changed": False, **describe_host_check(check, asked(arguments), self.now, onboarding, brief=brief)}

    def gateways(self, arguments: dict[str, Any], task_vars: Mapping[str, Any]) -> list[dict[str, Any]]:
        """With what they told since, if they were read again."""
        known = super().gateways(arguments, task_vars)
        variable = arguments["gateways_read"]
        newer = newer_evidence(registered_readings(variable, task_vars)) if variable else {}
        return [{**each, "evidence": newer[each["name"]]} if each["name"] in newer else each for each in known]

    def onboarding_before(self, arguments: dict[str, Any]) -> Onboarding | None:
        return unpack(arguments["onboarding"]) if arguments["onboarding"] else None
