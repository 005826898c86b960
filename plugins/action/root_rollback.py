# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take back what a run did to the trusted certificates. Documented in plugins/modules/root_rollback.py."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback import RollbackStep, carry_out, plan_rollback
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.results.changes import diff_of_entries, name_stored
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "run": {"type": "str", "required": True},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        journal = Journal(Path(arguments["journal"]), host.name)
        writer = CertificateWriter(host, journal)
        if not self.check_mode:
            writer.settle_open_changes()
        with attempting(f"take back the run {arguments['run']} on {host.name}"):
            steps = plan_rollback(journal.done_changes(arguments["run"]), writer)
        if self.check_mode:
            return _result(journal.run, steps)
        done: list[RollbackStep] = []
        try:
            done.extend(carry_out(steps, writer))
        except ScomDmzError as error:
            return {**_result(journal.run, done), "failed": True, "msg": str(error)}
        return _result(journal.run, done)


def _result(run: str, steps: Sequence[RollbackStep]) -> dict[str, Any]:
    changes = [step for step in steps if step.changed]
    return {
        "changed": bool(changes),
        "run": run,
        "certificates": [
            {"action": str(step.action), "store": step.store, "thumbprint": step.thumbprint} for step in steps
        ],
        "diff": diff_of_entries(
            "".join(_line(step, step.current, "as the run left it") for step in changes),
            "".join(_line(step, step.before, "as it was before") for step in changes),
        ),
    }


def _line(step: RollbackStep, data: bytes | None, moment: str) -> str:
    """One side of an entry, with the moment where both sides have one: they may differ in what no line tells."""
    if data is None:
        return ""
    name = name_stored(step.store, step.thumbprint, data)
    return f"{name}, {moment}\n" if step.updates else f"{name}\n"
