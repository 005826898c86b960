# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts a rollback concerns, and which gateways what it takes back was for, as the journal on the controller has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeHistory
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError


@dataclass(frozen=True)
class RollbackPlan:
    """``hosts`` are those whose journal knows the run, and those that cannot be left out because it cannot be read, or lacks something."""

    hosts: tuple[str, ...]
    gateways: tuple[str, ...]


def plan_rollback_of_hosts(folder: Path, hosts: Iterable[str], run: str) -> RollbackPlan:
    histories = {host: ChangeHistory(folder, host) for host in hosts}
    concerned = [host for host, history in histories.items() if _concerns(history, run)]
    gateways = [name for host in concerned for name in _gateways(histories[host], run)]
    return RollbackPlan(tuple(concerned), tuple(dict.fromkeys(gateways)))


def say_unknown(plan: RollbackPlan, run: str) -> str:
    """Why nothing can be taken back; empty where there may be something."""
    return "" if plan.hosts else f"The journal of these hosts knows no change of a run {run}: nothing was taken back."


def _concerns(history: ChangeHistory, run: str) -> bool:
    try:
        return history.knows(run) or bool(history.faults())
    except JournalError:
        return True


def _gateways(history: ChangeHistory, run: str) -> Sequence[str]:
    try:
        return [name for change, _outcome in history.changes() if change.run == run for name in change.gateways]
    except JournalError:
        return ()
