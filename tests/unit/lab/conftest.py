# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A time that tests move by hand, and a machine that lives in it."""

from __future__ import annotations

import pytest

from tests.lab.windows.clock import Clock
from tests.lab.windows.machine import Account, Machine

START = 1_767_225_600.0
"""2026-01-01T00:00:00Z."""


class Time:
    """A source for a Clock."""

    def __init__(self) -> None:
        self.seconds = START

    def __call__(self) -> float:
        return self.seconds

    def pass_(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def clock(time: Time) -> Clock:
    return Clock(time)


@pytest.fixture
def machine(clock: Clock) -> Machine:
    return Machine("web01.dmz.example", {"Administrator": Account("secret")}, clock=clock)
