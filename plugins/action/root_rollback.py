# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take back what a run did to the trusted certificates. Documented in plugins/modules/root_rollback.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import read_stores
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback import RollbackStep, carry_out, plan_rollback
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback_checks import (
    DISALLOWED,
    require_known_entries,
    require_restorable,
    require_whole_record,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.results.changes import diff_of_entries, name_stored
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

_ENDS = {ChangeOutcome.FAILED: "failed", ChangeOutcome.OPEN: "was interrupted, and is settled first"}


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "run": {"type": "str", "required": True},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        journal, run = Journal(Path(arguments["journal"]), host.name), arguments["run"]
        writer = CertificateWriter(host, journal)
        with attempting(f"take back the run {run} on {host.name}"):
            require_whole_record(journal)
        if not self.check_mode:
            writer.settle_open_changes()
        with attempting(f"take back the run {run} on {host.name}"):
            steps = self._plan(host, journal, run, writer)
        warnings = _unended(journal.changes(), run)
        if self.check_mode:
            return _result(journal.run, steps, warnings)
        done: list[RollbackStep] = []
        try:
            done.extend(carry_out(steps, writer))
        except ScomDmzError as error:
            return {**_result(journal.run, done, warnings), "failed": True, "msg": str(error)}
        return _result(journal.run, done, warnings)

    def _plan(self, host: Host, journal: Journal, run: str, writer: CertificateWriter) -> list[RollbackStep]:
        """The steps on a host whose journal knows all that the run has left there, none of which is refused."""
        stores = read_stores(host)
        require_known_entries(stores, run, journal.changes())
        steps = plan_rollback(journal.done_changes(run), writer)
        require_restorable(steps, stores[DISALLOWED].thumbprints)
        return steps


def _unended(changes: Iterable[tuple[Change, ChangeOutcome]], run: str) -> list[str]:
    """The changes of a run that are not taken back, because what the host holds is not known to be theirs."""
    return [
        f"{change.thumbprint} in {change.store} is left as it is: the change of that run {_ENDS[outcome]}"
        for change, outcome in changes
        if change.run == run and outcome in _ENDS
    ]


def _result(run: str, steps: Sequence[RollbackStep], warnings: Sequence[str]) -> dict[str, Any]:
    changes = [step for step in steps if step.changed]
    return {
        "changed": bool(changes),
        "run": run,
        "certificates": [
            {"action": str(step.action), "store": step.store, "thumbprint": step.thumbprint} for step in steps
        ],
        "warnings": list(warnings),
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
