# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check whether an agent trusts its gateway. Documented in plugins/modules/gateway_trust_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.trust_check import check_trust
from ansible_collections.scom.dmz.plugins.plugin_utils.results import describe_trust
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "gateway": {"type": "str", "required": True},
        "gateway_aliases": {"type": "list", "elements": "str", "default": []},
        "gateway_chain": {"type": "str", "required": True},
        "root_sha256": {"type": "str"},
        "after_event_record_id": {"type": "int", "default": 0},
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        name = arguments["gateway"]
        certificates = load_certificates(arguments["gateway_chain"], f"the chain of the gateway {name}")
        gateway = describe_gateway(name, certificates, arguments["root_sha256"], self.now, arguments["gateway_aliases"])
        check = check_trust(session, gateway, self.now, arguments["after_event_record_id"])
        return {"changed": False, "gateway_trust": {"gateway": name, **describe_trust(check)}}
