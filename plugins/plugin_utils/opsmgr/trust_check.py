# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole check of one host: everything is read, held against the gateway, and diagnosed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr import agent as agents
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import (
    LEAD_DAYS,
    find_channel_certificate,
    trust_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis import Diagnosis, diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import agent_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway import Gateway, parent_on
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway_evidence import GatewayEvidence, lines_about
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading import (
    Reading,
    read_connections,
    read_health_service,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.situation import ImportNote, Situation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.managed_stores import OWNER
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain

_IMPORT_NOTE = re.compile(
    rf"{re.escape(OWNER)} \S+ HealthService process (?P<process>\d{{1,10}}) record (?P<record>\d{{1,19}})", re.ASCII
)
"""The description of a root that the role imported (roles/gateway_trust/tasks/repair.yml)."""


@dataclass(frozen=True)
class Question:
    """What a check is about. Only events newer than ``after_record_id`` and not older than ``since`` (UTC) count.

    ``evidence`` is what the gateway itself tells, None when it was not asked. ``addresses`` are those under which the
    DMZ reaches the gateway, beside the ones that it knows of itself. Fewer than ``lead_days`` of validity left are worth
    a warning.
    """

    gateway: Gateway
    now: datetime
    evidence: GatewayEvidence | None = None
    addresses: tuple[str, ...] = ()
    after_record_id: int = 0
    since: datetime | None = None
    lead_days: int = LEAD_DAYS


@dataclass(frozen=True)
class TrustCheck:
    """What was found on a host and what it means."""

    situation: Situation
    diagnosis: Diagnosis


def check_trust(session: Session, question: Question) -> TrustCheck:
    """Check why the agent on a host does or doesn't talk to the gateway.

    Raises :class:`HostUnreachable` and other errors of the conversation; what cannot be read is a verdict.
    """
    reading = read_health_service(session, agent_events(question.after_record_id, question.since))
    situation = _look(session, reading, question)
    return TrustCheck(situation, diagnose(situation))


def _look(session: Session, reading: Reading, question: Question) -> Situation:
    situation = Situation(
        agent=reading.agent,
        gateway=question.gateway,
        now=question.now,
        service=reading.service,
        unreadable=reading.unreadable,
        parent=parent_on(reading.agent, question.gateway, _served(question)),
        evidence=question.evidence,
    )
    if reading.unreadable is not None or reading.agent.role != agents.AGENT or situation.parent is None:
        return situation
    if isinstance(reading.stores, ScomDmzError):
        return replace(situation, unreadable=reading.stores)
    link = _look_at_link(session, reading, situation.parent, question)
    lines = lines_about(reading.agent, reading.addresses, question.evidence)
    situation = replace(situation, link=link, schannel=reading.schannel, gateway_lines=lines)
    return _build_chains(_look_at_stores(situation, reading.stores, question), question)


def _served(question: Question) -> tuple[str, ...]:
    return question.evidence.management_groups if question.evidence else ()


def _look_at_link(session: Session, reading: Reading, parent: Parent, question: Question) -> LinkEvidence:
    known = question.evidence.addresses if question.evidence else ()
    return LinkEvidence(
        parent=parent,
        service=reading.service,
        events=reading.events,
        connections=read_connections(session, reading.service, parent),
        others=tuple(other for other in reading.agent.parents if other != parent),
        addresses=frozenset((*question.addresses, *known)),
        restarted=question.after_record_id > 0,
    )


def _look_at_stores(situation: Situation, stores: dict[str, Store], question: Question) -> Situation:
    root_entry = stores["Root"].entry(situation.gateway.root.thumbprint)
    return replace(
        situation,
        trust=trust_of(stores),
        root_entry=root_entry,
        imported=_read_import_note(root_entry),
        own=find_channel_certificate(situation.agent, stores, question.now, question.lead_days),
    )


def _build_chains(situation: Situation, question: Question) -> Situation:
    """Both directions, each with and without what the other side may send along."""
    gateway, own, now = situation.gateway, situation.own, question.now
    if situation.trust is not None:
        situation = replace(
            situation,
            chain=build_chain(gateway.first, situation.trust, gateway.issuers, now=now),
            unaided_chain=build_chain(gateway.first, situation.trust, now=now),
        )
    if own is None or own.certificate is None or question.evidence is None:
        return situation
    sent, trust = own.chain.certificates[1:] if own.chain else (), question.evidence.trust
    return replace(
        situation,
        agent_chain=build_chain(own.certificate, trust, sent, now=now),
        agent_unaided_chain=build_chain(own.certificate, trust, now=now),
    )


def _read_import_note(entry: StoreEntry | None) -> ImportNote | None:
    blob = entry.blobs.get(".Default") if entry else None
    match = _IMPORT_NOTE.fullmatch((blob.text(DESCRIPTION) or "") if blob else "")
    return ImportNote(int(match["process"]), int(match["record"])) if match else None
