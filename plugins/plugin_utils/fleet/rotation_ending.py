# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stage of a rotation ends with, in each batch of the play: the hosts that fail, and what is said of all together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch, BatchOutcome, judge_outcome
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.decision import Decision, decide
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import FAILING, HostResult, Stage


@dataclass(frozen=True)
class Ending:
    """The ``decision`` is None where it was not asked for, and as long as there is none."""

    outcome: BatchOutcome
    decision: Decision | None = None


def end_stage(results: Sequence[HostResult], stage: Stage, batch: Batch) -> Ending:
    """The hosts that could not be served fail, by the names that they have in results."""
    failing = [each for each in results if each.state in FAILING[stage]]
    sentences = printable({each.host: each.sentence for each in failing})
    ends = frozenset(printable(each.host) for each in failing if each.run)
    return Ending(judge_outcome(sentences, batch, ends=ends))


def end_decision(
    results: Sequence[HostResult],
    gateways: Sequence[str],
    root: str,
    batch: Batch,
    pattern: str,
    expected: Sequence[str],
) -> Ending:
    """The run fails when a gateway may not switch, which only the last batch can tell. ``expected`` are the hosts of the ``pattern``."""
    if set(batch.targeted) - set(expected):
        left_out = "which leaves out hosts of this play: it must name all hosts that may have an agent of the gateways"
        return Ending(BatchOutcome({}, f"root_rotation_hosts is {pattern}, {left_out}."))
    if not batch.is_last:
        return Ending(BatchOutcome({}))
    decision = decide(results, gateways, expected)
    return Ending(BatchOutcome({}, decision.sentence(root) if decision.refused else None), decision)
