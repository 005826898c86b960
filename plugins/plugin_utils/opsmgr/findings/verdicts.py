# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of findings that can be a verdict: each is one reason why an agent doesn't talk to its gateway."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources

NO_AGENT = Kind(
    "no_agent",
    Severity.INFO,
    "The SCOM agent is not installed.",
    "Install the agent, if the host is to be monitored.",
    sources.AGENT_REGISTRY,
)
NOT_AN_AGENT = Kind(
    "not_an_agent",
    Severity.INFO,
    "The host is a server of System Center, or an agent of Log Analytics only, and no agent of a management group.",
    "Take the host out of the play.",
    sources.AGENT_REGISTRY,
)
AGENT_INCOMPLETE = Kind(
    "agent_incomplete",
    Severity.ERROR,
    "The agent is installed in part only: its set-up and its service do not go together.",
    "Repair or remove the installation of the agent.",
    sources.AGENT_REGISTRY,
)
UNDETERMINED = Kind(
    "undetermined",
    Severity.ERROR,
    "The WinRM account may not read what the verdict needs, or it is damaged; nothing is changed on such a host.",
    "Give the WinRM account the right to read it, or repair it on the host.",
    "the host's own answer",
)
AD_INTEGRATION = Kind(
    "ad_integration",
    Severity.ERROR,
    "The agent waits for its management group from Active Directory, which a workgroup host never gets.",
    "Turn Active Directory integration off and add the management group with the gateway as its server.",
    sources.CONNECTIVITY,
)
NO_MANAGEMENT_GROUP = Kind(
    "no_management_group",
    Severity.ERROR,
    "The agent belongs to no management group, so it contacts nobody.",
    "Add the management group with the gateway as its server.",
    sources.CONNECTIVITY,
)
NOT_POINTED_AT_GATEWAY = Kind(
    "not_pointed_at_gateway",
    Severity.INFO,
    "No management group of the agent has this gateway as a parent.",
    "Nothing is to be done here, or point the agent at the gateway.",
    sources.AGENT_REGISTRY,
)
GATEWAY_ROOT_EXPIRED = Kind(
    "gateway_root_expired",
    Severity.ERROR,
    "The root behind the gateway's certificate has expired.",
    "Renew the root, have the gateway's certificate issued again, and import the new root.",
    sources.X509,
)
GATEWAY_CERTIFICATE_UNUSABLE = Kind(
    "gateway_certificate_unusable",
    Severity.ERROR,
    "The gateway's certificate or one of its issuers cannot be used by any agent.",
    "Issue the gateway's certificate again and register it on the gateway with MOMCertImport.",
    sources.CERTIFICATES,
)
ROOT_DISTRUSTED = Kind(
    "root_distrusted",
    Severity.ERROR,
    "A certificate of the gateway's chain is in the host's store Disallowed, which wins over Root.",
    "Ask why it was disallowed, and remove it from there only if that was a mistake.",
    sources.unverified("wincrypt.h, CERT_TRUST_IS_EXPLICIT_DISTRUST"),
)
ROOT_RESTRICTED = Kind(
    "root_restricted",
    Severity.ERROR,
    "The root is in the host's store Root, but that entry does not allow it for server authentication.",
    "Lift the restriction of purposes from the entry in Root (certificate properties, Enable all purposes).",
    sources.unverified("wincrypt.h, CERT_ENHKEY_USAGE_PROP_ID"),
)
ROOT_MISSING = Kind(
    "root_missing",
    Severity.ERROR,
    "The host does not trust the root behind the gateway's certificate.",
    "Import the gateway's root into the store Root of LocalMachine and restart the agent.",
    sources.WORKGROUP,
)
INTERMEDIATE_MISSING = Kind(
    "intermediate_missing",
    Severity.ERROR,
    "The host lacks an intermediate between the gateway's certificate and its root.",
    "Import the intermediate into the store CA of LocalMachine, not into Root.",
    sources.WORKGROUP,
)
LATENT_CERTIFICATE_FAULT = Kind(
    "latent_certificate_fault",
    Severity.WARNING,
    "The agent runs on the certificate that it loaded at its start, and would not come back after a restart.",
    "Register the agent's certificate again with MOMCertImport before anybody restarts HealthService.",
    sources.STALE_SERIAL,
)
OWN_CERTIFICATE_NOT_REGISTERED = Kind(
    "own_certificate_not_registered",
    Severity.ERROR,
    "No channel certificate is registered, so the agent can only try Kerberos, which cannot work in a workgroup.",
    "Request a certificate for the host and register it with MOMCertImport, as an administrator.",
    sources.CONNECTIVITY,
)
OWN_CERTIFICATE_NOT_FOUND = Kind(
    "own_certificate_not_found",
    Severity.ERROR,
    "The registered serial number belongs to no certificate of the store My: it was renewed or deleted.",
    "Register the certificate that is there now with MOMCertImport.",
    sources.CONNECTIVITY,
)
OWN_PRIVATE_KEY_UNUSABLE = Kind(
    "own_private_key_unusable",
    Severity.ERROR,
    "The agent's certificate has no private key that HealthService can use.",
    "Repair it with certutil -repairstore, or issue the certificate again with a machine key of a legacy provider.",
    sources.CONNECTIVITY,
)
OWN_CERTIFICATE_UNUSABLE = Kind(
    "own_certificate_unusable",
    Severity.ERROR,
    "The agent's own certificate does not meet what SCOM asks of it.",
    "Issue the agent's certificate again and register it with MOMCertImport.",
    sources.CERTIFICATES,
)
AGENT_DISTRUSTED_ON_GATEWAY = Kind(
    "agent_distrusted_on_gateway",
    Severity.ERROR,
    "A certificate of the agent's chain is in the gateway's store Disallowed.",
    "Ask on the gateway why it was disallowed, or issue the agent's certificate from another CA.",
    sources.unverified("wincrypt.h, CERT_TRUST_IS_EXPLICIT_DISTRUST"),
)
AGENT_ROOT_MISSING_ON_GATEWAY = Kind(
    "agent_root_missing_on_gateway",
    Severity.ERROR,
    "The gateway does not trust the root behind the agent's certificate.",
    "Import the agent's root into the store Root of LocalMachine on the gateway, not on this host.",
    sources.MANAGEMENT_PACK,
)
AGENT_INTERMEDIATE_MISSING_ON_GATEWAY = Kind(
    "agent_intermediate_missing_on_gateway",
    Severity.ERROR,
    "The gateway lacks an intermediate between the agent's certificate and its root.",
    "Import the intermediate into the store CA of LocalMachine on the gateway.",
    sources.WORKGROUP,
)
NAME_MISMATCH = Kind(
    "name_mismatch",
    Severity.ERROR,
    "The name in the agent's configuration is not the one in the gateway's certificate.",
    "Point the agent at the name that the certificate holds, or issue the gateway's certificate for that name.",
    sources.unverified(sources.AGENT_REGISTRY),
)
MANAGEMENT_GROUP_UNKNOWN = Kind(
    "management_group_unknown",
    Severity.ERROR,
    "The gateway does not serve the management group that the agent asks for.",
    "Correct the name of the management group on the agent, in case and spelling, or point it at the right gateway.",
    sources.unverified(sources.AGENT_REGISTRY),
)
RESTART_PENDING = Kind(
    "restart_pending",
    Severity.ERROR,
    "What the agent needs is in place, but it was not restarted since, or was stopped since.",
    "Restart HealthService, as an onboarding does.",
    sources.unverified(sources.CONNECTIVITY),
)
AGENT_STOPPED = Kind(
    "agent_stopped",
    Severity.ERROR,
    "The agent does not run.",
    "Start the service HealthService, and set its start mode to automatic when it is disabled.",
    sources.CONNECTIVITY,
)
GATEWAY_STOPPED = Kind(
    "gateway_stopped",
    Severity.ERROR,
    "HealthService does not run on the gateway, so none of its agents can connect.",
    "Start HealthService on the gateway.",
    sources.GRAY_STATE,
)
GATEWAY_CUT_OFF = Kind(
    "gateway_cut_off",
    Severity.ERROR,
    "The gateway itself has no link to its management server, so its agents get nowhere.",
    "Mend the link between the gateway and its management server first.",
    sources.GRAY_STATE,
)
GATEWAY_NAME_UNRESOLVED = Kind(
    "gateway_name_unresolved",
    Severity.ERROR,
    "The agent cannot resolve the gateway's name.",
    "Make the name known in the DNS or in the hosts file, forward and reverse.",
    sources.CONNECTIVITY,
)
GATEWAY_PORT_FILTERED = Kind(
    "gateway_port_filtered",
    Severity.ERROR,
    "Nothing answers at the gateway's port: a firewall drops the packets, or the address is wrong.",
    "Open the port from the host to the gateway in the firewalls between them.",
    sources.CONNECTIVITY,
)
GATEWAY_NOT_LISTENING = Kind(
    "gateway_not_listening",
    Severity.ERROR,
    "The address that the agent connects to refuses the port: no HealthService listens there.",
    "Start HealthService on the gateway, and compare the address and the port with the agent's configuration.",
    sources.CONNECTIVITY,
)
GATEWAY_NOT_REACHED = Kind(
    "gateway_not_reached",
    Severity.ERROR,
    "The agent cannot connect to the gateway's port.",
    "Look the code of the error up, and check the route and the firewalls between host and gateway.",
    sources.CONNECTIVITY,
)
TLS_MISMATCH = Kind(
    "tls_mismatch",
    Severity.ERROR,
    "Agent and gateway have no version of TLS or no cipher in common.",
    "Align the Schannel settings of both, and update an agent or gateway that is too old for TLS 1.2.",
    sources.unverified("TLS 1.2 enforcement for SCOM, 2012 R2 UR14 and 2016 UR4 or later; SEC_E_ALGORITHM_MISMATCH"),
)
MANUAL_AGENTS_REJECTED = Kind(
    "manual_agents_rejected",
    Severity.ERROR,
    "The management group rejects agents that were installed by hand.",
    "Set Security, Review new manual agent installations, in the management group's settings, then approve this agent.",
    sources.CONNECTOR_EVENTS,
)
NOT_APPROVED = Kind(
    "not_approved",
    Severity.ERROR,
    "The gateway knows no agent of this name: it is not approved, or its configuration has not reached the gateway.",
    "Approve this agent under Pending Management, or wait some minutes if that was done. No root is missing.",
    sources.CONNECTIVITY,
)
CERTIFICATE_NOT_USED = Kind(
    "certificate_not_used",
    Severity.ERROR,
    "The agent tried Kerberos: one of the two sides did not use its channel certificate.",
    "Look in the log of both sides for event 20053 after the last start, and register the certificate where it is missing.",
    sources.CONNECTIVITY,
)
ROOT_STORE_FAULT = Kind(
    "root_store_fault",
    Severity.ERROR,
    "Certificates that are not self-signed lie in the store Root, which makes Windows refuse good certificates.",
    "Move them to the store CA, and restart the machine if it persists.",
    sources.ROOT_STORE,
)
AUTHENTICATION_FAILING = Kind(
    "authentication_failing",
    Severity.ERROR,
    "Authentication fails although the certificates of both sides look right from here.",
    "Check clocks, reverse lookup of both names, revocation lists, the System log's Schannel events, and Pending Management.",
    sources.CONNECTIVITY,
)

LINK_DOWN_UNEXPLAINED = Kind(
    "link_down_unexplained",
    Severity.ERROR,
    "The agent has no channel to the gateway, and nothing that was read says why.",
    "Read the log Operations Manager of both sides by hand, and the System log's Schannel events; then restart the agent once.",
    sources.CONNECTIVITY,
)

TRUSTED = "trusted"
"""Nothing speaks against it."""

UNREACHABLE = "unreachable"
"""Nothing could be read, so there is no finding."""

VERDICTS = (
    NO_AGENT,
    NOT_AN_AGENT,
    AGENT_INCOMPLETE,
    UNDETERMINED,
    AD_INTEGRATION,
    NO_MANAGEMENT_GROUP,
    NOT_POINTED_AT_GATEWAY,
    GATEWAY_ROOT_EXPIRED,
    GATEWAY_CERTIFICATE_UNUSABLE,
    ROOT_DISTRUSTED,
    ROOT_RESTRICTED,
    ROOT_MISSING,
    INTERMEDIATE_MISSING,
    LATENT_CERTIFICATE_FAULT,
    OWN_CERTIFICATE_NOT_REGISTERED,
    OWN_CERTIFICATE_NOT_FOUND,
    OWN_PRIVATE_KEY_UNUSABLE,
    OWN_CERTIFICATE_UNUSABLE,
    AGENT_DISTRUSTED_ON_GATEWAY,
    AGENT_ROOT_MISSING_ON_GATEWAY,
    AGENT_INTERMEDIATE_MISSING_ON_GATEWAY,
    NAME_MISMATCH,
    MANAGEMENT_GROUP_UNKNOWN,
    RESTART_PENDING,
    AGENT_STOPPED,
    GATEWAY_STOPPED,
    GATEWAY_CUT_OFF,
    GATEWAY_NAME_UNRESOLVED,
    GATEWAY_PORT_FILTERED,
    GATEWAY_NOT_LISTENING,
    GATEWAY_NOT_REACHED,
    TLS_MISMATCH,
    MANUAL_AGENTS_REJECTED,
    NOT_APPROVED,
    CERTIFICATE_NOT_USED,
    ROOT_STORE_FAULT,
    AUTHENTICATION_FAILING,
    LINK_DOWN_UNEXPLAINED,
)
