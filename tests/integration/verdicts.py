# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the reference's diagnosis table says of each scenario of the lab: verdict, confidence, link, and all findings."""

from __future__ import annotations

TRUSTED = "trusted confirmed up: console_delay"
LOGGED = "link_failure_logged gateway_refused_agent"

EXPECTED = {
    # The gateway's chain on the agent.
    "trusted": TRUSTED,
    "root_missing": f"root_missing confirmed down: root_missing {LOGGED}",
    "root_by_policy_only": "trusted confirmed up: root_from_policy_only console_delay",
    "root_disallowed": f"root_distrusted confirmed down: root_distrusted {LOGGED}",
    "root_restricted": f"root_restricted probable down: root_restricted not_approved {LOGGED}",
    "old_root_same_key": TRUSTED,
    "root_same_name_other_key": f"root_missing confirmed down: root_missing {LOGGED}",
    "leaf_in_root": "trusted confirmed up: not_self_signed_in_root console_delay",
    "issuing_ca_missing": f"intermediate_missing probable down: intermediate_missing not_approved {LOGGED}",
    "issuing_ca_sent": TRUSTED,
    "gateway_renewed_root": f"root_missing confirmed down: root_missing {LOGGED}",
    "gateway_root_expired": f"gateway_root_expired confirmed down: gateway_root_expired {LOGGED}",
    "gateway_certificate_expired": (
        "gateway_certificate_unusable confirmed down: gateway_certificate_unusable link_failure_logged"
    ),
    # The agent's own certificate.
    "certificate_unregistered": (
        "own_certificate_not_registered confirmed down: "
        "own_certificate_not_registered link_failure_logged channel_certificate_not_registered"
    ),
    "serial_without_certificate": (
        "own_certificate_not_found confirmed down: "
        "own_certificate_not_found link_failure_logged channel_certificate_not_found"
    ),
    "certificate_in_agent_store": (
        "own_certificate_not_found confirmed down: "
        "own_certificate_not_found link_failure_logged channel_certificate_not_found"
    ),
    "private_key_missing": (
        "own_private_key_unusable confirmed down: own_private_key_unusable link_failure_logged private_key_missing"
    ),
    "private_key_of_user": (
        "own_private_key_unusable confirmed down: own_private_key_unusable link_failure_logged private_key_of_user"
    ),
    "cng_key": "own_private_key_unusable confirmed down: own_private_key_unusable link_failure_logged key_provider_cng",
    "key_spec_signature": (
        "own_certificate_unusable confirmed down: own_certificate_unusable link_failure_logged key_spec_wrong"
    ),
    "certificate_expired": (
        "own_certificate_unusable confirmed down: own_certificate_unusable link_failure_logged certificate_expired"
    ),
    "certificate_not_yet_valid": (
        "own_certificate_unusable confirmed down: "
        "own_certificate_unusable link_failure_logged certificate_not_yet_valid"
    ),
    "purposes_missing": (
        "own_certificate_unusable confirmed down: own_certificate_unusable link_failure_logged purposes_missing"
    ),
    "other_common_name": (
        "own_certificate_unusable confirmed down: "
        "own_certificate_unusable link_failure_logged common_name_differs alternative_name_differs"
    ),
    "two_with_one_serial": "trusted confirmed up: channel_certificate_ambiguous console_delay",
    "certificate_registered_after_start": (
        "restart_pending probable down: restart_pending certificate_not_used link_failure_logged"
    ),
    "latent_renewal": (
        "latent_certificate_fault confirmed up: latent_certificate_fault channel_certificate_not_found console_delay"
    ),
    "latent_expiry": (
        "latent_certificate_fault confirmed up: latent_certificate_fault certificate_expired console_delay"
    ),
    # The agent on the gateway.
    "agent_root_unknown_to_gateway": (
        f"agent_root_missing_on_gateway confirmed down: agent_root_missing_on_gateway {LOGGED}"
    ),
    "agent_issuer_unknown_to_gateway": (
        "agent_intermediate_missing_on_gateway probable down: "
        f"agent_intermediate_missing_on_gateway authentication_failing {LOGGED}"
    ),
    "pending_approval": f"not_approved confirmed down: not_approved {LOGGED}",
    "manual_agents_rejected": f"manual_agents_rejected confirmed down: manual_agents_rejected {LOGGED}",
    "unknown_management_group": f"management_group_unknown confirmed down: management_group_unknown {LOGGED}",
    "configuration_pending": "trusted confirmed probable: configuration_pending",
    "gateway_stopped": "gateway_stopped confirmed down: gateway_stopped gateway_not_listening link_failure_logged",
    "gateway_cut_off": "gateway_cut_off confirmed probable: gateway_cut_off configuration_pending",
    "gateway_without_certificate": (
        "gateway_certificate_not_loaded confirmed down: gateway_certificate_not_loaded link_failure_logged"
    ),
    "leaf_in_gateway_root": (
        f"root_store_fault probable down: root_store_fault {LOGGED} not_self_signed_in_gateway_root"
    ),
    # The way between the two.
    "wrong_authentication_name": "name_mismatch confirmed down: name_mismatch link_failure_logged parent_names_differ",
    "name_unresolved": "gateway_name_unresolved confirmed down: gateway_name_unresolved link_failure_logged",
    "port_filtered": "gateway_port_filtered confirmed down: gateway_port_filtered link_failure_logged",
    "not_listening": "gateway_not_listening confirmed down: gateway_not_listening link_failure_logged",
    "tls_mismatch": "tls_mismatch confirmed down: tls_mismatch link_failure_logged schannel_logged",
    "gateway_behind_nat": "trusted confirmed probable: ",
    "failover": TRUSTED,
    "multi_homed_one_down": f"root_missing confirmed down: root_missing {LOGGED} other_management_groups",
    # The installation.
    "pointed_elsewhere": "not_pointed_at_gateway confirmed unknown: not_pointed_at_gateway",
    "ad_integration": "ad_integration confirmed unknown: ad_integration",
    "no_management_group": "no_management_group confirmed unknown: no_management_group",
    "service_stopped": "agent_stopped confirmed down: agent_stopped",
    "service_disabled": "agent_stopped confirmed down: agent_stopped",
    "setup_without_service": "agent_incomplete confirmed down: agent_incomplete",
    "service_without_setup": "agent_incomplete confirmed unknown: agent_incomplete",
    "log_analytics_only": "not_an_agent confirmed unknown: not_an_agent",
    "management_server": "not_an_agent confirmed unknown: not_an_agent",
    "service_manager": "not_an_agent confirmed unknown: not_an_agent",
    "no_agent": "no_agent confirmed unknown: no_agent",
}
