# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wait for a host ends, whatever the host and the libraries in between do."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import TimeLimitReached
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import Deadline


class Alarm(BaseException):
    """What another user of the process's alarm raises."""


def _alarm(*_signal_and_frame: object) -> None:
    raise Alarm


@pytest.fixture
def alarm() -> Iterator[None]:
    handler = signal.signal(signal.SIGALRM, _alarm)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, handler)


def test_a_wait_is_interrupted() -> None:
    sentence = r"^it took longer than 0.05 seconds \(time_limit\)$"
    with pytest.raises(TimeLimitReached, match=sentence), Deadline(0.05).waiting():
        time.sleep(60)


def test_a_wait_is_interrupted_even_where_every_error_is_caught_and_ignored() -> None:
    with pytest.raises(TimeLimitReached), Deadline(0.05).waiting():
        while True:
            try:
                time.sleep(60)
            except Exception:  # noqa: BLE001, S112
                continue


def test_an_alarm_that_is_lost_comes_again() -> None:
    with Deadline(60).waiting():
        _left, again = signal.getitimer(signal.ITIMER_REAL)
    assert again > 0


def test_all_waits_share_one_limit() -> None:
    moments = iter([0, 1, 11])
    limit = Deadline(10, lambda: next(moments))
    with limit.waiting():
        pass
    with pytest.raises(TimeLimitReached), limit.waiting():
        raise AssertionError("nobody waits when the time is up")


def test_what_is_no_wait_is_not_interrupted() -> None:
    limit = Deadline(0.05)
    with limit.waiting():
        pass
    time.sleep(0.1)


def test_time_can_be_granted_to_put_something_back() -> None:
    moments = iter([0, 11, 11])
    limit = Deadline(10, lambda: next(moments))
    limit.grant(5)
    with limit.waiting():
        pass


def test_a_grant_takes_no_time_away() -> None:
    moments = iter([0, 1, 9])
    limit = Deadline(10, lambda: next(moments))
    limit.grant(5)
    with limit.waiting():
        pass


def test_an_alarm_that_comes_first_is_left_as_it_is(alarm: None) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    with pytest.raises(Alarm), Deadline(60).waiting():
        time.sleep(60)


def test_an_alarm_that_comes_later_is_set_again(alarm: None) -> None:
    signal.setitimer(signal.ITIMER_REAL, 60)
    with Deadline(30).waiting():
        pass
    remaining, _interval = signal.getitimer(signal.ITIMER_REAL)
    assert 30 < remaining <= 60
    assert signal.getsignal(signal.SIGALRM) is _alarm
