# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One evidence for each verdict, with what is concluded from it and what is left of that when the link is up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import Clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.former_roots import FormerRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as findings
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import LoadFailure
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, guess_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.pki.certificates import dns_names
from tests.unit.plugins.plugin_utils.opsmgr.hosts import (
    AGENT_ROOT,
    GATEWAY_NAME,
    ISSUING,
    ROOT,
    agent,
    gateway,
    parent,
)
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    AGENT_ISSUING,
    CLOSED,
    CONFIGURED,
    DISTRUSTS,
    IMPORTED,
    LACKS_INTERMEDIATE,
    LACKS_ROOT,
    MANUALLY_INSTALLED,
    MEMBER,
    MISPLACED,
    OWN,
    OWN_ISSUED,
    REGISTERED,
    ROOT_ALONE,
    RUNNING,
    TLS_BY_DEFAULT_OFF,
    UNKNOWN_DEVICE,
    UP,
    WITHOUT_TLS,
    YESTERDAY,
    checked,
    evidence,
    expired_root,
    failing,
    gateway_evidence,
    handshake,
    link,
    logged,
    member,
    on_gateway,
    refused,
    root_entry,
    stopped,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf

UNREADABLE = Unreadable("the store Disallowed cannot be read")
ALIAS = Parent("CORP", 0, GATEWAY_NAME, "alias.corp.example", 5723)
EXPIRED_LEAF = gateway(leaf(GATEWAY_NAME, ISSUING, not_after=YESTERDAY))
EXPIRED_ROOT = expired_root()
FOR_NOTHING = bytes.fromhex("3000")
UNKNOWN_ISSUER = replace(gateway(), issuers=(ROOT.certificate,))
POLICY_CA = issue("DMZ Policy CA", AGENT_ROOT)
EXPIRED_CA = issue("Old CA", AGENT_ROOT, not_before=NOW - YEAR, not_after=YESTERDAY)
LOWER_CA = issue("DMZ Lower CA", POLICY_CA)
ALTERNATIVES = dns_names("gw", "alias.corp.example")
MANY_NAMES = gateway(leaf(GATEWAY_NAME, ISSUING, extensions=(ALTERNATIVES,)))
SPOILT_GATEWAY = gateway_evidence(trust=Trust((AGENT_ROOT.certificate, *MISPLACED), (), frozenset()))
SPOILT_HOST = Trust((ROOT.certificate, *MISPLACED), (ISSUING.certificate,), frozenset())

GATEWAY_NOT_LOADED = gateway_evidence(
    events=(logged(20068),), load_failure=LoadFailure("event 20068", "Repair the key on the gateway.")
)
BEHIND = Clocks(ClockOffset(-2 * YEAR), ClockOffset(timedelta()))
DAYS_AHEAD = ClockOffset(timedelta(days=10))
NOT_VALID_THEN = replace(logged(20051), time=NOW - 2 * YEAR)

EXPIRED = checked((findings.EXPIRED, "it is valid until yesterday"))
NOT_REGISTERED = checked((findings.NOT_REGISTERED, "nothing is registered"), certificate=None)
NOT_FOUND = checked((findings.NOT_FOUND, "My holds no such certificate"), certificate=None)
ARCHIVED = checked((findings.ARCHIVED, "it is archived"))
WITHOUT_KEY = checked((findings.PRIVATE_KEY_MISSING, "it names no key"))
WITHOUT_PURPOSE = checked((findings.PURPOSES_MISSING, "it lacks a purpose"))


@dataclass(frozen=True)
class Example:
    """A evidence, its verdict and confidence, and both when the same host's link is up."""

    evidence: Evidence
    verdict: str
    confidence: str
    up: tuple[str, str]


def fact(host: Evidence, verdict: str, confidence: str = "confirmed") -> Example:
    """A link that is up doesn't contradict it."""
    return Example(host, verdict, confidence, (verdict, confidence))


def proven(host: Evidence, verdict: str) -> Example:
    """A link that is up leaves a doubt."""
    return Example(host, verdict, "confirmed", (verdict, "probable"))


def refuted(host: Evidence, verdict: str, confidence: str, instead: str = "trusted") -> Example:
    """A link that is up disproves it."""
    return Example(host, verdict, confidence, (instead, "confirmed"))


def only(host: Agent, known: Gateway | None = None) -> Evidence:
    return Evidence(host, known or gateway(), NOW, service=RUNNING)


EXAMPLES = {
    "in order": refuted(evidence(), "trusted", "confirmed"),
    "in order, link up": refuted(evidence(link=UP), "trusted", "confirmed"),
    "in order, root alone": Example(evidence(ROOT_ALONE), "trusted", "probable", ("trusted", "probable")),
    "in order, gateway not asked": refuted(
        evidence(gateway_evidence=None, agent_chain=None, agent_unaided_chain=None), "trusted", "confirmed"
    ),
    "bare": fact(replace(only(Agent()), service=None), "no_agent"),
    "unreadable": fact(
        replace(only(agent(parent())), parent=parent(), unreadable=UNREADABLE), "undetermined", "unknown"
    ),
    "a gateway": fact(only(Agent(Role.GATEWAY)), "not_an_agent"),
    "half installed": fact(only(Agent()), "agent_incomplete"),
    "AD integration": fact(only(agent(ad_integration=True)), "ad_integration"),
    "no management group": fact(only(agent()), "no_management_group"),
    "elsewhere": fact(only(agent(parent("ms01"))), "not_pointed_at_gateway"),
    "this gateway as it seems, by its short name": proven(evidence(parent=parent("gw01"), roots=()), "name_mismatch"),
    "elsewhere, root alone": fact(only(agent(parent("ms01")), ROOT_ALONE), "not_pointed_at_gateway"),
    "AD integration of a member": fact(
        replace(only(agent(ad_integration=True)), computer=MEMBER), "parents_from_active_directory", "probable"
    ),
    "expired root": proven(evidence(EXPIRED_ROOT, roots=(EXPIRED_ROOT.root,)), "gateway_root_expired"),
    "expired leaf": proven(evidence(EXPIRED_LEAF), "gateway_certificate_unusable"),
    "disallowed leaf": proven(DISTRUSTS, "root_distrusted"),
    "missing root, the former one disallowed": proven(
        replace(LACKS_ROOT, former_roots=(FormerRoot(AGENT_ROOT.certificate, "the journal", disallowed=True),)),
        "former_root_distrusted",
    ),
    "missing root": proven(LACKS_ROOT, "root_missing"),
    "missing root, root alone": Example(
        evidence(ROOT_ALONE, roots=()), "root_missing", "probable", ("root_missing", "probable")
    ),
    "restricted root": refuted(evidence(root_entry=root_entry(p9=FOR_NOTHING)), "root_restricted", "probable"),
    "missing intermediate": proven(evidence(UNKNOWN_ISSUER, ca=()), "intermediate_missing"),
    "intermediate that may be sent": refuted(LACKS_INTERMEDIATE, "intermediate_missing", "probable"),
    "expired own certificate": refuted(
        evidence(own=EXPIRED), "own_certificate_unusable", "confirmed", "latent_certificate_fault"
    ),
    "expired own certificate, link up": fact(evidence(own=EXPIRED, link=UP), "latent_certificate_fault"),
    "no own certificate": Example(
        evidence(own=NOT_REGISTERED),
        "own_certificate_not_registered",
        "confirmed",
        ("latent_certificate_fault", "probable"),
    ),
    "renewed own certificate": refuted(
        evidence(own=NOT_FOUND), "own_certificate_not_found", "confirmed", "latent_certificate_fault"
    ),
    "archived own certificate": refuted(
        evidence(own=ARCHIVED, link=link(logged(20066))), "own_certificate_not_found", "probable"
    ),
    "own certificate without a key": refuted(
        evidence(own=WITHOUT_KEY), "own_private_key_unusable", "confirmed", "latent_certificate_fault"
    ),
    "own certificate refused": refuted(evidence(link=link(logged(20068))), "own_private_key_unusable", "probable"),
    "own certificate refused for its name": refuted(
        evidence(link=link(logged(20052))), "own_certificate_unusable", "probable"
    ),
    "expired issuer": proven(
        evidence(**on_gateway(leaf("web01", EXPIRED_CA), sent=(EXPIRED_CA.certificate,))), "own_certificate_unusable"
    ),
    "agent disallowed there": proven(evidence(**on_gateway(OWN, disallowed=(OWN,))), "agent_distrusted_on_gateway"),
    "agent's root missing there": proven(
        evidence(**on_gateway(OWN, roots=(), sent=(AGENT_ROOT.certificate,))), "agent_root_missing_on_gateway"
    ),
    "agent's issuer unknown there": refuted(
        evidence(**on_gateway(OWN, roots=())), "agent_root_missing_on_gateway", "probable"
    ),
    "agent's intermediate missing there": proven(
        evidence(**on_gateway(leaf("web01", LOWER_CA), sent=(LOWER_CA.certificate,))),
        "agent_intermediate_missing_on_gateway",
    ),
    "agent's intermediate may be sent": refuted(
        evidence(**on_gateway(OWN_ISSUED, sent=(AGENT_ISSUING.certificate,))),
        "agent_intermediate_missing_on_gateway",
        "probable",
    ),
    "other name": proven(evidence(parent=ALIAS), "name_mismatch"),
    "later alternative name": refuted(evidence(MANY_NAMES, parent=ALIAS), "name_mismatch", "probable"),
    "other management group": proven(
        evidence(gateway_evidence=gateway_evidence(management_groups=("PROD",))), "management_group_unknown"
    ),
    "management group in another case": refuted(
        evidence(gateway_evidence=gateway_evidence(management_groups=("corp",))), "management_group_unknown", "probable"
    ),
    "not restarted": refuted(evidence(imported=IMPORTED), "restart_pending", "confirmed"),
    "registered since the start": refuted(replace(REGISTERED, link=link(logged(20066))), "restart_pending", "probable"),
    "stopped": refuted(stopped(), "agent_stopped", "confirmed"),
    "faulty certificate of the gateway": refuted(
        evidence(gateway_evidence=gateway_evidence(faults=("it lacks a purpose",))),
        "gateway_certificate_unusable",
        "probable",
    ),
    "gateway stopped": refuted(
        evidence(gateway_evidence=gateway_evidence(service_state="Stopped")), "gateway_stopped", "confirmed"
    ),
    "gateway without its certificate": refuted(
        evidence(gateway_evidence=GATEWAY_NOT_LOADED, link=link(logged(20071))),
        "gateway_certificate_not_loaded",
        "confirmed",
    ),
    "gateway cut off": refuted(
        evidence(gateway_evidence=gateway_evidence(link="down")), "gateway_cut_off", "confirmed"
    ),
    "unresolved": refuted(failing(21005), "gateway_name_unresolved", "confirmed"),
    "filtered": refuted(failing(21006, GATEWAY_NAME, "5723", "10060"), "gateway_port_filtered", "confirmed"),
    "not listening": refuted(failing(21006, GATEWAY_NAME, "5723", "10061"), "gateway_not_listening", "confirmed"),
    "not reached": refuted(failing(21006), "gateway_not_reached", "confirmed"),
    "no TLS": refuted(evidence(schannel=WITHOUT_TLS), "tls_mismatch", "confirmed"),
    "TLS is disabled by default": refuted(
        failing(20057, GATEWAY_NAME, "0x80090331", schannel=TLS_BY_DEFAULT_OFF), "tls_mismatch", "probable"
    ),
    "no cipher": refuted(failing(20057, GATEWAY_NAME, "0x80090331"), "tls_mismatch", "probable"),
    "no cipher, as Schannel has it": refuted(
        failing(20071, gateway_evidence=gateway_evidence(schannel_events=(handshake(36874),))),
        "tls_mismatch",
        "probable",
    ),
    "key that Schannel cannot use": refuted(
        failing(20071, schannel_events=(handshake(36870),)), "own_private_key_unusable", "probable"
    ),
    "key that Schannel cannot use on the gateway": refuted(
        failing(20071, gateway_evidence=gateway_evidence(schannel_events=(handshake(36870),))),
        "gateway_certificate_not_loaded",
        "probable",
    ),
    "too many roots": refuted(
        failing(20071, gateway_evidence=gateway_evidence(schannel_events=(handshake(36885),))),
        "too_many_roots_on_gateway",
        "probable",
    ),
    "refused certificate": refuted(
        failing(20071, schannel_events=(handshake(36887, alert=48),)), "certificate_refused", "probable"
    ),
    "no certificate for the server": refuted(
        failing(20071, schannel_events=(handshake(36875),)), "certificate_not_used", "probable"
    ),
    "signature that is not offered": refuted(
        evidence(signatures=("RSA/SHA1", "ECDSA/SHA1")), "signature_not_offered", "probable"
    ),
    "rejected": refuted(refused(MANUALLY_INSTALLED, link=link(CLOSED)), "manual_agents_rejected", "confirmed"),
    "rejected once": refuted(refused(MANUALLY_INSTALLED), "manual_agents_rejected", "probable"),
    "not approved": refuted(refused(UNKNOWN_DEVICE, link=link(CLOSED)), "not_approved", "confirmed"),
    "closed": refuted(failing(20070), "not_approved", "probable"),
    "Kerberos": refuted(failing(21007), "certificate_not_used", "probable"),
    "spoilt Root there": refuted(failing(21016, gateway_evidence=SPOILT_GATEWAY), "root_store_fault", "probable"),
    "spoilt Root here": refuted(failing(20071, trust=SPOILT_HOST), "root_store_fault", "probable"),
    **{
        f"{code} on the agent": refuted(failing(20057, GATEWAY_NAME, code), verdict, "probable")
        for code, verdict in {
            "0x8009030D": "own_private_key_unusable",
            "0x80090322": "wrong_principal",
            "0x80090328": "peer_certificate_expired",
            "0x80092010": "gateway_certificate_unusable",
            "0x80092013": "revocation_unknown",
            "0x80090325": "trust_not_in_effect",
        }.items()
    },
    "revoked there": refuted(refused(logged(20072, "web01", "0x80092010")), "own_certificate_unusable", "probable"),
    "own root missing here": refuted(
        failing(20071, own=checked((findings.OWN_CHAIN_UNTRUSTED, "no chain of it ends in a root"))),
        "own_root_missing",
        "probable",
    ),
    "moved": refuted(refused(UNKNOWN_DEVICE, link=link(CONFIGURED, CLOSED)), "moved_or_deleted", "confirmed"),
    "moved, by the agent's log": refuted(evidence(link=link(CONFIGURED, CLOSED)), "moved_or_deleted", "probable"),
    "authentication": refuted(failing(20071), "authentication_failing", "unknown"),
    "AD integration beside a parent": refuted(
        failing(20012, agent=agent(parent(), ad_integration=True)), "ad_integration", "confirmed"
    ),
    "own certificate that was loaded all the same": refuted(
        evidence(own=WITHOUT_PURPOSE, link=link(logged(20053))), "own_certificate_unusable", "probable"
    ),
    "Kerberos of a member": refuted(member(link=link(logged(20071))), "kerberos_failing", "confirmed"),
    "gateway of which nothing is known": Example(
        evidence(
            chain=None, unaided_chain=None, link=link(logged(20071)), gateway=guess_gateway(GATEWAY_NAME, (), NOW)
        ),
        "gateway_certificate_unknown",
        "unknown",
        ("trusted", "probable"),
    ),
    "a clock that is behind": refuted(evidence(clocks=BEHIND), "clock_skew", "confirmed"),
    "a clock of the gateway that is behind": refuted(
        evidence(clocks=Clocks(BEHIND.gateway, BEHIND.host)), "clock_skew", "confirmed"
    ),
    "a clock of the controller that is behind": Example(
        evidence(EXPIRED_LEAF, clocks=Clocks(DAYS_AHEAD, DAYS_AHEAD)),
        "clock_skew",
        "confirmed",
        ("gateway_certificate_unusable", "probable"),
    ),
    "Kerberos between clocks that differ": refuted(
        member(link=link(logged(20071)), clocks=Clocks(DAYS_AHEAD, BEHIND.gateway)), "clock_skew", "probable"
    ),
    "a clock that is not known": refuted(evidence(link=link(NOT_VALID_THEN)), "clock_skew", "probable"),
    "clocks that differ by the log": refuted(failing(20057, GATEWAY_NAME, "0x80090324"), "clock_skew", "probable"),
    "unexplained": refuted(failing(21016), "link_down_unexplained", "unknown"),
}
