# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell where a host stands while the root behind its gateways is replaced. Documented in plugins/modules/root_rotation_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.host_facts import read_for_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import HostState, Rotation, plan_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.standing import look
from ansible_collections.scom.dmz.plugins.plugin_utils.results.rotation import describe_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint

_GATEWAY: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "aliases": {"type": "list", "elements": "str", "default": []},
    "chain": {"type": "str", "required": True},
    "certificate_loaded": {"type": "bool", "default": True},
}


class ActionModule(WindowsAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "gateways": {"type": "list", "elements": "dict", "options": _GATEWAY, "required": True},
        "path": {"type": "list", "elements": "path", "default": []},
        "content": {"type": "str"},
        "old_sha256": {"type": "str"},
        "remove_foreign": {"type": "bool", "default": False},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        rotation = self._rotation(arguments)
        facts = read_for_rotation(host, listeners=rotation.old_sha256 is not None)
        standing = look(HostState.of(facts), rotation)
        described = describe_rotation(facts, standing, rotation, arguments["remove_foreign"])
        return {"changed": False, "root_rotation": described}

    def _rotation(self, arguments: dict[str, Any]) -> Rotation:
        old = arguments["old_sha256"]
        return plan_rotation(
            gateways=[self._gateway(each) for each in arguments["gateways"]],
            new=self.load_certificates(arguments["path"], arguments["content"]),
            old_sha256=normalize_fingerprint(old, SHA256_DIGITS) if old else None,
            now=self.now,
            not_loaded=[each["name"] for each in arguments["gateways"] if not each["certificate_loaded"]],
        )

    def _gateway(self, known: dict[str, Any]) -> Gateway:
        certificates = load_certificates(known["chain"], f"the chain of the gateway {known['name']}")
        return describe_gateway(known["name"], certificates, None, self.now, known["aliases"])
