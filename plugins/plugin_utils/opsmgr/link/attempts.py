# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which events belong to one attempt to connect, and which of them tells most.

A health service that fails to authenticate may log an event with the code of the security provider and then a general one:
20057 and 21001, or 20072 and 20071 (Microsoft KB 10066). The general one is newer, and says less. That the two are logged within
a minute is not documented: Microsoft's example has two seconds between the events of an attempt, a server gives up an authentication
after 20 seconds (GK).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.codes import CAUSES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import FAILED_AUTHENTICATION, Nature
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent

_LONGEST_PAUSE = timedelta(minutes=1)
_OVER = (Nature.SUCCESS, Nature.PROGRESS)


def attempt_before(events: Sequence[LinkEvent], last: LinkEvent) -> tuple[LinkEvent, ...]:
    """The failures of the attempt that ends with ``last``, oldest first. ``events`` are those of one link, oldest first.

    Only failed authentications are told in several events. Another attempt is one before a success, one of more than a
    minute ago, and one in which an event of the same number was logged: each says what it has to say once.
    """
    attempt = [last]
    if last.event_id not in FAILED_AUTHENTICATION:
        return (last,)
    for event in reversed(events[: events.index(last)]):
        if event.nature in _OVER or abs(attempt[-1].time - event.time) > _LONGEST_PAUSE:
            break
        if event.event_id in {each.event_id for each in attempt}:
            break
        if event.event_id in FAILED_AUTHENTICATION:
            attempt.append(event)
    return tuple(reversed(attempt))


def most_telling(attempt: Sequence[LinkEvent]) -> LinkEvent:
    """The newest with a code that names the cause, or else the newest with any code, or else the newest."""
    return max(reversed(attempt), key=_weight)


def _weight(event: LinkEvent) -> int:
    if event.code is None:
        return 0
    return 2 if event.code in CAUSES else 1
