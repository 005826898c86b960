# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the rules, with the verdicts that each may give. The diagnosis guide lists it."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import (
    authentication,
    clock,
    connection,
    gateway_side,
    gateway_trust,
    kerberos,
    own_certificate,
    registry,
    schannel,
    tls,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import verdicts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict


@dataclass(frozen=True)
class Place:
    """A rule in the order. ``how`` tells it from the other rules that give the same verdict."""

    rule: VerdictRule
    verdicts: tuple[Verdict, ...]
    how: str


@dataclass(frozen=True)
class Group:
    """Rules that answer one question."""

    question: str
    places: tuple[Place, ...]


def _place(rule: VerdictRule, *given: Verdict, how: str = "") -> Place:
    return Place(rule, given, how)


GROUPS = (
    Group(
        "Is there an agent that contacts this gateway?",
        (
            _place(registry.no_agent, verdicts.registry.NO_AGENT),
            _place(registry.undetermined, verdicts.registry.UNDETERMINED),
            _place(registry.not_an_agent, verdicts.registry.NOT_AN_AGENT),
            _place(registry.agent_incomplete, verdicts.registry.AGENT_INCOMPLETE),
            _place(registry.ad_integration, verdicts.registry.AD_INTEGRATION),
            _place(registry.parents_from_active_directory, verdicts.registry.PARENTS_FROM_ACTIVE_DIRECTORY),
            _place(registry.no_management_group, verdicts.registry.NO_MANAGEMENT_GROUP),
            _place(registry.not_pointed_at_gateway, verdicts.registry.NOT_POINTED_AT_GATEWAY),
            _place(
                gateway_trust.seems_to_be_parent,
                verdicts.gateway_trust.NAME_MISMATCH,
                how="for a parent that has a short name or an address of the gateway",
            ),
        ),
    ),
    Group(
        "Can anybody trust this gateway?",
        (
            _place(
                clock.in_date_by_the_controllers_clock_alone,
                verdicts.clock.CLOCK_SKEW,
                how="where the controller's clock is the only one by which a certificate is in date",
            ),
            _place(gateway_trust.gateway_root_expired, verdicts.gateway_trust.GATEWAY_ROOT_EXPIRED),
            _place(gateway_trust.gateway_certificate_unusable, verdicts.gateway_trust.GATEWAY_CERTIFICATE_UNUSABLE),
        ),
    ),
    Group(
        "Does this host trust it?",
        # These are proven, and the import mends them, so they come before what only the link shows.
        (
            _place(gateway_trust.root_distrusted, verdicts.gateway_trust.ROOT_DISTRUSTED),
            _place(gateway_trust.former_root_distrusted, verdicts.gateway_trust.FORMER_ROOT_DISTRUSTED),
            _place(
                clock.gateway_out_of_date_on_host,
                verdicts.clock.CLOCK_SKEW,
                how="by the host's clock, the gateway's chain",
            ),
            _place(gateway_trust.root_missing, verdicts.gateway_trust.ROOT_MISSING),
            _place(gateway_trust.root_restricted, verdicts.gateway_trust.ROOT_RESTRICTED),
            _place(gateway_trust.intermediate_missing, verdicts.gateway_trust.INTERMEDIATE_MISSING),
        ),
    ),
    Group(
        "Can the agent show a certificate?",
        (
            _place(own_certificate.latent_certificate_fault, verdicts.own_certificate.LATENT_CERTIFICATE_FAULT),
            _place(
                own_certificate.own_certificate,
                verdicts.own_certificate.OWN_CERTIFICATE_NOT_REGISTERED,
                verdicts.own_certificate.OWN_CERTIFICATE_NOT_FOUND,
                verdicts.own_certificate.OWN_PRIVATE_KEY_UNUSABLE,
                verdicts.own_certificate.OWN_CERTIFICATE_UNUSABLE,
            ),
            _place(
                own_certificate.own_certificate_passed_over,
                verdicts.own_certificate.OWN_CERTIFICATE_NOT_FOUND,
                how="when HealthService did not find it and it is archived",
            ),
            _place(own_certificate.own_certificate_issuer, verdicts.own_certificate.OWN_CERTIFICATE_UNUSABLE),
            _place(
                clock.own_certificate_out_of_date_on_host,
                verdicts.clock.CLOCK_SKEW,
                how="by the host's clock, its own certificate",
            ),
            _place(
                clock.system_time_to_be_checked,
                verdicts.clock.CLOCK_SKEW,
                how="by the log, where the host does not tell its time",
            ),
        ),
    ),
    Group(
        "Does the gateway trust that certificate?",
        (
            _place(gateway_side.agent_distrusted_on_gateway, verdicts.gateway_side.AGENT_DISTRUSTED_ON_GATEWAY),
            _place(gateway_side.agent_root_missing_on_gateway, verdicts.gateway_side.AGENT_ROOT_MISSING_ON_GATEWAY),
            _place(
                gateway_side.agent_intermediate_missing_on_gateway,
                verdicts.gateway_side.AGENT_INTERMEDIATE_MISSING_ON_GATEWAY,
            ),
            _place(
                clock.agent_out_of_date_on_gateway,
                verdicts.clock.CLOCK_SKEW,
                how="by the gateway's clock, the agent's chain",
            ),
            _place(
                clock.gateway_certificate_out_of_date_on_gateway,
                verdicts.clock.CLOCK_SKEW,
                how="by the gateway's clock, its own certificate",
            ),
        ),
    ),
    Group(
        "Do both mean the same names?",
        (
            _place(gateway_trust.name_mismatch, verdicts.gateway_trust.NAME_MISMATCH),
            _place(registry.management_group_unknown, verdicts.registry.MANAGEMENT_GROUP_UNKNOWN),
            _place(registry.ad_integration_failing, verdicts.registry.AD_INTEGRATION, how="by the log"),
        ),
    ),
    Group(
        "Does the agent run, with what it needs?",
        (
            _place(connection.restart_pending, verdicts.connection.RESTART_PENDING),
            _place(own_certificate.restart_pending_for_certificate, verdicts.connection.RESTART_PENDING),
            _place(registry.agent_stopped, verdicts.registry.AGENT_STOPPED),
        ),
    ),
    Group(
        "Does the gateway run, and can it be reached?",
        (
            _place(gateway_side.gateway_stopped, verdicts.gateway_side.GATEWAY_STOPPED),
            _place(
                connection.network,
                verdicts.connection.GATEWAY_NAME_UNRESOLVED,
                verdicts.connection.GATEWAY_PORT_FILTERED,
                verdicts.connection.GATEWAY_NOT_LISTENING,
                verdicts.connection.GATEWAY_NOT_REACHED,
            ),
            _place(gateway_side.gateway_certificate_not_loaded, verdicts.gateway_side.GATEWAY_CERTIFICATE_NOT_LOADED),
            _place(tls.tls_mismatch, verdicts.connection.TLS_MISMATCH),
            _place(tls.signature_not_offered, verdicts.handshake.SIGNATURE_NOT_OFFERED),
            _place(gateway_side.gateway_cut_off, verdicts.gateway_side.GATEWAY_CUT_OFF),
            _place(
                clock.clocks_too_far_apart_for_kerberos,
                verdicts.clock.CLOCK_SKEW,
                how="when Kerberos fails between clocks that differ",
            ),
        ),
    ),
)

LAST_GROUP = Group(
    "What do the logs tell? They are drawn upon only when nothing above is confirmed.",
    (
        _place(
            own_certificate.own_certificate_refused,
            verdicts.own_certificate.OWN_PRIVATE_KEY_UNUSABLE,
            verdicts.own_certificate.OWN_CERTIFICATE_UNUSABLE,
            how="by what HealthService logged about its own certificate",
        ),
        _place(clock.clocks_differ_by_the_log, verdicts.clock.CLOCK_SKEW, how="by the log"),
        _place(
            schannel.private_key_inaccessible,
            verdicts.own_certificate.OWN_PRIVATE_KEY_UNUSABLE,
            how="by Schannel's event in the log System",
        ),
        _place(
            schannel.gateway_key_inaccessible,
            verdicts.gateway_side.GATEWAY_CERTIFICATE_NOT_LOADED,
            how="by Schannel's event in the log System",
        ),
        _place(
            schannel.no_cipher_in_common,
            verdicts.connection.TLS_MISMATCH,
            how="by Schannel's events in the logs System",
        ),
        _place(connection.tls_mismatch_logged, verdicts.connection.TLS_MISMATCH, how="by the log"),
        _place(
            authentication.own_key_refused,
            verdicts.own_certificate.OWN_PRIVATE_KEY_UNUSABLE,
            how="by a code in the log",
        ),
        _place(
            authentication.certificate_revoked,
            verdicts.gateway_trust.GATEWAY_CERTIFICATE_UNUSABLE,
            verdicts.own_certificate.OWN_CERTIFICATE_UNUSABLE,
            how="when a code in the log says that it is revoked",
        ),
        _place(authentication.revocation_unknown, verdicts.authentication.REVOCATION_UNKNOWN),
        _place(authentication.wrong_principal, verdicts.authentication.WRONG_PRINCIPAL),
        _place(authentication.peer_certificate_expired, verdicts.authentication.PEER_CERTIFICATE_EXPIRED),
        _place(gateway_side.manual_agents_rejected, verdicts.gateway_side.MANUAL_AGENTS_REJECTED),
        _place(
            gateway_side.not_approved,
            verdicts.gateway_side.NOT_APPROVED,
            verdicts.gateway_side.MOVED_OR_DELETED,
            how="by the gateway's log",
        ),
        _place(kerberos.kerberos_failing, verdicts.kerberos.KERBEROS_FAILING),
        _place(
            gateway_side.gateway_certificate_faulty,
            verdicts.gateway_trust.GATEWAY_CERTIFICATE_UNUSABLE,
            how="by what SCOM asks of a certificate",
        ),
        _place(connection.root_store_fault_on_gateway, verdicts.connection.ROOT_STORE_FAULT, how="on the gateway"),
        _place(schannel.too_many_roots, verdicts.handshake.TOO_MANY_ROOTS_ON_GATEWAY),
        _place(schannel.certificate_refused, verdicts.handshake.CERTIFICATE_REFUSED),
        _place(
            gateway_side.closed_after_authentication,
            verdicts.gateway_side.NOT_APPROVED,
            verdicts.gateway_side.MOVED_OR_DELETED,
            how="by the agent's log",
        ),
        _place(connection.certificate_not_used, verdicts.connection.CERTIFICATE_NOT_USED),
        _place(
            schannel.client_certificate_missing,
            verdicts.connection.CERTIFICATE_NOT_USED,
            how="by Schannel's event in the log System",
        ),
        _place(connection.root_store_fault, verdicts.connection.ROOT_STORE_FAULT, how="on the host"),
        _place(authentication.own_root_missing, verdicts.authentication.OWN_ROOT_MISSING),
        _place(authentication.trust_not_in_effect, verdicts.authentication.TRUST_NOT_IN_EFFECT),
        _place(gateway_trust.gateway_certificate_unknown, verdicts.gateway_trust.GATEWAY_CERTIFICATE_UNKNOWN),
        _place(connection.authentication_failing, verdicts.connection.AUTHENTICATION_FAILING),
        _place(connection.link_down_unexplained, verdicts.connection.LINK_DOWN_UNEXPLAINED),
    ),
)

VERDICT_RULES = tuple(place.rule for group in GROUPS for place in group.places)
LAST_RULES = tuple(place.rule for place in LAST_GROUP.places)
