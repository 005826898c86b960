# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the registry and the services of a host say by themselves: is there an agent, whom does it contact, and does it run?"""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict

NO_AGENT = Verdict(
    "no_agent",
    Severity.INFO,
    "The SCOM agent is not installed.",
    "Install the agent, if the host is to be monitored.",
    sources.AGENT_REGISTRY,
    advice=(
        "Nothing, if the host is not to be monitored. Otherwise the SCOM administrators install the agent, and the "
        "check is run again."
    ),
    turn=Turn.NOBODY,
    has_agent=False,
    concerns_gateway=False,
    survives_link=True,
)
UNDETERMINED = Verdict(
    "undetermined",
    Severity.ERROR,
    "The host did not deliver what the verdict needs; nothing is changed on such a host.",
    "Remove what the evidence names, in the host's own words where it gave any, and run the check again.",
    "the host's own answer",
    advice=(
        "Read the evidence: it holds the host's own words. It is also the verdict when the check itself failed, and "
        "``gateway_trust_result.msg`` says why then. Where access is denied, the account needs local administrator "
        "rights, and in a workgroup any account but the built-in Administrator also needs "
        "``LocalAccountTokenFilterPolicy`` = 1. Where a program is blocked, let the WinRM account start cmd.exe, reg.exe and "
        "wevtutil.exe. ``onboard`` changes nothing on such a host, and the run ends with an error for it."
    ),
    turn=Turn.ACCOUNT,
    unread=True,
    survives_link=True,
    next_step="Remove what kept the host from being read and run the check again.",
)
NOT_AN_AGENT = Verdict(
    "not_an_agent",
    Severity.INFO,
    "The host is a server of System Center, or an agent of Log Analytics only, and no agent of a management group.",
    "Take the host out of the play.",
    sources.AGENT_REGISTRY,
    advice="Nothing on the host. Take it out of the play with ``--limit`` or in the inventory.",
    turn=Turn.NOBODY,
    has_agent=False,
    concerns_gateway=False,
    survives_link=True,
)
AGENT_INCOMPLETE = Verdict(
    "agent_incomplete",
    Severity.ERROR,
    "The agent is installed in part only: its set-up and its service do not go together.",
    "Repair or remove the installation of the agent.",
    sources.AGENT_REGISTRY,
    advice=(
        "The host's administrators finish or remove the installation with the agent's own set-up. ``onboard`` changes "
        "nothing until then."
    ),
    symptoms=(
        Symptom(
            "No events, no service or no set-up",
            "The registry and the list of services",
            "The installation is not complete",
            "Repair it",
            leads_to="agent_incomplete_, no_agent_",
        ),
    ),
    turn=Turn.CONFIGURATION,
    survives_link=True,
)
AD_INTEGRATION = Verdict(
    "ad_integration",
    Severity.ERROR,
    "The agent asks Active Directory for its management group, which a workgroup host never gets, and a member only from a domain controller.",
    "Turn Active Directory integration off and add the management group with the gateway as its server.",
    sources.CONNECTIVITY,
    advice=(
        "The host's administrators set ``EnableADIntegration`` to 0 or clear the box in the Control Panel (Microsoft "
        "Monitoring Agent), and add the management group there with the gateway's name. Then run ``onboard``."
    ),
    symptoms=(
        Symptom(
            "2003, 2010 or 20012",
            "``EnableADIntegration`` is 1",
            "The agent waits for Active Directory",
            "Turn it off, add the management group",
            leads_to="ad_integration_, active_directory_on_",
        ),
    ),
    turn=Turn.CONFIGURATION,
    survives_link=True,
)
PARENTS_FROM_ACTIVE_DIRECTORY = Verdict(
    "parents_from_active_directory",
    Severity.WARNING,
    "The host is a member of a domain and its agent asks Active Directory for its parents, so the registry does not say whom it contacts.",
    (
        "Look in the console whether the agent is assigned to this gateway by Active Directory integration; if it is not to be, "
        "turn the integration off and add the management group with the gateway as its server."
    ),
    sources.unverified(sources.CONNECTIVITY),
    advice=(
        "On a member of a domain this may be as it should be. Events 2003, 2010 and 20012 in its log Operations Manager say that "
        "Active Directory gave it nothing: then let it reach a domain controller, and have the SCOM administrators look at "
        "MOMADAdmin and the assignment rules. ``onboard`` changes nothing on such a host."
    ),
    symptoms=(
        Symptom(
            "2003, 2010 or 20012 on a member of a domain",
            "``EnableADIntegration`` is 1, and no parent stands in the registry",
            "Active Directory gave the agent no management group",
            "Let it reach a domain controller, look at the assignment",
        ),
    ),
    turn=Turn.CONFIGURATION,
    survives_link=True,
)
NO_MANAGEMENT_GROUP = Verdict(
    "no_management_group",
    Severity.ERROR,
    "The agent belongs to no management group, so it contacts nobody.",
    "Add the management group with the gateway as its server.",
    sources.CONNECTIVITY,
    advice=(
        "The host's administrators add the management group in the Control Panel (Microsoft Monitoring Agent), with "
        "the gateway's name and port 5723. Then run ``onboard``."
    ),
    symptoms=(
        Symptom(
            "2003 alone",
            "No management group with a parent in the registry",
            "The agent belongs to no management group",
            "Add it",
        ),
    ),
    turn=Turn.CONFIGURATION,
    survives_link=True,
)
NOT_POINTED_AT_GATEWAY = Verdict(
    "not_pointed_at_gateway",
    Severity.INFO,
    "No management group of the agent has this gateway as a parent.",
    "Nothing is to be done here, or point the agent at the gateway.",
    sources.AGENT_REGISTRY,
    advice=(
        "Nothing, if another gateway serves the host. If the agent knows this gateway by another name, which the "
        "evidence shows, give that name in ``gateway_trust_gateway_aliases``."
    ),
    symptoms=(
        Symptom(
            "The host has nothing to do with this gateway",
            "Its parents and its role",
            "It serves another gateway, or is no agent",
            "Nothing",
            leads_to="not_pointed_at_gateway_, not_an_agent_",
        ),
    ),
    turn=Turn.NOBODY,
    concerns_gateway=False,
    survives_link=True,
)
MANAGEMENT_GROUP_UNKNOWN = Verdict(
    "management_group_unknown",
    Severity.ERROR,
    "The gateway does not serve the management group that the agent asks for.",
    "Correct the name of the management group on the agent, in case and spelling, or point it at the right gateway.",
    sources.unverified(sources.AGENT_REGISTRY),
    advice=(
        "The evidence holds both names. The host's administrators remove the wrong management group and add the right "
        "one, spelled as on the gateway. Probable means that they differ in upper and lower case only."
    ),
    symptoms=(
        Symptom(
            "20070, the gateway serves another management group",
            "The names in the registry of both sides",
            "The name is wrong on the agent, be it in case or spelling",
            "Remove the management group and add the right one",
        ),
    ),
    turn=Turn.CONSOLE,
)
AGENT_STOPPED = Verdict(
    "agent_stopped",
    Severity.ERROR,
    "The agent does not run.",
    "Start the service HealthService, and set its start mode to automatic when it is disabled.",
    sources.CONNECTIVITY,
    advice=(
        "Ask why it is stopped, then start it with ``health_service`` and ``state=started``. ``onboard`` does not "
        "start it, because somebody may have stopped it on purpose; after it has brought the root, it does when the "
        "start mode is automatic."
    ),
    symptoms=(
        Symptom(
            "No events, the service is stopped or disabled",
            "The state and the start mode of the service",
            "The agent does not run",
            "Start it",
        ),
    ),
    turn=Turn.CONFIGURATION,
)
