# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that was read of a host. What is judged of it needs nothing else of the host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import CERTIFICATE_LOADED, Nature
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import SchannelEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener


@dataclass(frozen=True)
class HostFacts:
    """The facts of the host that messages call ``host``; ``service`` is HealthService, None when it is not installed.

    ``unreadable`` is why the configuration or the service is not known; ``stores`` and ``listeners`` may be such an error
    themselves. Witnesses that only add to these are empty when they could not be read; ``events``, oldest first, is None then,
    and ``log_fault`` says why. ``former_configurations`` are older than these; they are read of an agent that was refused.
    So are ``former_loads``, about its own certificate; they are read of an agent that could not load it.
    ``signatures`` are the algorithms that Windows offers under TLS 1.2, None where they are not known.
    ``schannel_events`` are those of the log System, oldest first, None when they could not be read, and ``system_log_fault`` says why.
    ``computer`` tells the domain or the workgroup, None where it is not known.
    ``connections`` are those to the ports of the parents that matter, by port; None where the host could not tell them.
    ``clock`` is the host's beside the controller's, None when it was not read.
    """

    host: str
    agent: Agent
    service: Service | None
    stores: Mapping[str, Store] | ScomDmzError
    events: tuple[LinkEvent, ...] | None
    log_fault: str = ""
    addresses: tuple[str, ...] = ()
    schannel: Schannel = field(default_factory=Schannel)
    former_configurations: tuple[LinkEvent, ...] = ()
    former_loads: tuple[LinkEvent, ...] = ()
    schannel_events: tuple[SchannelEvent, ...] | None = ()
    system_log_fault: str = ""
    signatures: tuple[str, ...] | None = None
    connections: Mapping[int, tuple[Connection, ...] | None] = field(default_factory=dict)
    listeners: tuple[HttpsListener, ...] | ScomDmzError = ()
    computer: Computer | None = None
    clock: ClockOffset | None = None
    unreadable: ScomDmzError | None = None

    @property
    def readable_stores(self) -> Mapping[str, Store]:
        """The stores of a host whose configuration and service are known; raises why one of these is not."""
        if self.unreadable is not None:
            raise self.unreadable
        if isinstance(self.stores, ScomDmzError):
            raise self.stores
        return self.stores

    @property
    def certificate_loaded(self) -> bool | None:
        """Whether HealthService has loaded a channel certificate when it started; None where it does not run, or its log does not tell."""
        loads = [event for event in self.events or () if event.nature == Nature.OWN_CERTIFICATE]
        if not loads or self.service is None or not self.service.running:
            return None
        return loads[-1].event_id == CERTIFICATE_LOADED

    @property
    def health_service(self) -> HealthServiceState:
        """What an import that is made now notes of HealthService; of its log, that is the newest event that was read."""
        return HealthServiceState(
            process_id=self.service.process_id if self.service else 0,
            record_id=max((event.record_id for event in self.events or ()), default=0),
        )
