# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of a gateway: its own certificate and link, and what the checks of its agents need to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.candidates import Candidate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    LEAD_DAYS,
    ChannelCertificate,
    find_channel_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import trust_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import describe
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.approval import approve
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import judge_load, newest_load
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.role import require_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.verdict import GatewayDiagnosis, diagnose_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import evidence as links
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store


@dataclass(frozen=True)
class GatewayCheck:
    """What was read of a gateway, or of a management server that agents report to, and what it means."""

    facts: HostFacts
    own: ChannelCertificate
    evidence: GatewayEvidence
    diagnosis: GatewayDiagnosis

    @property
    def candidate(self) -> Candidate | None:
        """The certificate of My that is to be registered, where none is."""
        return None if self.own.certificate else self.own.replacement


def judge_gateway(facts: HostFacts, now: datetime, lead_days: int = LEAD_DAYS) -> GatewayCheck:
    """Check a gateway at ``now`` (UTC).

    Raises why its stores, its configuration or its service could not be read, and :class:`OptionError` for a host that is no gateway.
    """
    stores = facts.readable_stores
    require_gateway(facts.host, facts.agent)
    own = find_channel_certificate(facts.agent, stores, now, lead_days)
    evidence = _evidence(facts, stores, own)
    return GatewayCheck(facts, own, evidence, diagnose_gateway(own, evidence))


def _evidence(facts: HostFacts, stores: Mapping[str, Store], own: ChannelCertificate) -> GatewayEvidence:
    link = _link(facts)
    outcome = link.failure or link.outcome if link else None
    return GatewayEvidence(
        trust=trust_of(stores),
        addresses=facts.addresses,
        management_groups=facts.agent.server_groups,
        service_state=facts.service.state if facts.service else None,
        link=links.judge_link(link) if link else LinkState.UNKNOWN,
        link_event=describe(outcome) if outcome else None,
        faults=own.faults if own.certificate else (),
        events=facts.events,
        schannel=facts.schannel,
        computer=facts.computer,
        clock=facts.clock,
        scom_version=facts.agent.version,
        names=tuple(dict.fromkeys(filter(None, (facts.agent.computer_name, facts.agent.host_name)))),
        load_failure=judge_load(newest_load(facts.events), own, facts.clock),
        link_fix=approve(link, facts.agent.computer_name or facts.host) if link else "",
        schannel_events=facts.schannel_events,
        system_log_fault=facts.system_log_fault,
        signatures=facts.signatures,
    )


def _link(facts: HostFacts) -> LinkEvidence | None:
    """The gateway's own link to its management server; None where the registry names none."""
    server = facts.agent.server
    if server is None:
        return None
    about = {None, server.management_group.lower(), *server.names}
    return LinkEvidence(
        parent=server,
        service=facts.service,
        events=None if facts.events is None else [event for event in facts.events if event.about in about],
        connections=facts.connections[server.port],
    )
