# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the action plugins that look at a host while the root behind its gateways is replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation, plan_with_known
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint

_GATEWAY: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "aliases": {"type": "list", "elements": "str", "default": []},
    "chain": {"type": "str", "required": True},
    "certificate_loaded": {"type": "bool", "default": True},
}


class RotationAction(WindowsAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "gateways": {"type": "list", "elements": "dict", "options": _GATEWAY, "required": True},
        "path": {"type": "list", "elements": "path", "default": []},
        "content": {"type": "str"},
        "old_sha256": {"type": "str"},
        "remove_foreign": {"type": "bool", "default": False},
        "force": {"type": "bool", "default": False},
    }

    def rotation(self, arguments: dict[str, Any]) -> Rotation:
        old = arguments["old_sha256"]
        rotation = plan_with_known(
            known=arguments["gateways"],
            new=self.load_certificates(arguments["path"], arguments["content"]),
            old_sha256=normalize_fingerprint(old, SHA256_DIGITS) if old else None,
            now=self.now,
        )
        return replace(rotation, force=arguments["force"])
