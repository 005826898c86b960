# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take back what a run did to the trusted certificates. Documented in plugins/modules/root_rollback.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.rollback import (
    REMOVED,
    RESTORED,
    UNCHANGED,
    carry_out,
    plan_rollback,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "run": {"type": "str", "required": True},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        journal = Journal(Path(arguments["journal"]), session.host)
        writer = CertificateWriter(session, Registry(session), journal)
        if not self.check_mode:
            writer.settle_open_changes()
        with attempting(f"take back the run {arguments['run']} on {session.host}"):
            steps = plan_rollback(journal.done_changes(arguments["run"]), writer)
            if not self.check_mode:
                carry_out(steps, writer)
        return {
            "changed": any(step.action != UNCHANGED for step in steps),
            "run": journal.run,
            "certificates": [
                {"action": step.action, "store": step.store, "thumbprint": step.thumbprint} for step in steps
            ],
            "diff": {
                "before_header": "local certificates",
                "after_header": "local certificates",
                "before": "".join(f"{step.store}: {step.thumbprint}\n" for step in steps if step.action == REMOVED),
                "after": "".join(f"{step.store}: {step.thumbprint}\n" for step in steps if step.action == RESTORED),
            },
        }
