# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that was learned of a host and of its gateway before anything is concluded from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence, refusals_among
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import evidence as links
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, Trust


@dataclass(frozen=True)
class Evidence:
    """The evidence of one host at ``now`` (UTC). What comes after ``parent`` is None where the earlier facts made it pointless.

    ``chain`` is the gateway's, with what the gateway may send along; ``unaided_chain`` uses only what the host itself holds.
    ``agent_chain`` and ``agent_unaided_chain`` are the same the other way round: the agent's on the gateway.
    ``imported`` is what an import of the root for this agent noted of HealthService, None when something else imported it.
    ``gateway_lines`` is what the gateway's own log says of this agent, oldest first.
    """

    agent: Agent
    gateway: Gateway
    now: datetime
    service: Service | None = None
    unreadable: ScomDmzError | None = None
    parent: Parent | None = None
    trust: Trust | None = None
    root_entry: StoreEntry | None = None
    chain: Chain | None = None
    unaided_chain: Chain | None = None
    own: ChannelCertificate | None = None
    link: LinkEvidence | None = None
    schannel: Schannel = field(default_factory=Schannel)
    imported: HealthServiceState | None = None
    gateway_evidence: GatewayEvidence | None = None
    agent_chain: Chain | None = None
    agent_unaided_chain: Chain | None = None
    gateway_lines: tuple[LinkEvent, ...] = ()

    @property
    def link_state(self) -> LinkState:
        return links.judge_link(self.link) if self.link else LinkState.UNKNOWN

    @property
    def linked(self) -> bool:
        """The agent talks to the gateway, or nothing that was seen speaks against it while a connection is held."""
        return self.link is not None and self.link.running and self.link.holds

    @property
    def stands_by(self) -> bool:
        """The gateway is a failover parent that the agent has no need of now."""
        return self.link_state == LinkState.STANDBY

    @property
    def loaded(self) -> LinkEvent | None:
        """The newest event about loading the agent's own certificate."""
        return self.link.own_certificate if self.link and self.link.running else None

    @property
    def failure(self) -> LinkEvent | None:
        """The agent's newest failure that nothing better followed."""
        return self.link.failure if self.link else None

    @property
    def refusal(self) -> LinkEvent | None:
        """The newest line in which the gateway's log refuses this agent."""
        refusals = refusals_among(self.gateway_lines, self.link.last_good if self.link else None)
        return refusals[-1] if refusals else None
