# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the registry and the services of a host say by themselves: is there an agent, and whom does it contact?"""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import InstallState, Role, install_state
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import registry as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import ServiceState

_FAILURES_OF_ACTIVE_DIRECTORY = frozenset({2003, 2010, 20012})

_ON_ITS_WAY = (
    "Wait a minute and check again. If HealthService is still neither running nor stopped, end its process HealthService.exe and "
    "start the service."
)

_OF_A_MEMBER = (
    "Let the host reach a domain controller, and have the SCOM administrators look at the assignment by Active Directory; or turn "
    "Active Directory integration off, as the registry names the parent already."
)

_ROLES = {
    Role.GATEWAY: "a gateway",
    Role.MANAGEMENT_SERVER: "a management server",
    Role.SERVICE_MANAGER: "a server of Service Manager",
    Role.LOG_ANALYTICS_AGENT: "an agent of Log Analytics only",
}


def no_agent(evidence: Evidence) -> RuleResult | None:
    if evidence.unreadable is not None or _install_state(evidence) != InstallState.ABSENT:
        return None
    return RuleResult(kinds.NO_AGENT("the registry holds no Operations Manager set-up, and there is no HealthService"))


def not_an_agent(evidence: Evidence) -> RuleResult | None:
    what = _ROLES.get(evidence.agent.role)
    if what is None:
        return None
    product = f" ({evidence.agent.product})" if evidence.agent.product else ""
    return RuleResult(kinds.NOT_AN_AGENT(f"the host is {what}{product}"))


def agent_incomplete(evidence: Evidence) -> RuleResult | None:
    sentence = {
        InstallState.SETUP_WITHOUT_SERVICE: "the registry holds the set-up of an agent, but the service HealthService is not installed",
        InstallState.SERVICE_WITHOUT_SETUP: "the service HealthService is installed, but the registry holds no set-up of an agent",
    }.get(_install_state(evidence))
    if evidence.unreadable is not None or sentence is None or evidence.agent.role not in (Role.AGENT, Role.NONE):
        return None
    return RuleResult(kinds.AGENT_INCOMPLETE(sentence))


def undetermined(evidence: Evidence) -> RuleResult | None:
    if evidence.unreadable is None:
        return None
    return RuleResult(kinds.UNDETERMINED(str(evidence.unreadable)), Confidence.UNKNOWN)


def ad_integration(evidence: Evidence) -> RuleResult | None:
    """Always wrong in a workgroup; a member of a domain may get its parents so."""
    source = _directory(evidence)
    if source is None or evidence.is_member:
        return None
    return RuleResult(kinds.AD_INTEGRATION(f"{source}, and the registry names no parent"))


def parents_from_active_directory(evidence: Evidence) -> RuleResult | None:
    source = _directory(evidence)
    if source is None or not evidence.is_member or evidence.computer is None:
        return None
    sentence = (
        f"{source}, the registry names no parent, and the host is a member of the domain {evidence.computer.domain}"
    )
    return RuleResult(kinds.PARENTS_FROM_ACTIVE_DIRECTORY(sentence), Confidence.PROBABLE)


def _directory(evidence: Evidence) -> str | None:
    """What says that Active Directory names the parents of an agent, where the registry names none."""
    agent = evidence.agent
    if agent.role != Role.AGENT or agent.parents or not (agent.ad_integration or agent.active_directory_groups):
        return None
    return "EnableADIntegration is 1" if agent.ad_integration else "UseActiveDirectory is 1"


def ad_integration_failing(evidence: Evidence) -> RuleResult | None:
    """The registry names parents, and yet the agent asks Active Directory and gets no answer."""
    failure = evidence.failure
    if failure is None or failure.event_id not in _FAILURES_OF_ACTIVE_DIRECTORY or not evidence.agent.ad_integration:
        return None
    sentence = f"EnableADIntegration is 1; {opsmgr_events.describe(failure)}"
    return RuleResult(kinds.AD_INTEGRATION(sentence, _OF_A_MEMBER if evidence.is_member else ""))


def no_management_group(evidence: Evidence) -> RuleResult | None:
    """A management group without any parent is as good as none."""
    if evidence.agent.role != Role.AGENT or evidence.agent.parents or _directory(evidence):
        return None
    return RuleResult(kinds.NO_MANAGEMENT_GROUP("the registry names no management group with a parent"))


def not_pointed_at_gateway(evidence: Evidence) -> RuleResult | None:
    if evidence.agent.role != Role.AGENT or evidence.parent is not None or not evidence.agent.parents:
        return None
    parents = ", ".join(sorted({parent.network_name for parent in evidence.agent.parents}))
    return RuleResult(kinds.NOT_POINTED_AT_GATEWAY(f"its parents: {parents}"))


def management_group_unknown(evidence: Evidence) -> RuleResult | None:
    parent, gateway_evidence = evidence.parent, evidence.gateway_evidence
    if parent is None or gateway_evidence is None or not gateway_evidence.management_groups:
        return None
    group, served = parent.management_group, gateway_evidence.management_groups
    if group in served:
        return None
    names = f"the agent asks for {group}, the gateway serves {', '.join(served)}"
    differs_in_case_only = group.lower() in (each.lower() for each in served)
    return RuleResult(
        kinds.MANAGEMENT_GROUP_UNKNOWN(names), Confidence.PROBABLE if differs_in_case_only else Confidence.CONFIRMED
    )


def agent_stopped(evidence: Evidence) -> RuleResult | None:
    if evidence.link is None or evidence.link.running or evidence.service is None:
        return None
    service = evidence.service
    fix = "" if service.state == ServiceState.STOPPED else _ON_ITS_WAY
    return RuleResult(kinds.AGENT_STOPPED(f"HealthService is {service.state}, start mode {service.start_mode}", fix))


def _install_state(evidence: Evidence) -> InstallState:
    return install_state(evidence.agent, evidence.service is not None)
