# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a task has come on its hosts, and what it has found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import one_line


def verdicts(result: Mapping[str, Any]) -> list[str]:
    """The verdict of a task's result, and of each round of a loop."""
    rounds = [item for item in result.get("results") or () if isinstance(item, Mapping)]
    return [each["verdict"] for each in (result, *rounds) if each.get("verdict")]


class Progress:
    """Counts the hosts of one task, which are known by their names. One that was not expected counts from its begin."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = set(hosts)
        self._at_work: dict[str, None] = {}
        self._done: set[str] = set()
        self._outcomes: Counter[str] = Counter()

    def begin(self, host: str) -> None:
        self._hosts.add(host)
        self._at_work[host] = None

    def finish(self, host: str, outcomes: Iterable[str]) -> None:
        self._hosts.add(host)
        self._at_work.pop(host, None)
        self._done.add(host)
        self._outcomes.update(outcomes)

    @property
    def left(self) -> int:
        """The number of hosts that are still to come."""
        return len(self._hosts) - len(self._done)

    @property
    def line(self) -> str:
        """What matters most comes first, as the end may be cut off."""
        line = f"{len(self._done)} of {len(self._hosts)} hosts done, {self.left} left"
        if self._outcomes:
            line += f": {self._told}"
        if self._at_work:
            line += f"; now {', '.join(self._at_work)}"
        return one_line(line)

    @property
    def _told(self) -> str:
        most_frequent_first = sorted(self._outcomes.items(), key=lambda each: (-each[1], each[0]))
        return ", ".join(f"{count} {outcome}" for outcome, count in most_frequent_first)
