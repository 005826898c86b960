# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell what was changed on hosts, out of the journal. Documented in plugins/modules/root_journal_info.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import (
    Change,
    ChangeHistory,
    ChangeOutcome,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import certificate_sha256

_OUTCOMES = sorted(str(outcome) for outcome in ChangeOutcome if outcome != ChangeOutcome.UNDOING)

_SENTENCES = 20


class ActionModule(ControllerAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "hosts": {"type": "list", "elements": "str"},
        "run": {"type": "str"},
        "outcome": {"type": "list", "elements": "str", "choices": _OUTCOMES},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        folder, run, outcomes = Path(arguments["journal"]), arguments["run"], arguments["outcome"]
        hosts = arguments["hosts"]
        if hosts is None:
            hosts = [self._task.delegate_to or task_vars["inventory_hostname"]]
        told, unreadable = _read(folder, hosts)
        changes = [
            _describe(change, outcome)
            for change, outcome in told
            if run in (None, change.run) and (outcomes is None or outcome in outcomes)
        ]
        return {"changed": False, "changes": changes, "unreadable": unreadable, **_failure(unreadable)}


def _read(folder: Path, hosts: Sequence[str]) -> tuple[list[tuple[Change, ChangeOutcome]], list[dict[str, str]]]:
    """What the journals of some hosts tell, and the hosts whose journal cannot be read, with the reason."""
    told, unreadable = [], []
    for host in hosts:
        try:
            told += ChangeHistory(folder, host).changes()
        except JournalError as error:
            unreadable.append({"host": host, "reason": str(error)})
    return told, unreadable


def _failure(unreadable: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Fails the task, so that the changes of the other hosts are not taken for all. Only the first sentences are shown."""
    if not unreadable:
        return {}
    sentences = [each["reason"] for each in unreadable[:_SENTENCES]]
    left = len(unreadable) - len(sentences)
    return {"failed": True, "msg": "; ".join([*sentences, *([f"and {left} more"] if left else [])])}


def _describe(change: Change, outcome: ChangeOutcome) -> dict[str, Any]:
    action = "removed" if change.after is None else "imported" if change.before is None else "updated"
    return {
        "host": change.host,
        "run": change.run,
        "time": change.time,
        "user": change.user,
        "store": change.store,
        "thumbprint": change.thumbprint,
        "sha256": certificate_sha256(change.before or change.after or b""),
        "action": action,
        "outcome": str(outcome),
        "gateways": list(change.gateways),
    }
