# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a host may keep a task waiting, whatever it does.

The timeouts of a socket begin anew with each byte, so a host that trickles its answer never runs into them. The limit is an
alarm of the process (setitimer(2)), and therefore only works in a main thread, which Ansible's workers have.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import TimeLimitReached

DEFAULT_SECONDS = 300
LONGEST_SECONDS = 100_000_000
"""What a timer takes on every system; Ansible's own limit of a task has the same bound."""

_AGAIN_SECONDS = 1.0
"""An alarm that arrives while Python clears up an object is lost, so it comes again."""


class _TimeIsUp(BaseException):
    """Not an Exception, because pywinrm and Ansible's connection plugin catch those and go on."""


class Deadline:
    """Ends every wait for a host ``seconds`` after it was made; only what is inside :meth:`waiting` is interrupted."""

    def __init__(self, seconds: float = DEFAULT_SECONDS, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._deadline = monotonic() + seconds

    def grant(self, seconds: float) -> None:
        """Leave at least so many seconds from now on, for what must be put back."""
        self._deadline = max(self._deadline, self._monotonic() + seconds)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait for the host inside the block. Raises :class:`TimeLimitReached`."""
        remaining = self._deadline - self._monotonic()
        try:
            if remaining <= 0:
                raise _TimeIsUp
            with _alarm(remaining):
                yield
        except _TimeIsUp:
            raise TimeLimitReached(f"it took longer than {self._seconds:g} seconds (time_limit)") from None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Interrupt the block after some seconds, unless an alarm that is set already, such as that of a task's ``timeout``, comes first."""
    earlier, _interval = signal.getitimer(signal.ITIMER_REAL)
    if 0 < earlier <= seconds:
        yield
        return
    began = time.monotonic()
    handler = signal.signal(signal.SIGALRM, _interrupt)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_SECONDS)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, handler)
        if earlier:
            signal.setitimer(signal.ITIMER_REAL, max(earlier - (time.monotonic() - began), 0.001))


def _interrupt(*_signal_and_frame: Any) -> None:
    raise _TimeIsUp
