# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of Schannel's events in the two logs System belong to the link of an agent, and which may as well be others'.

An event that names another process is never the link's, and one that names HealthService is. On a gateway that may be for any of its agents, so
there its time has to fit as well: that of a failure that this agent or, about it, the gateway logged. An event that names no process, as on
Windows Server 2019 and earlier, counts only by its time, and not where the same event also comes without a failure of this link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import moved
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import HEALTH_SERVICE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import SchannelEvent

_TOGETHER = timedelta(minutes=2)
"""A handshake takes seconds, and both logs tell it in a while (judged here, no document)."""


@dataclass(frozen=True)
class Handshakes:
    """Schannel's events of one side since the link last got along, oldest first: those of the link, and all others."""

    ours: tuple[SchannelEvent, ...] = ()
    others: tuple[SchannelEvent, ...] = ()

    def newest(self, *event_ids: int) -> SchannelEvent | None:
        """The newest event of the link with one of these numbers."""
        return next((event for event in reversed(self.ours) if event.event_id in event_ids), None)


def on_host(evidence: Evidence) -> Handshakes:
    link = evidence.link
    if link is None or evidence.linked:
        return Handshakes()
    failed = [*link.troubles, *(_on_host(evidence, line.time) for line in evidence.refusals)]
    events = _since(evidence.schannel_events, link.last_good, failed, evidence.host_now)
    process = evidence.service.process_id if evidence.service else 0
    unnamed = [event for event in events if _names_nobody(event, process)]
    fitting = () if _come_anyway(unnamed, failed) else _near(unnamed, failed)
    return _split(events, [*(event for event in events if _is_ours(event, process)), *fitting])


def on_gateway(evidence: Evidence) -> Handshakes:
    link, gateway = evidence.link, evidence.gateway_evidence
    if link is None or gateway is None or evidence.linked or evidence.by_kerberos:
        return Handshakes()
    since = evidence.clocks.from_host_to_gateway(link.last_good)
    troubles = (evidence.clocks.from_host_to_gateway(moment) for moment in link.troubles)
    failed = [*filter(None, troubles), *(line.time for line in evidence.refusals)]
    start = since or min(failed, default=None)
    events = [event for event in gateway.schannel_events or () if start and event.time >= moved(start, -_TOGETHER)]
    named, unnamed = (
        [event for event in events if _is_ours(event)],
        [event for event in events if _names_nobody(event)],
    )
    of_others = gateway.admits_agents and _come_anyway(unnamed, failed)
    return _split(events, [*_near(named, failed), *(() if of_others else _near(unnamed, failed))])


def _on_host(evidence: Evidence, moment: datetime) -> datetime:
    apart = evidence.clocks.apart
    return moved(moment, apart.ahead) if apart else moment


def _since(
    events: Iterable[SchannelEvent] | None, good: datetime | None, failed: Sequence[datetime], now: datetime
) -> list[SchannelEvent]:
    """Those since the link last got along; where nobody knows when that was, since its first failure, or of the last day."""
    start = good or (moved(min(failed), -_TOGETHER) if failed else moved(now, -timedelta(days=1)))
    return [event for event in events or () if event.time >= start]


def _is_ours(event: SchannelEvent, process: int = 0) -> bool:
    if event.caller is None:
        return bool(process) and event.process_id == process
    return event.caller == HEALTH_SERVICE.lower()


def _names_nobody(event: SchannelEvent, process: int = 0) -> bool:
    return event.caller is None and not _is_ours(event, process)


def _near(events: Iterable[SchannelEvent], failed: Sequence[datetime]) -> list[SchannelEvent]:
    return [event for event in events if any(abs(event.time - moment) <= _TOGETHER for moment in failed)]


def _come_anyway(events: Sequence[SchannelEvent], failed: Sequence[datetime]) -> bool:
    """Whether such events also come while this link does not fail, so that one beside a failure proves nothing."""
    fitting = _near(events, failed)
    numbers = {event.event_id for event in fitting}
    return any(event.event_id in numbers and event not in fitting for event in events)


def _split(events: Sequence[SchannelEvent], ours: Sequence[SchannelEvent]) -> Handshakes:
    return Handshakes(
        tuple(event for event in events if event in ours), tuple(event for event in events if event not in ours)
    )
