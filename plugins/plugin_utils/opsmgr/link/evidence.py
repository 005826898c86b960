# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the agent connected to its parent? Judged from its events and from the connections of its process."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import CONFIGURED, Nature, Side
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.attempts import attempt_before, most_telling
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.addresses import comparable_address
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection


class Connected(StrEnum):
    """Where HealthService's own process is connected to on the parent's port."""

    PARENT_ADDRESS = "parent_address"
    OTHER_ADDRESS = "other_address"
    """It may be the parent behind address translation."""
    FAILOVER = "failover"
    """It is taken for another parent of the same management group."""
    NOWHERE = "none"
    UNKNOWN = "unknown"


_ACCEPTING_SIDE = Side.GATEWAY
"""What this end of a link logs is about those that connect to it, not about its own parent."""

_TROUBLES = (Nature.FAILURE, Nature.CONSEQUENCE)
_NOT_REACHED = frozenset({21005, 21006, 21015, 21016})


@dataclass(frozen=True)
class LinkEvidence:
    """What was seen of the link. ``events`` and ``connections`` are None when the host could not tell; ``log_fault`` says why.

    ``others`` are the host's other parents, whose events and connections prove nothing about this one. ``addresses``
    are those of the parent, empty when nobody knows them. ``restarted`` says that only events after a restart were read.
    ``former_configurations`` and ``former_loads`` are older than the events.
    """

    parent: Parent
    service: Service | None
    events: Sequence[LinkEvent] | None
    connections: Sequence[Connection] | None
    log_fault: str = ""
    others: tuple[Parent, ...] = ()
    addresses: Collection[str] = ()
    restarted: bool = False
    former_configurations: Sequence[LinkEvent] = ()
    former_loads: Sequence[LinkEvent] = ()

    @property
    def running(self) -> bool:
        return self.service is not None and self.service.running

    @cached_property
    def connected(self) -> Connected:
        """Judged by the addresses of the connections.

        Each management group has a connection of its own; without the parent's addresses nobody sees whose it is, and
        with failovers nobody sees it either where none of the parent's addresses is of the connection's family.
        """
        if self.connections is None or self.service is None:
            return Connected.UNKNOWN
        held = [comparable_address(address) for address in self.held_addresses]
        known = {comparable_address(address) for address in self.addresses} - {None}
        if not known.isdisjoint(held):
            return Connected.PARENT_ADDRESS
        if len(held) <= len(self._other_groups):
            return Connected.UNKNOWN if held else Connected.NOWHERE
        if not known or not self._has_failovers:
            return Connected.OTHER_ADDRESS
        return Connected.FAILOVER if _families(held) <= _families(known) else Connected.UNKNOWN

    @property
    def held_addresses(self) -> list[str]:
        """Where HealthService's own process is connected to on the parent's port, an address a connection."""
        return [each.remote_address for each in self.connections or () if self._is_ours(each)]

    @property
    def holds(self) -> bool:
        """A connection that is the parent's, as far as can be seen, and nothing was logged against it since."""
        if self.connected == Connected.PARENT_ADDRESS:
            return self.failure is None
        return self.connected == Connected.OTHER_ADDRESS and self.succeeded

    @property
    def stands_by(self) -> bool:
        """The agent needs this failover parent only when the parent fails that it is connected to now."""
        return self.connected == Connected.FAILOVER and self.parent.index > 0 and self.outcome is None

    @property
    def own_certificate(self) -> LinkEvent | None:
        """The newest event about loading the agent's own certificate, which happens when the service starts."""
        return self.loads[-1] if self.loads else None

    @property
    def loads(self) -> tuple[LinkEvent, ...]:
        """The events about loading the agent's own certificate, oldest first."""
        found = (event for event in self.events or () if event.nature == Nature.OWN_CERTIFICATE)
        return (*self.former_loads, *found)

    @property
    def outcome(self) -> LinkEvent | None:
        """The newest event that tells how the link fares, since the service's last start where that is in the log."""
        return self._outcomes[-1] if self._outcomes else None

    @property
    def succeeded(self) -> bool:
        return self.outcome is not None and self.outcome.nature == Nature.SUCCESS

    @property
    def failure(self) -> LinkEvent | None:
        """What tells most of the newest failed attempt, if no success or progress followed; a mere consequence is never it."""
        for event in reversed(self._outcomes):
            if event.nature in (Nature.SUCCESS, Nature.PROGRESS):
                return None
            if event.nature == Nature.FAILURE:
                return most_telling(attempt_before(self._outcomes, event))
        return None

    @property
    def configured(self) -> LinkEvent | None:
        """The newest sign that the management group had a configuration for the agent, however long ago."""
        signs = [each for each in (*self.former_configurations, *(self.events or ())) if each.event_id == CONFIGURED]
        return next((each for each in reversed(signs) if self._is_of_group(each)), None)

    @property
    def refused_configuration(self) -> LinkEvent | None:
        """The newest event since the last start about a configuration that the agent could not process, nor any other since."""
        for event in reversed(self.events or ()):
            if event.record_id < self._started or (event.event_id == CONFIGURED and self._is_of_group(event)):
                return None
            if event.nature == Nature.CONFIGURATION and (event.about is None or self._is_of_group(event)):
                return event
        return None

    @property
    def waiting_since(self) -> LinkEvent | None:
        """The first request for a configuration that nothing else followed but such requests."""
        waiting = None
        for event in reversed(self._outcomes):
            if event.nature != Nature.PROGRESS:
                break
            waiting = event
        return waiting

    @property
    def troubles(self) -> tuple[datetime, ...]:
        """When the link was in trouble, since the service's last start where that is in the log."""
        return tuple(event.time for event in self._outcomes if event.nature in _TROUBLES)

    @property
    def last_good(self) -> datetime | None:
        """When the agent last got along, or was started: what anybody has against it is newer than that."""
        good = (Nature.SUCCESS, Nature.OWN_CERTIFICATE)
        elsewhere = self._elsewhere
        times = [event.time for event in self.events or () if event.nature in good and event.about not in elsewhere]
        return max(times, default=None)

    @property
    def _started(self) -> int:
        return self.own_certificate.record_id if self.own_certificate else 0

    def _is_of_group(self, event: LinkEvent) -> bool:
        return event.about == self.parent.management_group.lower()

    @property
    def _outcomes(self) -> list[LinkEvent]:
        started, elsewhere = self._started, self._elsewhere
        return [
            event
            for event in self.events or ()
            if event.nature in self._telling and event.side != _ACCEPTING_SIDE
            if event.record_id >= started and event.about not in elsewhere and not self._is_refuted(event)
        ]

    @property
    def _telling(self) -> tuple[Nature, ...]:
        """A success names the management group, so with a failover in use it is the failover's."""
        return _TROUBLES if self.connected == Connected.FAILOVER else (*_TROUBLES, Nature.SUCCESS, Nature.PROGRESS)

    def _is_refuted(self, event: LinkEvent) -> bool:
        """Whoever holds a connection that can only be the parent's has resolved its name and reached its port since.

        A failed authentication stands: a refused agent connects again and again, so a connection that is seen at one
        moment refutes nothing of that.
        """
        return event.event_id in _NOT_REACHED and self._reaches_parent

    @property
    def _reaches_parent(self) -> bool:
        """A connection to an unknown address can be no other parent's where the management group has no failover."""
        return self.connected == Connected.PARENT_ADDRESS or (
            self.connected == Connected.OTHER_ADDRESS and not self._has_failovers
        )

    def _is_ours(self, connection: Connection) -> bool:
        mine = self.service is not None and connection.process_id == self.service.process_id
        return mine and connection.remote_port == self.parent.port

    @property
    def _elsewhere(self) -> frozenset[str]:
        """The lower-case names of the other management groups and of the parents that are not this one."""
        groups = {other.management_group.lower() for other in self.others} - {self.parent.management_group.lower()}
        return frozenset(groups.union(*(other.names for other in self.others)) - self.parent.names)

    @property
    def _has_failovers(self) -> bool:
        siblings = (other for other in self.others if other.management_group == self.parent.management_group)
        return any(other.port == self.parent.port for other in siblings)

    @property
    def _other_groups(self) -> set[str]:
        groups = {other.management_group for other in self.others if other.port == self.parent.port}
        return groups - {self.parent.management_group}


def _families(addresses: Iterable[IPv4Address | IPv6Address | None]) -> set[int | None]:
    return {address.version if address else None for address in addresses}


def judge_link(evidence: LinkEvidence) -> LinkState:
    """Up needs both witnesses: a success that no failure followed, and a connection to the parent's own address.

    One of them is probable, and so is a connection to an address that may be a translated one.
    """
    if not evidence.running:
        return LinkState.DOWN
    if evidence.stands_by:
        return LinkState.STANDBY
    if evidence.connected in (Connected.PARENT_ADDRESS, Connected.OTHER_ADDRESS):
        return _judge_connected(evidence)
    if evidence.succeeded:
        return (
            LinkState.PROBABLE if evidence.connected == Connected.UNKNOWN or evidence.restarted else LinkState.PENDING
        )
    if evidence.outcome is not None and evidence.outcome.nature != Nature.PROGRESS:
        return LinkState.DOWN
    return (
        LinkState.UNKNOWN if evidence.events is None and evidence.connected != Connected.NOWHERE else LinkState.PENDING
    )


def _judge_connected(evidence: LinkEvidence) -> LinkState:
    if evidence.succeeded and evidence.connected == Connected.PARENT_ADDRESS:
        return LinkState.UP
    failed = evidence.outcome is not None and evidence.outcome.nature in _TROUBLES
    return LinkState.PENDING if failed else LinkState.PROBABLE
