# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell why an agent does or doesn't talk to its gateway. Documented in plugins/modules/gateway_trust_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import LEAD_DAYS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway_evidence import unpack
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.trust_check import Question, check_trust
from ansible_collections.scom.dmz.plugins.plugin_utils.results.diagnosis import describe_trust
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates


class ActionModule(WindowsAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "gateway": {"type": "str", "required": True},
        "gateway_aliases": {"type": "list", "elements": "str", "default": []},
        "gateway_addresses": {"type": "list", "elements": "str", "default": []},
        "gateway_chain": {"type": "str", "required": True},
        "gateway_evidence": {"type": "dict"},
        "root_sha256": {"type": "str"},
        "after_event_record_id": {"type": "int", "default": 0},
        "events_since": {"type": "str"},
        "expiry_lead_days": {"type": "int", "default": LEAD_DAYS},
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        check = check_trust(session, self._question(arguments))
        return {"changed": False, "gateway_trust": {"gateway": arguments["gateway"], **describe_trust(check)}}

    def _question(self, arguments: dict[str, Any]) -> Question:
        name, evidence, now = arguments["gateway"], arguments["gateway_evidence"], self.now
        certificates = load_certificates(arguments["gateway_chain"], f"the chain of the gateway {name}")
        return Question(
            gateway=describe_gateway(name, certificates, arguments["root_sha256"], now, arguments["gateway_aliases"]),
            now=now,
            evidence=unpack(evidence) if evidence else None,
            addresses=tuple(arguments["gateway_addresses"]),
            after_record_id=arguments["after_event_record_id"],
            since=self.moment("events_since", arguments["events_since"]),
            lead_days=arguments["expiry_lead_days"],
        )
