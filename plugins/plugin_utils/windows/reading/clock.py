# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a host's clock by the CIM class Win32_OperatingSystem.

HTTP's header Date is no witness: it lies outside of what a session seals.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

_QUERY = "SELECT LocalDateTime FROM Win32_OperatingSystem"


def _controller_time() -> datetime:
    return datetime.now(UTC)


def read_clock(
    host: Host,
    now: Callable[[], datetime] = _controller_time,
    monotonic: Callable[[], float] = time.monotonic,
) -> ClockOffset | None:
    """How far the host's clock is ahead of the controller's, to half of the time that the question took.

    None when the host does not tell. Raises :class:`HostUnreachable`.
    """
    asked, started = now(), monotonic()
    try:
        rows = host.session.query("root/cimv2", _QUERY)
    except HostUnreachable:
        raise
    except ScomDmzError:
        return None
    half = timedelta(seconds=(monotonic() - started) / 2)
    shown = _moment(rows[0].text("LocalDateTime")) if rows else None
    return None if shown is None else ClockOffset(shown - (asked + half), half)


def _moment(text: str | None) -> datetime | None:
    """With an offset or in UTC; a time without either is none that can be compared."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
