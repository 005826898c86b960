# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes down what the simulated health services log of a state, so that the logs can be read in its file."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.lab.windows.event_log import Event
from tests.lab.windows.machine import Machine

Logged = dict[str, Any]

OF_A_START = frozenset(
    {20049, 20050, 20051, 20052, 20053, 20066, 20067, 20068, 20069, 20077, 21021, 21022, 21036, 2003}
)
OF_A_LINK = frozenset({1210, 20020, 21019, 21024, 21025})
"""What is logged once, when a health service starts and when it links; everything else is logged again with each attempt."""

AVAILABLE = 20020
GATEWAY_STARTED = "2 days ago"
"""Later than anything in a drawn state has expired, and no later than its agent was started."""


@dataclass(frozen=True)
class Course:
    """When the agent was started, and when the last attempts were made."""

    started: str
    lately: str

    @classmethod
    def drawn(cls, source: random.Random) -> Course:
        return cls(
            source.choice(("2 hours ago", "9 hours ago", GATEWAY_STARTED)),
            source.choice(("4 minutes ago", "12 minutes ago")),
        )

    def of_agent(self, log: Iterable[Event], told: Sequence[Logged]) -> list[Logged]:
        """What a fault tells stands for everything after the start."""
        if told:
            log = [event for event in log if event.event_id in OF_A_START]
        return self._in_order(log, {**dict.fromkeys((*OF_A_START, *OF_A_LINK), self.started)}, told)

    def of_gateway(self, log: Iterable[Event], told: Sequence[Logged], agent: Machine, *, linked: bool) -> list[Logged]:
        """Of an agent that is `linked` it says so when the agent starts, and nothing else."""
        at = {**dict.fromkeys((*OF_A_START, *OF_A_LINK), GATEWAY_STARTED), AVAILABLE: self.started}
        return self._in_order((event for event in log if self._belongs(event, agent, told, linked)), at, told)

    def _belongs(self, event: Event, agent: Machine, told: Sequence[Logged], linked: bool) -> bool:
        """Its own affairs do; of what it logged about the agent, what fits the rest."""
        if not any(name in text for name in (agent.name, agent.address) for text in event.data):
            return True
        return linked if event.event_id == AVAILABLE else not (told or linked)

    def _in_order(self, log: Iterable[Event], at: dict[int, str], told: Sequence[Logged]) -> list[Logged]:
        later = [{"at": self.lately, **each} for each in told]
        return sorted([*self._written(log, at), *later], key=lambda each: -_minutes(each["at"]))

    def _written(self, log: Iterable[Event], at: dict[int, str]) -> Iterator[Logged]:
        for event in log:
            strings = {"strings": list(event.data)} if event.data else {}
            yield {"id": event.event_id, **strings, "at": at.get(event.event_id, self.lately)}


def _minutes(at: str) -> int:
    amount, unit, _ago = at.split()
    return int(amount) * {"minutes": 1, "hours": 60, "days": 1440}[unit]
