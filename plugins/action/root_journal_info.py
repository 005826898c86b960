# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell what was changed on hosts, out of the journal. Documented in plugins/modules/root_journal_info.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import (
    ChangeHistory,
    ChangeOutcome,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.journal import (
    describe_changes,
    describe_reliance,
    flat_line,
)

_OUTCOMES = sorted(str(outcome) for outcome in ChangeOutcome if outcome != ChangeOutcome.UNDOING)

_SENTENCES = 20


class ActionModule(ControllerAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "hosts": {"type": "list", "elements": "str"},
        "run": {"type": "str"},
        "outcome": {"type": "list", "elements": "str", "choices": _OUTCOMES},
        "flat": {"type": "bool", "default": False},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        folder, run, outcomes = Path(arguments["journal"]), arguments["run"], arguments["outcome"]
        hosts = arguments["hosts"]
        if hosts is None:
            hosts = [self._task.delegate_to or task_vars["inventory_hostname"]]
        told = _read(folder, hosts)
        changes = [
            change
            for change in told.changes
            if run in (None, change["run"]) and (outcomes is None or change["outcome"] in outcomes)
        ]
        return {
            "changed": False,
            "changes": changes,
            "reliances": [each for each in told.reliances if run in (None, each["run"], each["relied_upon"])],
            "lines": [flat_line(change) for change in changes] if arguments["flat"] else [],
            "faults": told.faults,
            "unreadable": told.unreadable,
            **_failure(told.unreadable),
        }


@dataclass(frozen=True)
class _Told:
    """What the journals of some hosts tell, and the hosts whose journal cannot be read, with the reason."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    reliances: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)
    unreadable: list[dict[str, str]] = field(default_factory=list)


def _read(folder: Path, hosts: Sequence[str]) -> _Told:
    told = _Told()
    for host in hosts:
        history = ChangeHistory(folder, host)
        try:
            changes, reliances = describe_changes(history.records()), history.reliances()
            faults = history.faults()
        except JournalError as error:
            told.unreadable.append({"host": host, "reason": str(error)})
        else:
            told.changes.extend(changes)
            told.reliances.extend(map(describe_reliance, reliances))
            told.faults.extend({"host": host, "fault": fault} for fault in faults)
    return told


def _failure(unreadable: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Fails the task, so that the changes of the other hosts are not taken for all. Only the first sentences are shown."""
    if not unreadable:
        return {}
    sentences = [each["reason"] for each in unreadable[:_SENTENCES]]
    left = len(unreadable) - len(sentences)
    return {"failed": True, "msg": "; ".join([*sentences, *([f"and {left} more"] if left else [])])}
