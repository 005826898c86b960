# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take back what a run did to the trusted certificates. Documented in plugins/modules/root_rollback.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.removing_action import RemovingAction
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import read_stores
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback import (
    RollbackStep,
    carry_out,
    changes_of,
    plan_rollback,
    reliances_on,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback_checks import (
    DISALLOWED,
    require_known_entries,
    require_restorable,
    require_whole_record,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome, Reliance
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import Occasion
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RollbackRefused, ScomDmzError, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.judgement import Insistence, waivable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.removal_guard import RemovalGuard
from ansible_collections.scom.dmz.plugins.plugin_utils.results.changes import diff_of_entries, name_stored
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

Ended = Sequence[tuple[Change, ChangeOutcome]]

_IN_THE_ROLE = "in the role root_rollback these are root_rollback_force and root_rollback_waive"


class ActionModule(RemovingAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **RemovingAction.ARGUMENTS,
        "run": {"type": "str", "required": True},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
        "change_id": {"type": "str", "default": ""},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        run = arguments["run"]
        journal = Journal(Path(arguments["journal"]), host.name, occasion=self._occasion(arguments))
        writer = CertificateWriter(host, journal)
        with attempting(f"take back the run {run} on {host.name}"):
            require_whole_record(journal)
        foreseen = writer.foresee_open_changes() if self.check_mode else []
        if not self.check_mode:
            writer.settle_open_changes()
        with attempting(f"take back the run {run} on {host.name}"):
            steps, needed = self._plan(host, journal, arguments, writer, foreseen)
        told = _told(steps, run, journal, needed, foreseen)
        if self.check_mode:
            return {**_result(journal.run, steps), **told}
        done: list[RollbackStep] = []
        try:
            done.extend(carry_out(steps, writer))
        except ScomDmzError as error:
            return {**_result(journal.run, done), **told, "failed": True, "msg": str(error)}
        return {**_result(journal.run, done), **told}

    def _occasion(self, arguments: dict[str, Any]) -> Occasion:
        return Occasion(
            module="root_rollback",
            reason=f"the run {arguments['run']} is taken back",
            change_id=arguments["change_id"],
            remote_user=self.remote_user,
            undoes=arguments["run"],
        )

    def _plan(
        self, host: Host, journal: Journal, arguments: dict[str, Any], writer: CertificateWriter, foreseen: Ended
    ) -> tuple[list[RollbackStep], Sequence[str]]:
        """The steps on a host whose journal knows all that the run has left there, none of which is refused, and warnings.

        ``foreseen`` are the ends of changes that check mode leaves open.
        """
        stores, run = read_stores(host), arguments["run"]
        require_known_entries(stores, run, journal.changes())
        done = [change for change, outcome in foreseen if change.run == run and outcome == ChangeOutcome.DONE]
        steps = plan_rollback([*journal.done_changes(run), *done], writer)
        require_restorable(steps, stores[DISALLOWED].thumbprints)
        insistence = Insistence(waivable(arguments["waive"]), arguments["force"])
        judgement = RemovalGuard(host, self.known_gateways, insistence, self.now).judge(stores, changes_of(steps))
        if judgement.refusals:
            raise RollbackRefused(f"nothing was taken back: {judgement.refusal}; {_IN_THE_ROLE}")
        return steps, judgement.warnings


def _told(
    steps: Sequence[RollbackStep], run: str, journal: Journal, needed: Sequence[str], foreseen: Ended
) -> dict[str, Any]:
    """What is to be known of the entries that are taken back, and of those that are not."""
    relying = reliances_on(steps, run, journal.reliances())
    notes = [*_failed((*journal.changes(), *foreseen), run), *map(_relied_upon, relying), *needed]
    return {
        "reliances": [
            {"run": each.run, "store": each.store, "thumbprint": each.thumbprint, "gateways": list(each.gateways)}
            for each in relying
        ],
        "notes": notes,
        "warnings": notes,
    }


def _relied_upon(reliance: Reliance) -> str:
    sake = f" for {', '.join(reliance.gateways)}" if reliance.gateways else ""
    return f"the run {reliance.run} relies on {reliance.thumbprint} in {reliance.store}{sake}"


def _failed(changes: Iterable[tuple[Change, ChangeOutcome]], run: str) -> list[str]:
    """The changes of a run that are not taken back, because what the host holds is not known to be theirs."""
    return [
        f"{change.thumbprint} in {change.store} is left as it is: the change of that run failed"
        for change, outcome in changes
        if change.run == run and outcome == ChangeOutcome.FAILED
    ]


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
