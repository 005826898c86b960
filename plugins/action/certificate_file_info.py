# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe certificates that lie on the controller. Documented in plugins/modules/certificate_file_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_with_pem


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "path": {"type": "list", "elements": "path", "default": []},
        "content": {"type": "str"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        bundle = self.read_certificates(arguments["path"], arguments["content"])
        bundle.require_all()
        described = [describe_with_pem(each, self.now) for each in bundle.certificates]
        return {"changed": False, "certificates": described, "warnings": list(bundle.notes)}
