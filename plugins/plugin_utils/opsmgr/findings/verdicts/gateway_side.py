# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a gateway does not let an agent in."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.gateway_trust import ROOT_RESTRICTED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.registry import MANAGEMENT_GROUP_UNKNOWN

AGENT_DISTRUSTED_ON_GATEWAY = Verdict(
    "agent_distrusted_on_gateway",
    Severity.ERROR,
    "A certificate of the agent's chain is in the gateway's store Disallowed.",
    "Ask on the gateway why it was disallowed, and have the agent's certificate issued again, by another CA if it is the CA's.",
    sources.unverified("wincrypt.h, CERT_TRUST_IS_EXPLICIT_DISTRUST"),
    advice=(
        "Nothing is to be done on the host. The gateway's administrators find out why the certificate is in their "
        "store Disallowed. If it is a CA's, all agents of that CA are concerned."
    ),
    turn=Turn.GATEWAY_STORES,
)
AGENT_ROOT_MISSING_ON_GATEWAY = Verdict(
    "agent_root_missing_on_gateway",
    Severity.ERROR,
    "The gateway does not trust the root behind the agent's certificate.",
    "Import the agent's root into the store Root of LocalMachine on the gateway, not on this host.",
    sources.MANAGEMENT_PACK,
    advice=(
        "Nothing is to be done on the host, and ``onboard`` does not change the gateway. The gateway's administrators "
        "import the root of the agent's CA there; ``root_certificate`` can do it, run on the gateway. Probable means "
        "that the missing issuer may be an intermediate."
    ),
    symptoms=(
        Symptom(
            "20072, 21003 or 20002 on the gateway",
            "The agent's chain, built against the gateway's stores",
            "The gateway does not trust the agent's root",
            "Import the root on the gateway",
            leads_to="agent_root_missing_on_gateway_, agent_intermediate_missing_on_gateway_",
        ),
    ),
    turn=Turn.GATEWAY_STORES,
)
AGENT_INTERMEDIATE_MISSING_ON_GATEWAY = Verdict(
    "agent_intermediate_missing_on_gateway",
    Severity.ERROR,
    "The gateway lacks an intermediate between the agent's certificate and its root.",
    "Import the intermediate into the store CA of LocalMachine on the gateway.",
    sources.WORKGROUP,
    advice=(
        "Nothing is to be done on the host. The gateway's administrators import the intermediate; ``root_certificate`` "
        "can do it, run on the gateway. Probable means that the agent might send it along."
    ),
    turn=Turn.GATEWAY_STORES,
)
GATEWAY_STOPPED = Verdict(
    "gateway_stopped",
    Severity.ERROR,
    "HealthService does not run on the gateway, so none of its agents can connect.",
    "Start HealthService on the gateway.",
    sources.GRAY_STATE,
    advice="The gateway's administrators start it. Nothing is to be done on the hosts; run the check again afterwards.",
    symptoms=(
        Symptom(
            "Many agents of one gateway at once",
            "The gateway's own service and link (21006, 21016 or 20070 in its log)",
            "The gateway is stopped or cut off",
            "Mend it first",
            leads_to="gateway_stopped_, gateway_cut_off_, gateway_link_down_",
        ),
    ),
    turn=Turn.GATEWAY,
)
GATEWAY_CERTIFICATE_NOT_LOADED = Verdict(
    "gateway_certificate_not_loaded",
    Severity.ERROR,
    "HealthService of the gateway loaded no certificate when it last started, so no agent can authenticate it by one.",
    "Register a certificate on the gateway that HealthService can load with MOMCertImport, or restart HealthService there where that was done.",
    sources.CONNECTIVITY,
    advice=(
        "Nothing is to be done on the hosts. The evidence holds the event of the gateway's log, and the fix says which of these "
        "it is: a certificate that is to be registered, a key that is to be repaired, a clock, or a restart of HealthService on "
        "the gateway. Probable means that the gateway has authenticated this agent since."
    ),
    symptoms=(
        Symptom(
            "20066, 20068, 20051 or 21036 and 21021 on the gateway",
            "The newest event of 20049 to 20077, 21022 and 21036 in the gateway's log",
            "The gateway could not load its certificate, and every agent of it fails",
            "What the event names, on the gateway; then restart HealthService there",
        ),
    ),
    turn=Turn.GATEWAY,
)
GATEWAY_CUT_OFF = Verdict(
    "gateway_cut_off",
    Severity.ERROR,
    "The gateway itself has no link to its management server, so its agents cannot be monitored.",
    "Mend the link between the gateway and its management server first.",
    sources.GRAY_STATE,
    advice=(
        "Start one level above: the gateway needs the same things towards its management server as an agent towards "
        "the gateway. The evidence is what the gateway logged of that link. With 20070 the management server does not know it as a "
        "gateway, and the fix names the gateway approval tool with its arguments."
    ),
    symptoms=(
        Symptom(
            "20070 and 21016 on the gateway, 21023 on its agents",
            "The management server closes the gateway's connection after authentication",
            "The gateway is not approved as a gateway",
            "Microsoft.EnterpriseManagement.GatewayApprovalTool.exe on the management server",
            leads_to="gateway_cut_off_, gateway_link_down_",
        ),
    ),
    turn=Turn.GATEWAY,
    survives_link=True,
)
MANUAL_AGENTS_REJECTED = Verdict(
    "manual_agents_rejected",
    Severity.ERROR,
    "The management group rejects agents that were installed by hand.",
    "Set Security, Review new manual agent installations, in the management group's settings, then approve this agent.",
    sources.CONNECTOR_EVENTS,
    advice=(
        "The SCOM administrators change the setting to Review, wait until the agent stands under Pending Management, "
        "and approve it by name. Nothing is to be imported."
    ),
    symptoms=(
        Symptom(
            "20070 on the agent, 20001 on the gateway",
            "The gateway's log",
            "The management group rejects agents that were installed by hand",
            "Set Review, then approve",
        ),
    ),
    turn=Turn.CONSOLE,
)
NOT_APPROVED = Verdict(
    "not_approved",
    Severity.ERROR,
    "The gateway knows no agent of this name: it is not approved, or its configuration has not reached the gateway.",
    "Approve this agent under Pending Management, or wait some minutes if that was done. If it is not listed there, an entry of an "
    "earlier installation is left under Agent Managed: delete that first, then restart the agent.",
    sources.CONNECTIVITY,
    advice=(
        "The SCOM administrators look under Administration, Pending Management, and approve this agent by name, never "
        "all that wait there. If it isn't listed, look for an entry of the same name under Agent Managed, as after the host was "
        "installed anew: delete it, and restart the agent, which is then listed. Otherwise see `What no remote read can see`_. "
        "Probable means that only one of the two logs says so. That no root is missing is said where the chains show it."
    ),
    symptoms=(
        Symptom(
            "20070 on the agent, 20000 on the gateway",
            "The gateway's log names the agent; the gateway's chain on the host is complete",
            "The agent is not approved, or its configuration is not there yet",
            "Approve this agent, or wait some minutes",
        ),
        Symptom(
            "20070, 21023 or 21024 for an approved agent",
            "20000 fades after minutes; 29120 or 29181 on the management server",
            "The configuration has not reached the gateway or the agent yet",
            "Wait; then look at the configuration service",
            leads_to="not_approved_, configuration_pending_",
        ),
        Symptom(
            "20000 names the agent with another DNS suffix",
            "The name in the gateway's log, the host's own name, the object in the console",
            "The host's suffix changed, or the approved object has another name",
            "Correct the suffix, or approve the agent by its new name",
            leads_to="not_approved_, common_name_differs_",
        ),
    ),
    turn=Turn.CONSOLE,
    doubtful_beside=(ROOT_RESTRICTED, MANAGEMENT_GROUP_UNKNOWN),  # 20070 and 20000 may be logged then as well
)
MOVED_OR_DELETED = Verdict(
    "moved_or_deleted",
    Severity.ERROR,
    "The management group has configured this agent before, and the gateway does not know it any more: it was moved to another "
    "parent, deleted, or has another name now.",
    "Look for the agent, by its present name, under Administration, Agent Managed. Where it is listed, point it at its primary "
    "management server as shown there, or change that to this gateway. Where it is not, restart it and approve it under Pending "
    "Management.",
    sources.MOVED_AGENTS,
    advice=(
        "Nothing is to be imported. The evidence says when the agent was configured last, and which parents its registry names. "
        "An agent that is moved in the console learns of it from the old parent; when that refuses it first, it never does, and "
        "its registry has to be set by hand (Control Panel, Microsoft Monitoring Agent), or the move taken back with "
        "``Set-SCOMParentManagementServer``. If the gateway was restarted or the agent moved some minutes ago, wait and check again. "
        "Probable means that only one of the two logs says that the gateway refuses the agent."
    ),
    symptoms=(
        Symptom(
            "20070 on the agent, 20000 on the gateway, and an older 1210",
            "Agent Managed in the console; the parents in the registry",
            "The agent was moved or deleted in the console, or has another name",
            "Point it at its primary management server, or approve it again",
        ),
    ),
    turn=Turn.CONSOLE,
    doubtful_beside=(ROOT_RESTRICTED,),
)
