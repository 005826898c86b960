# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of hosts at the end of a stage of a rotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.decision import Decision
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, Stage, State

_LINE = "%-24s %-14s %-40s %s"
_TRUSTING = (State.COVERED, State.IMPORTED)


def table(
    results: Sequence[HostResult],
    stage: Stage,
    gateways: Sequence[str],
    root: str,
    *,
    decision: Decision | None = None,
    check_mode: bool = False,
) -> list[str]:
    """Line by line. ``root`` is the subject of the new root; the ``decision`` is None as long as there is none. A "yes" is the last line."""
    lines = [_LINE % ("host", "state (check)" if check_mode else "state", "pointed at", "why")]
    lines += [_LINE % (each.host, each.state, ", ".join(each.gateways) or "-", each.detail or "-") for each in results]
    lines += [f"{count:4} {state}" for state, count in sorted(Counter(each.state for each in results).items())]
    if stage in (Stage.DISTRIBUTE, Stage.DECIDE):
        trust = "would trust" if check_mode and stage is Stage.DISTRIBUTE else "trust"
        lines += [f"{_agents(results, gateway)} {trust} {root}{_answer(gateway, decision)}" for gateway in gateways]
    if any(each.same_key for each in results):
        lines.append("The new root or CA is a renewal of the old one with the same key.")
    lines += _runs(results)
    return lines if decision is None or decision.refused else [*lines, decision.sentence(root)]


def _agents(results: Sequence[HostResult], gateway: str) -> str:
    agents = [each for each in results if gateway in each.gateways]
    return f"{gateway}: {sum(each.state in _TRUSTING for each in agents)} of {len(agents)} agents"


def _answer(gateway: str, decision: Decision | None) -> str:
    if decision is None:
        return ""
    return "; it may not switch yet" if gateway in decision.refused else "; it may switch"


def _runs(results: Sequence[HostResult]) -> Iterator[str]:
    for run in dict.fromkeys(each.run for each in results if each.run):
        yield f"What was changed can be taken back by scom.dmz.rollback with root_rollback_run={run}"
