# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rollback has made of the hosts of a play, host by host and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_LINE = "%-24s %-14s %-8s %-9s %s"


class RollbackState(StrEnum):
    """What became of a host."""

    TAKEN_BACK = "taken back"
    UNCHANGED = "unchanged"
    """All was as before the run already."""

    FAILED = "failed"
    UNREACHABLE = "unreachable"


FAILING = frozenset({RollbackState.FAILED, RollbackState.UNREACHABLE})


@dataclass(frozen=True)
class RolledBackHost:
    """A host that was asked. ``detail`` is why it failed, or what is to be known of it; ``run`` the rollback that changed it, or empty."""

    host: str
    state: RollbackState
    removed: int = 0
    restored: int = 0
    detail: str = ""
    run: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.host} {'is unreachable' if self.state == RollbackState.UNREACHABLE else 'failed'}: {self.detail}"


def read_host(host: str, registered: Mapping[str, Any]) -> RolledBackHost:
    """A host by what ``root_rollback`` returned of it, or by Ansible's own failure."""
    actions = Counter(each["action"] for each in registered.get("certificates", ()))
    state = _state(registered)
    told = [str(registered.get("msg") or "the task failed")] if state in FAILING else []
    return RolledBackHost(
        host=host,
        state=state,
        removed=actions["removed"],
        restored=actions["restored"],
        detail="; ".join([*told, *registered.get("notes", ())]),
        run=registered.get("run", "") if registered.get("changed") else "",
    )


def table(hosts: Sequence[RolledBackHost], targeted: int, *, check_mode: bool) -> list[str]:
    """Line by line. ``targeted`` is the number of the hosts that the play is for, those included which were not asked."""
    lines = [_LINE % ("host", "state (check)" if check_mode else "state", "removed", "restored", "why")]
    lines += [_LINE % (each.host, each.state, each.removed, each.restored, each.detail or "-") for each in hosts]
    lines += [f"{count:4} {state}" for state, count in sorted(Counter(each.state for each in hosts).items())]
    if left := targeted - len(hosts):
        lines.append(f"{left:4} not asked: the journal knows no change of that run there")
    return lines if check_mode else [*lines, *_runs(hosts)]


def _state(registered: Mapping[str, Any]) -> RollbackState:
    if registered.get("unreachable"):
        return RollbackState.UNREACHABLE
    if registered.get("failed") or "certificates" not in registered:
        return RollbackState.FAILED
    return RollbackState.TAKEN_BACK if registered.get("changed") else RollbackState.UNCHANGED


def _runs(hosts: Sequence[RolledBackHost]) -> Iterator[str]:
    for run in dict.fromkeys(each.run for each in hosts if each.run):
        yield f"This rollback can be taken back by scom.dmz.rollback with root_rollback_run={run}"
