# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One read of a gateway for all its agents: the certificate that it presents, and all that it can tell about its agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    LEAD_DAYS,
    ChannelCertificate,
    find_channel_certificate,
    trust_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import describe, gateway_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import evidence as links
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.health_service import (
    HostFacts,
    read_connections,
    read_health_service,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


@dataclass(frozen=True)
class GatewayReading:
    """``evidence`` is what the checks of the gateway's agents need of it."""

    agent: Agent
    service: Service | None
    own: ChannelCertificate
    evidence: GatewayEvidence


def read_gateway(
    session: Session, now: datetime, since: datetime | None = None, lead_days: int = LEAD_DAYS
) -> GatewayReading:
    """Read a gateway, or a management server that agents report to. Its stores and its configuration must be readable."""
    reading = read_health_service(session, gateway_events(since=since))
    stores = reading.stores
    if reading.unreadable is not None:
        raise reading.unreadable
    if isinstance(stores, ScomDmzError):
        raise stores
    own = find_channel_certificate(reading.agent, stores, now, lead_days)
    link = _look_at_link(session, reading)
    return GatewayReading(reading.agent, reading.service, own, _conclude(reading, stores, own, link))


def _conclude(
    reading: HostFacts, stores: Mapping[str, Store], own: ChannelCertificate, link: LinkEvidence | None
) -> GatewayEvidence:
    outcome = link.failure or link.outcome if link else None
    return GatewayEvidence(
        trust=trust_of(stores),
        addresses=reading.addresses,
        management_groups=reading.agent.server_groups,
        service_state=reading.service.state if reading.service else None,
        link=links.judge_link(link) if link else LinkState.UNKNOWN,
        link_event=describe(outcome) if outcome else None,
        faults=own.faults,
        events=reading.events,
        schannel=reading.schannel,
    )


def _look_at_link(session: Session, reading: HostFacts) -> LinkEvidence | None:
    """The gateway's own link to its management server; None where the registry names none."""
    parents = reading.agent.server_parents
    if not parents:
        return None
    parent = parents[0]
    about = {None, parent.management_group.lower(), *parent.names}
    return LinkEvidence(
        parent=parent,
        service=reading.service,
        events=None if reading.events is None else [event for event in reading.events if event.about in about],
        connections=read_connections(session, reading.service, parent.port),
    )
