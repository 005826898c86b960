# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold a stage of a rotation to what was approved. Documented in plugins/modules/root_rotation_approval.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import read_batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_approval import (
    ChangePlan,
    changes_of,
    say_unapproved,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import Stage, question
from ansible_collections.scom.dmz.plugins.plugin_utils.report.rotation_record import read_record
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint

PLANNED = "root_rotation_planned"
"""What the role root_rotation registers a stage of a host as that it goes through in check mode first."""


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "stage": {"type": "str", "choices": [each.value for each in Stage], "required": True},
        "gateways": {"type": "list", "elements": "str", "required": True},
        "root_sha256": {"type": "str", "required": True},
        "content": {"type": "str", "required": True},
        "old_sha256": {"type": "str", "default": ""},
        "approved": {"type": "str", "required": True},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        stage, gateways, batch = Stage(arguments["stage"]), arguments["gateways"], read_batch(task_vars)
        asked = question(stage, arguments["root_sha256"], gateways)
        plan = ChangePlan(
            stage=stage.value,
            gateways=tuple(gateways),
            new=tuple(each.sha256 for each in self.load_certificates([], arguments["content"])),
            old=arguments["old_sha256"],
            changes=changes_of(registered(PLANNED, batch.hosts, task_vars), asked),
        )
        if refusal := say_unapproved(plan, self._approved(arguments["approved"]), batch):
            raise OptionError(refusal)
        return {"changed": False, "digest": plan.digest, "changes": dict(plan.changes)}

    def _approved(self, text: str) -> ChangePlan | str:
        """A digest, or what the record of a check says."""
        try:
            return normalize_fingerprint(text, SHA256_DIGITS)
        except CertificateError:
            return read_record(self.read_file(text, "approved record"), text)
