# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell where a host stands while the root behind its gateways is replaced. Documented in plugins/modules/root_rotation_info.py."""

from __future__ import annotations

from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.rotation_action import RotationAction
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.host_facts import read_for_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.standing import look
from ansible_collections.scom.dmz.plugins.plugin_utils.results.rotation import describe_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host


class ActionModule(RotationAction):
    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        rotation = self.rotation(arguments)
        facts = read_for_rotation(host, listeners=rotation.old_sha256 is not None)
        standing = look(HostState.of(facts), rotation)
        described = describe_rotation(facts, standing, rotation, arguments["remove_foreign"])
        return {"changed": False, "root_rotation": described}
