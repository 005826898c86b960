# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Situations that rules judge: a host in order whose link nothing is known of yet, and what may be wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import Check
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent, decode
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import read_limits
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import VERSIONS, Schannel, Setting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import SchannelEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    SERVER_AUTHENTICATION,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.unit.plugins.plugin_utils.opsmgr.hosts import (
    AGENT_ROOT,
    GATEWAY_LEAF,
    GATEWAY_NAME,
    ISSUING,
    ROOT,
    agent,
    event,
    gateway,
    parent,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf

YESTERDAY = NOW - timedelta(days=1)
TOMORROW = NOW + timedelta(days=1)

PROCESS = 7
IMPORTED = HealthServiceState(PROCESS, 100)
"""By the role, while HealthService was the process that still runs, and after all events of these tests."""

RUNNING = Service("HealthService", "Running", "Auto", PROCESS)
STOPPED = Service("HealthService", "Stopped", "Auto", 0)
DISABLED = Service("HealthService", "Stopped", "Disabled", 0)
MANUAL = Service("HealthService", "Stopped", "Manual", 0)

GATEWAY_ADDRESS = "192.0.2.1"
CONNECTED = Connection(GATEWAY_ADDRESS, 5723, PROCESS)

OWN = leaf("web01", AGENT_ROOT)
AGENT_ISSUING = issue("DMZ Issuing CA", AGENT_ROOT)
OWN_ISSUED = leaf("web01", AGENT_ISSUING)
ROOT_ALONE = describe_gateway(GATEWAY_NAME, [ROOT.certificate], None, NOW)

WITHOUT_TLS = Schannel(*(dict.fromkeys(VERSIONS, Setting.DISABLED) for _end in ("client", "server")))
TLS_BY_DEFAULT_OFF = Schannel(*(dict.fromkeys(VERSIONS, Setting.DISABLED_BY_DEFAULT) for _end in ("client", "server")))


def logged(number: int, *data: str, record_id: int = 1) -> LinkEvent:
    decoded = decode(event(number, *data, record_id=record_id))
    assert decoded is not None
    return decoded


CONFIGURED = logged(1210, "CORP")
CLOSED = logged(20070, GATEWAY_NAME)
LOGGED_AT = datetime(2026, 6, 1, tzinfo=UTC)
"""When the events of :func:`logged` were."""


def handshake(
    number: int, caller: str | None = None, at: timedelta = timedelta(), record_id: int = 1, **values: Any
) -> SchannelEvent:
    """An event of Schannel, at the time of those of the link or so long after it."""
    return SchannelEvent(record_id, number, LOGGED_AT + at, caller, **values)


UNKNOWN_DEVICE = logged(20000, "web01")
MANUALLY_INSTALLED = logged(20001, "CORP", "web01")


def link(*events: LinkEvent, connected: bool = False, service: Service | None = RUNNING, **facts: Any) -> LinkEvidence:
    plain = LinkEvidence(parent(), service, events, [CONNECTED] if connected else [], addresses=(GATEWAY_ADDRESS,))
    return replace(plain, **facts)


UP = link(CONFIGURED, connected=True)
HELD = link(connected=True)
"""A connection to the parent's own address, and nothing that was logged."""

TRANSLATED = link(CONFIGURED, connected=True, addresses=())


def checked(*failed: tuple[Kind, str], certificate: Certificate | None = OWN) -> ChannelCertificate:
    """The agent's own certificate, of which some checks failed."""
    checks = tuple(Check(kind, False, evidence) for kind, evidence in failed)
    return ChannelCertificate(certificate, None, None, checks=checks)


def gateway_evidence(**facts: Any) -> GatewayEvidence:
    """What a gateway in order tells of itself."""
    plain = GatewayEvidence(
        trust=Trust((AGENT_ROOT.certificate,), (), frozenset()),
        addresses=(GATEWAY_ADDRESS,),
        management_groups=("CORP",),
        service_state="Running",
        link="up",
        link_event=None,
        faults=(),
        events=(),
        schannel=Schannel(),
    )
    return replace(plain, **facts)


def evidence(
    known: Gateway | None = None,
    *,
    roots: tuple[Certificate, ...] = (ROOT.certificate,),
    ca: tuple[Certificate, ...] = (ISSUING.certificate,),
    disallowed: tuple[Certificate, ...] = (),
    root_entry: StoreEntry | None = None,
    **facts: Any,
) -> Evidence:
    """A host in order but for its stores and some facts. Its agent runs and has not logged anything."""
    known = known or gateway()
    limits = read_limits(tuple(root_entry.blobs.values())) if root_entry else ()
    disallows = frozenset(certificate.thumbprint for certificate in disallowed)
    trust = Trust(roots, ca, disallows, limits_of=lambda _thumbprint: limits)
    plain = Evidence(
        agent=agent(parent()),
        gateway=known,
        now=NOW,
        service=RUNNING,
        parent=parent(),
        trust=trust,
        root_entry=root_entry,
        chain=build_chain(known.first, trust, known.issuers, purposes=[SERVER_AUTHENTICATION], now=NOW),
        unaided_chain=build_chain(known.first, trust, purposes=[SERVER_AUTHENTICATION], now=NOW),
        own=checked(),
        link=link(),
        gateway_evidence=gateway_evidence(),
        **on_gateway(OWN),
    )
    return replace(plain, **facts)


def on_gateway(
    certificate: Certificate,
    roots: tuple[Certificate, ...] = (AGENT_ROOT.certificate,),
    ca: tuple[Certificate, ...] = (),
    disallowed: tuple[Certificate, ...] = (),
    sent: tuple[Certificate, ...] = (),
) -> dict[str, Any]:
    """The agent's chains as a gateway with these stores builds them."""
    trust = Trust(roots, ca, frozenset(each.thumbprint for each in disallowed))
    return {
        "agent_chain": build_chain(certificate, trust, sent, purposes=[CLIENT_AUTHENTICATION], now=NOW),
        "agent_unaided_chain": build_chain(certificate, trust, purposes=[CLIENT_AUTHENTICATION], now=NOW),
    }


BEFORE_IMPORT = logged(20070, GATEWAY_NAME, record_id=IMPORTED.record_id)
"""The newest event when the root was imported."""


def stopped(service: Service = STOPPED, *events: LinkEvent, **facts: Any) -> Evidence:
    return evidence(service=service, link=link(*events, service=service), **facts)


def failing(number: int, *data: str, **facts: Any) -> Evidence:
    """The agent's newest event is this one, about the gateway unless other data are given."""
    return evidence(link=link(logged(number, *(data or (GATEWAY_NAME,)))), **facts)


def refused(*refusals: LinkEvent, **facts: Any) -> Evidence:
    """The gateway's log refuses the agent."""
    return evidence(gateway_lines=refusals, **facts)


def expired_root(*, leaf_too: bool = False) -> Gateway:
    root = issue("Old Root", not_before=NOW - YEAR, not_after=YESTERDAY)
    return gateway(leaf(GATEWAY_NAME, root, not_after=YESTERDAY if leaf_too else TOMORROW), root.certificate)


def root_entry(physical_store: str = ".Default", **properties: bytes) -> StoreEntry:
    """The gateway's root in Root, with properties such as ``p9``."""
    numbered = {int(name.removeprefix("p")): data for name, data in properties.items()}
    return StoreEntry(ROOT.certificate, {physical_store: Blob(ROOT.certificate.der, numbered)})


MISPLACED = (ISSUING.certificate,)
"""In Root, though another CA issued it."""

WORKGROUP = Computer("WORKGROUP", False)
MEMBER = Computer("corp.example", True)


def member(**facts: Any) -> Evidence:
    """What is looked at of a member of the gateway's domain that has no channel certificate."""
    plain = Evidence(
        agent=agent(parent(), serial=None),
        gateway=gateway(),
        now=NOW,
        service=RUNNING,
        parent=parent(),
        link=link(),
        gateway_evidence=gateway_evidence(computer=MEMBER),
        computer=MEMBER,
    )
    return replace(plain, **facts)


LACKS_ROOT = evidence(roots=())
LACKS_INTERMEDIATE = evidence(ca=())
DISTRUSTS = evidence(disallowed=(GATEWAY_LEAF,))

REGISTERED = evidence(agent=agent(parent(), serial=OWN.serial_bytes))
"""The serial number of the agent's certificate is registered just as the certificate has it."""


def assert_judged(rule: VerdictRule, judged: Evidence, verdict: str, confidence: str, words: str) -> None:
    result = rule(judged)
    assert result is not None
    assert (result.finding.id, result.confidence) == (verdict, confidence)
    assert words in result.finding.evidence
