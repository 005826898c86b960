# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mutual authentication of an agent and its gateway, with the events that tell both sides' view of a failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.lab.opsmgr import events
from tests.lab.opsmgr.behaviour import Behaviour
from tests.lab.opsmgr.directory import Directory, Ticket
from tests.lab.opsmgr.gateway import Acceptor, Gateway
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import Parent
from tests.lab.opsmgr.tls import enabled_versions, refused_signature
from tests.lab.opsmgr.trust import CLIENTS, SERVERS, TrustStatus

FAILURES: Mapping[TrustStatus, events.Failure] = {
    TrustStatus.EXPIRED: events.EXPIRED,
    TrustStatus.WRONG_USAGE: events.WRONG_USAGE,
    TrustStatus.UNTRUSTED_ROOT: events.UNTRUSTED_ROOT,
    TrustStatus.PARTIAL_CHAIN: events.PARTIAL_CHAIN,
    TrustStatus.EXPLICIT_DISTRUST: events.DISTRUSTED,
}


def authenticated(agent: HealthService, acceptor: Acceptor, parent: Parent, directory: Directory) -> Gateway | None:
    """The gateway, when both sides have accepted each other."""
    if not isinstance(acceptor, Gateway):
        agent.complain(agent.behaviour.kerberos_failed, events.Peer(parent.network_name, ""), events.NO_AUTHORITY)
        return None
    certificate = acceptor.certificate
    if certificate is None or agent.certificate is None:
        return _by_kerberos(agent, acceptor, parent, directory)
    kerberos_first = agent.behaviour.tried_first == "kerberos"
    if kerberos_first and directory.ticket(agent.machine, acceptor.machine) is Ticket.ISSUED:
        return acceptor
    return _by_certificate(agent, acceptor, certificate.common_name, parent)


def _by_kerberos(agent: HealthService, gateway: Gateway, parent: Parent, directory: Directory) -> Gateway | None:
    peer, behaviour = events.Peer(parent.network_name, ""), agent.behaviour
    match directory.ticket(agent.machine, gateway.machine):
        case Ticket.ISSUED:
            return gateway
        case Ticket.NO_TRUST:
            agent.complain(behaviour.kerberos_failed, peer, events.NO_AUTHORITY)
        case Ticket.NO_CONTROLLER:
            caller = replace(agent.as_peer, address=f"{agent.machine.address}:{agent.machine.connections.next_port()}")
            agent.complain(behaviour.controllers_blocked, peer, events.NO_AUTHORITY)
            gateway.complain(behaviour.controllers_blocked_there, caller, events.NO_AUTHORITY)
    return None


def _by_certificate(agent: HealthService, acceptor: Gateway, name: str, parent: Parent) -> Gateway | None:
    """TLS, the name of the gateway's certificate, its chain, then the agent's chain."""
    peer, behaviour = events.Peer(parent.network_name, ""), agent.behaviour
    if not _speak_alike(agent, acceptor):
        agent.complain(behaviour.tls_mismatch, peer, events.NO_COMMON_ALGORITHM)
        return None
    if name.lower() != parent.expected_name.lower():
        agent.complain(behaviour.name_mismatch, peer, events.WRONG_NAME)
        return None
    return acceptor if _trust_each_other(agent, acceptor, peer) else None


def _speak_alike(agent: HealthService, gateway: Gateway) -> bool:
    """A version of TLS in common, and under TLS 1.2 certificates that are signed as the other side offers it."""
    offered = enabled_versions(agent.machine, "Client")
    common = offered & enabled_versions(gateway.machine, "Server")
    if not common:
        gateway.log_schannel(events.SCHANNEL_NO_CIPHER, {"Protocol": max(offered, default="TLS 1.0")})
        return False
    if max(common) != "TLS 1.2":
        return True
    refused = refused_signature(gateway.sent(), agent.machine) or refused_signature(agent.sent(), gateway.machine)
    if refused is not None:
        gateway.log_schannel(events.SCHANNEL_NO_CIPHER, {"Protocol": "TLS 1.2"})
    return refused is None


def _trust_each_other(agent: HealthService, gateway: Gateway, peer: events.Peer) -> bool:
    behaviour = agent.behaviour
    judgements = (
        (agent.judge(gateway, SERVERS), behaviour.gateway_untrusted, behaviour.gateway_untrusted_there),
        (gateway.judge(agent, CLIENTS), behaviour.agent_untrusted, behaviour.agent_untrusted_there),
    )
    for status, here, there in judgements:
        if status is not TrustStatus.TRUSTED:
            failure = _failure(status, behaviour)
            agent.complain(here, peer, failure)
            gateway.complain(there, agent.as_peer, failure)
            return False
    return True


def _failure(status: TrustStatus, behaviour: Behaviour) -> events.Failure:
    if status is TrustStatus.PARTIAL_CHAIN and not behaviour.tells_partial_chains:
        return events.UNTRUSTED_ROOT
    return FAILURES[status]
