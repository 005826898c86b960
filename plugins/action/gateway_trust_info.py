# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell why an agent does or doesn't talk to its gateways. Documented in plugins/modules/gateway_trust_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import LEAD_DAYS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway_evidence import unpack
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.trust_check import Counterpart, Question, check_trust
from ansible_collections.scom.dmz.plugins.plugin_utils.results.diagnosis import describe_checks
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates

_GATEWAY: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "aliases": {"type": "list", "elements": "str", "default": []},
    "addresses": {"type": "list", "elements": "str", "default": []},
    "chain": {"type": "str", "required": True},
    "evidence": {"type": "dict"},
    "root_sha256": {"type": "str"},
}


class ActionModule(WindowsAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "gateways": {"type": "list", "elements": "dict", "options": _GATEWAY, "required": True},
        "after_event_record_id": {"type": "int", "default": 0},
        "events_since": {"type": "str"},
        "expiry_lead_days": {"type": "int", "default": LEAD_DAYS},
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"changed": False, **describe_checks(check_trust(session, self._question(arguments)))}

    def _question(self, arguments: dict[str, Any]) -> Question:
        if not arguments["gateways"]:
            raise OptionError("gateways is empty: name at least one gateway")
        return Question(
            counterparts=tuple(self._counterpart(each) for each in arguments["gateways"]),
            now=self.now,
            after_record_id=arguments["after_event_record_id"],
            since=self.moment("events_since", arguments["events_since"]),
            lead_days=arguments["expiry_lead_days"],
        )

    def _counterpart(self, known: dict[str, Any]) -> Counterpart:
        name, evidence = known["name"], known["evidence"]
        certificates = load_certificates(known["chain"], f"the chain of the gateway {name}")
        return Counterpart(
            gateway=describe_gateway(name, certificates, known["root_sha256"], self.now, known["aliases"]),
            evidence=unpack(evidence) if evidence else None,
            addresses=tuple(known["addresses"]),
        )
