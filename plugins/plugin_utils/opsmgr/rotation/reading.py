# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what the rotation of a root asks of a host."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import agent_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.health_service import (
    HostFacts,
    read_health_service,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListenerReader
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


@dataclass(frozen=True)
class RotationReading:
    """A host, and what the note of an import says of it: HealthService's process and the newest event, 0 for none."""

    host: HostState
    process_id: int
    record_id: int


def read_host(session: Session, listeners: bool) -> RotationReading:
    """Read a host, on request with its WinRM listeners. Its stores and its configuration must be readable."""
    reading = read_health_service(session, agent_events())
    if reading.unreadable is not None:
        raise reading.unreadable
    if isinstance(reading.stores, ScomDmzError):
        raise reading.stores
    if reading.agent.role == Role.AGENT and reading.agent.ad_integration is None:
        raise Unreadable(f"cannot read whether Active Directory names parents of the agent on {session.host}")
    found = read_all(session, Registry(session), HttpsListenerReader())[0] if listeners else ()
    return RotationReading(
        host=HostState(reading.agent, reading.stores, found),
        process_id=reading.service.process_id if reading.service else 0,
        record_id=_newest(reading),
    )


def _newest(reading: HostFacts) -> int:
    return max((event.record_id for event in reading.events or ()), default=0)
