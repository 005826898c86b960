# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is worth knowing beside the verdict is said, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import Clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import notes
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.notes import Note
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as findings
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES as NOTE_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust
from cryptography import x509

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, ISSUING, ROOT, agent, gateway, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    CLOSED,
    CONFIGURED,
    CONNECTED,
    HELD,
    MEMBER,
    MISPLACED,
    PROCESS,
    ROOT_ALONE,
    RUNNING,
    UNKNOWN_DEVICE,
    UP,
    checked,
    evidence,
    failing,
    gateway_evidence,
    handshake,
    link,
    logged,
    member,
    refused,
    root_entry,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, leaf

ALIAS = Parent("CORP", 0, "192.0.2.1", GATEWAY_NAME, 5723)
SPOILT = Trust((ROOT.certificate, *MISPLACED), (), frozenset())
PARTNER = Computer("partner.example", True)
IN_STEP, MINUTES_AHEAD = ClockOffset(timedelta()), ClockOffset(timedelta(minutes=10))
WAITING = logged(21023, "CORP")
CUT_OFF = gateway_evidence(link="down", link_event="event 21006 of its own")
IN_TWO_STORES = StoreEntry(
    ROOT.certificate, {store: Blob(ROOT.certificate.der, {}) for store in (".Default", ".GroupPolicy")}
)


LOADED = logged(20053)
LONG_AGO = replace(LOADED, time=datetime.min.replace(tzinfo=UTC))
AT_FAILOVER = link(
    CONFIGURED, connections=[Connection("203.0.113.9", 5723, PROCESS)], others=(parent("ms01.corp.example", index=1),)
)


def renewed_gateway(at: datetime) -> Evidence:
    """The gateway's certificate is valid since then, and its newest start is in the log."""
    renewed = gateway(leaf(GATEWAY_NAME, ISSUING, not_before=at))
    return evidence(renewed, gateway_evidence=gateway_evidence(events=(LONG_AGO, LOADED)))


def configured(at: datetime, **facts: Any) -> Evidence:
    return evidence(link=link(replace(CONFIGURED, time=at), connected=True, **facts))


def publishing(*uris: str) -> Gateway:
    """A gateway whose certificate names these distribution points."""
    names = [x509.UniformResourceIdentifier(uri) for uri in uris]
    points = x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)])
    return gateway(leaf(GATEWAY_NAME, ISSUING, extensions=[points]))


SAID = {
    "a member without a certificate": (
        notes.by_kerberos,
        member(),
        "by_kerberos",
        "no channel certificate is registered, and host and gateway are members of the domain corp.example",
    ),
    "a member with a certificate": (
        notes.member_with_certificate,
        evidence(computer=MEMBER, gateway_evidence=gateway_evidence(computer=MEMBER)),
        "member_with_certificate",
        "the host is a member of corp.example, the gateway of corp.example",
    ),
    "a failed check": (
        notes.own_certificate,
        evidence(own=checked((findings.EXPIRING, "it expires tomorrow"))),
        "certificate_expiring",
        "it expires tomorrow",
    ),
    "two names of a parent": (
        notes.parent_names,
        evidence(parent=ALIAS),
        "parent_names_differ",
        "NetworkName is 192.0.2.1, AuthenticationName is gw01.corp.example",
    ),
    "a root from policy": (
        notes.root_from_policy,
        evidence(root_entry=root_entry(".GroupPolicy")),
        "root_from_policy_only",
        "CN=Corp Root CA,O=DMZ\\, Example is in Root by group policy only",
    ),
    "a root that cannot say that it is a CA": (
        notes.chain_in_doubt,
        evidence(chain=Chain((ROOT.certificate,), (), ("it has no extensions",))),
        "chain_in_doubt",
        "it has no extensions",
    ),
    "a foreign certificate in Root": (
        notes.misplaced_roots,
        evidence(trust=SPOILT),
        "not_self_signed_in_root",
        f"CN=Corp Issuing CA,O=DMZ\\, Example (SHA-1 {MISPLACED[0].thumbprint}), issued by CN=Corp Root CA",
    ),
    "a foreign certificate in the gateway's Root": (
        notes.misplaced_roots,
        evidence(gateway_evidence=gateway_evidence(trust=SPOILT)),
        "not_self_signed_in_gateway_root",
        f"(SHA-1 {MISPLACED[0].thumbprint})",
    ),
    "a gateway with agent groups": (
        notes.server_is_agent,
        evidence(agent=Agent(Role.GATEWAY, management_groups=("CORP", "TEST"))),
        "server_is_agent",
        "agent management groups: CORP, TEST",
    ),
    "a management server with agent groups": (
        notes.server_is_agent,
        evidence(agent=Agent(Role.MANAGEMENT_SERVER, management_groups=("CORP",))),
        "server_is_agent",
        "agent management groups: CORP",
    ),
    "a gateway that lost its server": (
        notes.gateway_link,
        evidence(link=UP, gateway_evidence=CUT_OFF),
        "gateway_link_down",
        "event 21006 of its own",
    ),
    "AD integration beside a parent": (
        notes.active_directory,
        evidence(agent=agent(parent(), ad_integration=True)),
        "active_directory_on",
        "EnableADIntegration is 1",
    ),
    "a failure": (notes.link_failure, evidence(link=link(CLOSED)), "link_failure_logged", "event 20070"),
    "nothing that tells of the link": (
        notes.link_not_seen,
        evidence(),
        "link_not_seen",
        "no event tells the state of the link; HealthService holds no connection to port 5723",
    ),
    "a success without a connection": (
        notes.link_not_seen,
        evidence(link=link(CONFIGURED)),
        "link_not_seen",
        "the newest event about the link is: event 1210",
    ),
    "neither witness": (
        notes.link_not_seen,
        evidence(link=link(events=None, connections=None)),
        "link_not_seen",
        "no event tells the state of the link",
    ),
    "a failover in use": (
        notes.linked_elsewhere,
        evidence(link=AT_FAILOVER),
        "linked_elsewhere",
        "HealthService is connected to 203.0.113.9, which is no address of this gateway",
    ),
    "a gateway's certificate that came after its start": (
        notes.gateway_certificate,
        renewed_gateway(LOADED.time + timedelta(seconds=1)),
        "gateway_presents_older_certificate",
        "it is valid from 2026-06-01T00:00:01Z, and on the gateway, event 20053",
    ),
    "a refusal": (notes.gateway_refusal, refused(UNKNOWN_DEVICE), "gateway_refused_agent", "event 20000"),
    "a missing configuration": (
        notes.configuration,
        evidence(link=link(WAITING)),
        "configuration_pending",
        "event 21023",
    ),
    "a configuration that has been missing for two days": (
        notes.configuration,
        evidence(link=link(replace(WAITING, time=NOW - timedelta(days=2)), replace(WAITING, record_id=2, time=NOW))),
        "configuration_overdue",
        "event 21023 at 2026-05-30T12:00:00Z",
    ),
    "a configuration that was asked for two days ago by a clock that is two years behind": (
        notes.configuration,
        evidence(
            link=link(replace(WAITING, time=NOW - timedelta(days=732))),
            clocks=Clocks(host=ClockOffset(timedelta(days=-730))),
        ),
        "configuration_overdue",
        "and no configuration came in 2 days",
    ),
    "a question of weeks ago": (
        notes.configuration,
        evidence(link=link(replace(logged(21024, "CORP"), time=NOW - timedelta(days=30)))),
        "configuration_overdue",
        "and no configuration came in 30 days",
    ),
    "a configuration that has been missing for almost a day": (
        notes.configuration,
        evidence(link=link(replace(WAITING, time=NOW - timedelta(hours=23, minutes=59)))),
        "configuration_pending",
        "event 21023",
    ),
    "a configuration that was asked for by a clock that is ahead": (
        notes.configuration,
        evidence(link=link(replace(WAITING, time=NOW + timedelta(days=3)))),
        "configuration_pending",
        "event 21023",
    ),
    **{
        f"a configuration that cannot be processed, {number}": (
            notes.refused_configuration,
            evidence(link=link(CONFIGURED, logged(number, *data, record_id=2), connected=True)),
            "configuration_refused",
            f"event {number}",
        )
        for number, *data in ((7022, "CORP", "0x80FF003F"), (1220, "corp"), (1220,))
    },
    "a young link": (notes.console_delay, configured(NOW - timedelta(minutes=4)), "console_delay", "event 1210"),
    "a young link by a clock that is ahead": (
        notes.console_delay,
        configured(NOW + timedelta(minutes=4)),
        "console_delay",
        "event 1210",
    ),
    "servers with lists of revoked certificates": (
        notes.revocation_servers,
        evidence(
            publishing("http://pki.corp.example/a.crl", "ldap:///CN=x?y", "http://crl.corp.example:8080/b", "http://[")
        ),
        "revocation_servers",
        "crl.corp.example, pki.corp.example",
    ),
    "other management groups": (
        notes.other_management_groups,
        evidence(agent=agent(parent(), parent("ms01", "PARTNER"), workspaces=("AOI-1",))),
        "other_management_groups",
        "besides CORP, the agent has PARTNER, AOI-1",
    ),
    "a clock that explains nothing": (
        notes.clocks,
        evidence(link=UP, clocks=Clocks(MINUTES_AHEAD, IN_STEP)),
        "clock_differs",
        "10 minutes ahead of the controller's",
    ),
    "clocks that are each a little wrong": (
        notes.clocks,
        evidence(clocks=Clocks(ClockOffset(timedelta(minutes=4)), ClockOffset(timedelta(minutes=-4)))),
        "clock_differs",
        "8 minutes ahead of the gateway's",
    ),
    "the controller's clock": (
        notes.clocks,
        evidence(clocks=Clocks(MINUTES_AHEAD, MINUTES_AHEAD)),
        "controller_clock_differs",
        "10 minutes behind both",
    ),
    "what Schannel logged on the host": (
        notes.schannel_events,
        failing(20071, schannel_events=(handshake(36871, "w3wp"), handshake(36888, alert=40, record_id=2))),
        "schannel_logged",
        "could not be made (process w3wp); Schannel's event 36888",
    ),
    "what Schannel logged on the gateway": (
        notes.schannel_events,
        failing(20071, gateway_evidence=gateway_evidence(schannel_events=(handshake(36888, alert=40),))),
        "schannel_logged",
        "on the gateway, Schannel's event 36888",
    ),
    "an unreadable log System": (
        notes.system_log,
        failing(20071, schannel_events=None, system_log_fault="cannot read the log System"),
        "system_log_unreadable",
        "cannot read the log System",
    ),
    "an unreadable log System of the gateway": (
        notes.system_log,
        failing(20071, gateway_evidence=gateway_evidence(schannel_events=None, system_log_fault="blocked")),
        "system_log_unreadable",
        "on the gateway, blocked",
    ),
    "an unreadable log": (
        notes.log,
        evidence(link=link(events=None, log_fault="cannot read the log: blocked by group policy")),
        "log_unreadable",
        "blocked by group policy",
    ),
}

UNSAID = {
    "no other management group": (notes.other_management_groups, evidence()),
    "other management groups of a linked agent": (
        notes.other_management_groups,
        evidence(agent=agent(parent(), parent("ms01", "PARTNER")), link=UP),
    ),
    "a host with a certificate": (notes.by_kerberos, evidence(computer=MEMBER)),
    "a member of a domain without a certificate": (notes.member_with_certificate, member()),
    "a member of another domain with a certificate": (
        notes.member_with_certificate,
        evidence(computer=PARTNER, gateway_evidence=gateway_evidence(computer=MEMBER)),
    ),
    "a member whose gateway tells no domain": (notes.member_with_certificate, evidence(computer=MEMBER)),
    "AD integration of a member": (
        notes.active_directory,
        evidence(agent=agent(parent(), ad_integration=True), computer=MEMBER),
    ),
    "Root of the gateway of a member": (
        notes.misplaced_roots,
        member(gateway_evidence=gateway_evidence(trust=SPOILT, computer=MEMBER)),
    ),
    "the certificate of the gateway of a member": (
        notes.gateway_certificate,
        replace(
            renewed_gateway(LOADED.time + timedelta(seconds=1)), computer=MEMBER, agent=agent(parent(), serial=None)
        ),
    ),
    "clocks in step": (notes.clocks, evidence(clocks=Clocks(IN_STEP, IN_STEP))),
    "clocks that are not known": (notes.clocks, evidence()),
    "a clock that a verdict tells": (notes.clocks, evidence(clocks=Clocks(ClockOffset(-2 * YEAR), IN_STEP))),
    "certificate in order": (notes.own_certificate, evidence()),
    "certificate not read": (notes.own_certificate, evidence(own=None)),
    "names that are the same in another case": (
        notes.parent_names,
        evidence(parent=Parent("CORP", 0, GATEWAY_NAME, GATEWAY_NAME.upper(), 5723)),
    ),
    "no parent": (notes.parent_names, evidence(parent=None)),
    "a root of the local store": (notes.root_from_policy, evidence(root_entry=root_entry())),
    "a root of both stores": (notes.root_from_policy, evidence(root_entry=IN_TWO_STORES)),
    "no root": (notes.root_from_policy, evidence()),
    "a chain that is in no doubt": (notes.chain_in_doubt, evidence(chain=Chain((ROOT.certificate,), ()))),
    "a chain that is not known": (notes.chain_in_doubt, evidence(chain=None)),
    "roots in order": (notes.misplaced_roots, evidence()),
    "roots not read": (notes.misplaced_roots, evidence(trust=None, gateway_evidence=None)),
    "a gateway alone": (notes.server_is_agent, evidence(agent=Agent(Role.GATEWAY))),
    "an agent": (notes.server_is_agent, evidence()),
    "a gateway in order": (notes.gateway_link, evidence(link=UP)),
    "a gateway that lost its server and the agent": (notes.gateway_link, evidence(gateway_evidence=CUT_OFF)),
    "a gateway that was not asked": (notes.gateway_link, evidence(link=UP, gateway_evidence=None)),
    "AD integration off": (notes.active_directory, evidence(agent=agent(parent(), ad_integration=False))),
    "AD integration not known": (notes.active_directory, evidence()),
    "AD integration without a parent": (
        notes.active_directory,
        evidence(agent=agent(ad_integration=True), parent=None),
    ),
    "a failure before a success": (notes.link_failure, evidence(link=link(CLOSED, CONFIGURED))),
    "no failure": (notes.link_failure, evidence()),
    "no refusal": (notes.gateway_refusal, evidence()),
    "a refusal before the link came up": (notes.gateway_refusal, refused(UNKNOWN_DEVICE, link=UP)),
    "a configuration that arrived": (notes.configuration, evidence(link=link(WAITING, CONFIGURED))),
    "a configuration nobody asked for": (notes.configuration, evidence()),
    "link not looked at": (notes.configuration, evidence(link=None)),
    "a configuration that was processed since": (
        notes.refused_configuration,
        evidence(link=link(logged(1220, "CORP"), replace(CONFIGURED, record_id=2))),
    ),
    "a configuration that was refused before the last start": (
        notes.refused_configuration,
        evidence(link=link(logged(1220, "CORP"), logged(20053, record_id=2))),
    ),
    "a configuration of another management group": (
        notes.refused_configuration,
        evidence(link=link(logged(1220, "PARTNER"))),
    ),
    "a configuration without a log": (notes.refused_configuration, evidence(link=link(events=None))),
    "a configuration of a link that was not looked at": (notes.refused_configuration, evidence(link=None)),
    "an old link": (notes.console_delay, configured(NOW - timedelta(minutes=5))),
    "a link of unknown age": (notes.console_delay, configured(datetime.min.replace(tzinfo=UTC))),
    "a young link that is not up": (notes.console_delay, configured(NOW, connections=[])),
    "a link without an event": (notes.console_delay, evidence(link=link(connections=[CONNECTED]))),
    "a clock that is far ahead": (notes.console_delay, configured(NOW + timedelta(minutes=6))),
    "a young link to an address that may be translated": (notes.console_delay, configured(NOW, addresses=())),
    "a gateway that lost its server while the connection is held": (
        notes.gateway_link,
        evidence(link=HELD, gateway_evidence=CUT_OFF),
    ),
    "a link that is up": (notes.link_not_seen, evidence(link=UP)),
    "a link that is probable": (notes.link_not_seen, evidence(link=HELD)),
    "a link that is down": (notes.link_not_seen, evidence(link=link(logged(21016)))),
    "a link that failed": (notes.link_not_seen, evidence(link=link(CLOSED, connected=True))),
    "the state of a link not looked at": (notes.link_not_seen, evidence(link=None)),
    "the gateway's own address": (notes.linked_elsewhere, evidence(link=UP)),
    "an address that may be translated": (
        notes.linked_elsewhere,
        evidence(link=replace(AT_FAILOVER, others=())),
    ),
    "a failover of an agent that stops": (
        notes.linked_elsewhere,
        evidence(link=replace(AT_FAILOVER, service=replace(RUNNING, state="Stop Pending"))),
    ),
    "connections not looked at": (notes.linked_elsewhere, evidence(link=None)),
    "a gateway's certificate of the moment of its start": (notes.gateway_certificate, renewed_gateway(LOADED.time)),
    "a gateway of which a root alone is known": (
        notes.gateway_certificate,
        evidence(ROOT_ALONE, gateway_evidence=gateway_evidence(events=(LONG_AGO,))),
    ),
    "a gateway that logged no start": (notes.gateway_certificate, evidence()),
    "the certificate of a gateway that was not asked": (notes.gateway_certificate, evidence(gateway_evidence=None)),
    "no servers": (notes.revocation_servers, evidence()),
    "servers that nobody needs": (
        notes.revocation_servers,
        evidence(publishing("http://pki.corp.example/a.crl"), link=UP),
    ),
    "servers of a chain that is not known": (
        notes.revocation_servers,
        evidence(chain=None, agent_chain=None, own=None),
    ),
    "nothing that Schannel logged": (notes.schannel_events, failing(20071)),
    "what Schannel logged beside a link": (
        notes.schannel_events,
        evidence(link=UP, schannel_events=(handshake(36871),)),
    ),
    "what Schannel logged of others on the gateway": (
        notes.schannel_events,
        failing(20071, gateway_evidence=gateway_evidence(schannel_events=(handshake(36888, "w3wp"),))),
    ),
    "a log System that nobody needs": (notes.system_log, evidence(link=UP, schannel_events=None)),
    "a log System of a host that was not looked at": (notes.system_log, evidence(link=None, schannel_events=None)),
    "a log System of a gateway that was not asked": (notes.system_log, failing(20071, gateway_evidence=None)),
    "an empty log": (notes.log, evidence()),
    "a log not looked at": (notes.log, evidence(link=None)),
}


@pytest.mark.parametrize(("note", "host", "kind", "words"), SAID.values(), ids=SAID.keys())
def test_a_note_says_what_is_worth_knowing(note: Note, host: Evidence, kind: str, words: str) -> None:
    (finding,) = note(host)
    assert finding.id == kind
    assert words in finding.evidence


@pytest.mark.parametrize(("note", "host"), UNSAID.values(), ids=UNSAID.keys())
def test_a_note_says_nothing_else(note: Note, host: Evidence) -> None:
    assert list(note(host)) == []


def test_every_foreign_certificate_in_root_is_named() -> None:
    trust = Trust((*MISPLACED, evidence().gateway.first), (), frozenset())
    assert len(list(notes.misplaced_roots(evidence(trust=trust)))) == 2


def test_every_kind_of_note_can_be_said() -> None:
    said = {kind for _note, _host, kind, _words in SAID.values()}
    assert {kind.id for kind in NOTE_KINDS} <= said


def test_what_tells_about_the_link_comes_first() -> None:
    about_link = (notes.link_failure, notes.gateway_refusal, notes.link_not_seen)
    assert notes.NOTES[:3] == about_link


def test_every_note_is_taken() -> None:
    assert {note for note, _host, _kind, _words in SAID.values()} == set(notes.NOTES)


@pytest.mark.parametrize(("age", "restart"), [(timedelta(hours=23), False), (timedelta(days=1), True)])
def test_whoever_was_last_seen_a_day_ago_is_not_told_to_wait(age: timedelta, restart: bool) -> None:
    (note,) = notes.link_not_seen(evidence(link=link(replace(CONFIGURED, time=NOW - age))))
    assert note.fix.startswith("Restart HealthService once") is restart


def test_an_agent_that_logged_nothing_is_told_to_wait() -> None:
    (note,) = notes.link_not_seen(evidence())
    assert note.fix == note.kind.fix
