# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a play ends for hosts that were not served: which of them fail now, and for what the run itself fails.

https://docs.ansible.com/ansible/latest/reference_appendices/special_variables.html has the lists of hosts. Ansible ends
a play when all hosts of a batch have failed, so that no later batch is served.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Batch:
    """``targeted`` are all hosts of the play, ``active`` those that have not failed, ``hosts`` those of them in this batch."""

    targeted: Sequence[str]
    active: Sequence[str]
    hosts: Sequence[str]

    @property
    def is_last(self) -> bool:
        return bool(self.active) and self.active[-1] in self.hosts

    @property
    def to_report(self) -> Sequence[str]:
        """The hosts that a report at the end of the batch tells of: at the end of the last one, all of the play."""
        return self.targeted if self.is_last else self.hosts

    @property
    def failed(self) -> frozenset[str]:
        return frozenset(self.targeted) - frozenset(self.active)


@dataclass(frozen=True)
class BatchOutcome:
    """``hosts`` are those that fail now, each with its sentence. With a sentence in ``run`` all hosts of the batch fail for that."""

    hosts: Mapping[str, str]
    run: str | None = None

    def pack(self) -> dict[str, Any]:
        """As values for a task that fails hosts. A task that is skipped on every host costs as much as one that does nothing."""
        return {"failures": dict(self.hosts), "run_failure": self.run, "fail_once": not self.hosts}


def read_batch(task_vars: Mapping[str, Any]) -> Batch:
    """The batch that a task runs in, of Ansible's variables."""
    return Batch(task_vars["ansible_play_hosts_all"], task_vars["ansible_play_hosts"], task_vars["ansible_play_batch"])


def say_unused(gateways: Sequence[str], pointed_at: Sequence[AbstractSet[str]], unread: int = 0) -> str | None:
    """Which gateways no agent is pointed at, as a sentence; None when each has one, and when no host could be read.

    ``pointed_at`` are those of each host that was read, ``unread`` is the number of the others, which may be pointed at any.
    """
    unused = [gateway for gateway in gateways if not any(gateway in each for each in pointed_at)]
    if not (unused and pointed_at):
        return None
    others = f", and {unread} could not be asked" if unread else ""
    return (
        f"No host is pointed at {', '.join(unused)}{others}: if agents know it by another name, give that in "
        "gateway_trust_gateway_aliases."
    )


def judge_outcome(
    sentences: Mapping[str, str],
    batch: Batch,
    problem: str | None = None,
    ends: AbstractSet[str] = frozenset(),
) -> BatchOutcome:
    """What becomes of the hosts that ``sentences`` tell of, by their names, and of a ``problem`` that is no host's.

    A batch of which every host would fail is left to the last one, so that hosts that cannot be reached do not end the play,
    unless one of them ``ends`` it: what was changed or refused in vain there must not be tried on the hosts of later batches.
    In the last one the run fails for hosts of earlier batches that have not failed, for those that go by another name in
    the play, since they would not find themselves, and for the problem. Its sentence has those of the batch too, since all
    of that fails at once.
    """
    own = {host: sentence for host, sentence in sentences.items() if host in batch.hosts}
    if not batch.is_last:
        left_to_the_last = len(own) == len(batch.hosts) and ends.isdisjoint(own)
        return BatchOutcome({} if left_to_the_last else own)
    left = [sentence for host, sentence in sentences.items() if host not in own and host not in batch.failed]
    if not (left or problem):
        return BatchOutcome(own)
    return BatchOutcome({}, " ".join([*left, *own.values(), *([problem] if problem else [])]))
