# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conversations with hosts that go on at the same time."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from itertools import accumulate, count

from tests.lab.windows.clock import Clock
from tests.lab.wsman import names
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.misbehaviour import Misbehaviour, Misbehaviours
from tests.lab.wsman.request_log import Entry

SECONDS = 25.0
"""What a client waits for an answer, less a little."""


class Meeting(Misbehaviours):
    """Rules under which the first exchanges with some machines are answered only when so many of them are there at once."""

    def __init__(self, parties: int, machines: Collection[str]) -> None:
        super().__init__()
        self._parties = parties
        self._machines = machines
        self._arrivals = count()
        self._barrier = threading.Barrier(parties, timeout=SECONDS)

    def of(self, machine: str, request: Request | None) -> list[Misbehaviour]:
        if request is None and machine in self._machines and next(self._arrivals) < self._parties:
            self._barrier.wait()
        return super().of(machine, request)


def most_at_once(entries: Iterable[Entry]) -> int:
    """How many exchanges were open at the same time."""
    began_and_ended = [moment for entry in entries for moment in ((entry.began, 1), (entry.time, -1))]
    return max(accumulate(change for _moment, change in sorted(began_and_ended)))


class Holding(Misbehaviours):
    """Under these rules a machine is `asked`, and answers only when it is released."""

    def __init__(self, machine: str) -> None:
        super().__init__()
        self._machine = machine
        self._asked, self._released = threading.Event(), threading.Event()

    def asked(self) -> bool:
        return self._asked.is_set()

    def release(self) -> None:
        self._released.set()

    def of(self, machine: str, request: Request | None) -> list[Misbehaviour]:
        if machine == self._machine:
            self._asked.set()
            self._released.wait(SECONDS)
        return super().of(machine, request)


class Later(Misbehaviours):
    """So many seconds have passed on the site when a machine is asked for its shell of this number, from one on."""

    def __init__(self, clock: Clock, machine: str, shell: int, seconds: float) -> None:
        super().__init__()
        self._clock = clock
        self._machine = machine
        self._shell = shell
        self._seconds = seconds
        self._shells = count(1)

    def of(self, machine: str, request: Request | None) -> list[Misbehaviour]:
        is_shell = machine == self._machine and request is not None and request.action == names.CREATE
        if is_shell and next(self._shells) == self._shell:
            self._clock.advance(self._seconds)
        return super().of(machine, request)
