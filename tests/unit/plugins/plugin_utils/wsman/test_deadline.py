# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wait for a host ends, whatever the host and the libraries in between do."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress

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


def ring() -> None:
    """What the system does when the time of an alarm has come."""
    signal.raise_signal(signal.SIGALRM)


def test_a_wait_is_interrupted() -> None:
    sentence = r"^it took longer than 60 seconds \(time_limit\)$"
    with pytest.raises(TimeLimitReached, match=sentence), Deadline(60).waiting():
        ring()


def test_a_wait_is_interrupted_even_where_every_error_is_caught_and_ignored() -> None:
    with pytest.raises(TimeLimitReached), Deadline(60).waiting(), suppress(Exception):
        ring()


def test_the_alarm_is_set_for_the_time_that_is_left_and_comes_again_when_it_is_lost() -> None:
    moments = iter([0, 400])
    with Deadline(1000, lambda: next(moments)).waiting():
        left, again = signal.getitimer(signal.ITIMER_REAL)
    assert 0 < left <= 600
    assert again > 0


def test_all_waits_share_one_limit() -> None:
    moments = iter([0, 1, 11])
    limit = Deadline(10, lambda: next(moments))
    with limit.waiting():
        pass
    with pytest.raises(TimeLimitReached), limit.waiting():
        raise AssertionError("nobody waits when the time is up")


def test_what_is_no_wait_is_not_interrupted(alarm: None) -> None:
    with Deadline(60).waiting():
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is _alarm


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


@pytest.mark.parametrize("seconds", [0.5, 60])
def test_an_alarm_that_does_not_come_later_is_left_as_it_is(
    seconds: float, alarm: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "getitimer", lambda _timer: (seconds, 0))
    with pytest.raises(Alarm), Deadline(60, lambda: 0).waiting():
        ring()


def test_an_alarm_that_comes_later_is_set_again(alarm: None) -> None:
    signal.setitimer(signal.ITIMER_REAL, 60)
    with Deadline(30).waiting():
        pass
    remaining, _interval = signal.getitimer(signal.ITIMER_REAL)
    assert 30 < remaining <= 60
    assert signal.getsignal(signal.SIGALRM) is _alarm
