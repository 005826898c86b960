# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry and the services tell whether there is an agent, and whom it contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import registry
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule

from tests.unit.plugins.plugin_utils.opsmgr.hosts import agent, gateway, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    DISABLED,
    MEMBER,
    NOW,
    RUNNING,
    WORKGROUP,
    assert_judged,
    evidence,
    failing,
    gateway_evidence,
    link,
    stopped,
)

UNREADABLE = Unreadable("the key Setup exists, but cannot be read")


def only(host: Agent, **facts: Any) -> Evidence:
    """A host of which nothing but its configuration and its service were looked at."""
    return Evidence(host, gateway(), NOW, **{"service": RUNNING, **facts})


def serving(*groups: str, asked: str = "CORP") -> Evidence:
    return evidence(parent=parent(group=asked), gateway_evidence=gateway_evidence(management_groups=groups))


BARE = only(Agent(), service=None)
ORPHANED_SERVICE = only(Agent())
IN_ORDER = evidence()
ELSEWHERE = only(agent(parent("ms02"), parent("ms01"), parent("ms01", "B")))
INTEGRATED = only(agent(ad_integration=True, management_groups=("CORP",)))
BY_DIRECTORY = only(agent(active_directory_groups=("CORP",), management_groups=("CORP",)))

JUDGED = {
    "a bare machine": (registry.no_agent, BARE, "no_agent", "confirmed", "there is no HealthService"),
    "a gateway": (registry.not_an_agent, only(Agent(Role.GATEWAY)), "not_an_agent", "confirmed", "is a gateway"),
    "a management server": (
        registry.not_an_agent,
        only(Agent(Role.MANAGEMENT_SERVER, "System Center Operations Manager Server")),
        "not_an_agent",
        "confirmed",
        "is a management server (System Center Operations Manager Server)",
    ),
    "Service Manager": (
        registry.not_an_agent,
        only(Agent(Role.SERVICE_MANAGER)),
        "not_an_agent",
        "confirmed",
        "Service Manager",
    ),
    "Log Analytics": (
        registry.not_an_agent,
        only(Agent(Role.LOG_ANALYTICS_AGENT)),
        "not_an_agent",
        "confirmed",
        "Log Analytics only",
    ),
    "a set-up without its service": (
        registry.agent_incomplete,
        only(agent(parent()), service=None),
        "agent_incomplete",
        "confirmed",
        "HealthService is not installed",
    ),
    "a service without its set-up": (
        registry.agent_incomplete,
        ORPHANED_SERVICE,
        "agent_incomplete",
        "confirmed",
        "HealthService is installed, but the registry holds no set-up",
    ),
    "unreadable": (
        registry.undetermined,
        only(Agent(), unreadable=UNREADABLE),
        "undetermined",
        "unknown",
        "the key Setup exists, but cannot be read",
    ),
    "AD integration": (
        registry.ad_integration,
        INTEGRATED,
        "ad_integration",
        "confirmed",
        "EnableADIntegration is 1",
    ),
    "a management group from AD": (
        registry.ad_integration,
        BY_DIRECTORY,
        "ad_integration",
        "confirmed",
        "UseActiveDirectory is 1",
    ),
    **{
        f"{number} beside a parent": (
            registry.ad_integration_failing,
            failing(number, agent=agent(parent(), ad_integration=True)),
            "ad_integration",
            "confirmed",
            f"EnableADIntegration is 1; event {number} at 2026-06-01T00:00:00Z",
        )
        for number in (2003, 2010, 20012)
    },
    "AD integration of a member": (
        registry.parents_from_active_directory,
        replace(INTEGRATED, computer=MEMBER),
        "parents_from_active_directory",
        "probable",
        "EnableADIntegration is 1, the registry names no parent, and the host is a member of the domain corp.example",
    ),
    "no management group": (
        registry.no_management_group,
        only(agent()),
        "no_management_group",
        "confirmed",
        "no management group with a parent",
    ),
    "a management group without parents": (
        registry.no_management_group,
        only(agent(management_groups=("CORP",))),
        "no_management_group",
        "confirmed",
        "no management group with a parent",
    ),
    "pointed elsewhere": (
        registry.not_pointed_at_gateway,
        ELSEWHERE,
        "not_pointed_at_gateway",
        "confirmed",
        "its parents: ms01, ms02",
    ),
    "another management group": (
        registry.management_group_unknown,
        serving("PROD", "TEST"),
        "management_group_unknown",
        "confirmed",
        "the agent asks for CORP, the gateway serves PROD, TEST",
    ),
    "the management group in another case": (
        registry.management_group_unknown,
        serving("CORP", asked="Corp"),
        "management_group_unknown",
        "probable",
        "asks for Corp, the gateway serves CORP",
    ),
    "stopped": (registry.agent_stopped, stopped(), "agent_stopped", "confirmed", "Stopped, start mode Auto"),
    "disabled": (
        registry.agent_stopped,
        stopped(DISABLED),
        "agent_stopped",
        "confirmed",
        "Stopped, start mode Disabled",
    ),
}

SILENT = {
    "no agent: an agent": (registry.no_agent, IN_ORDER),
    "no agent: a service without set-up": (registry.no_agent, ORPHANED_SERVICE),
    "no agent: unreadable": (registry.no_agent, replace(BARE, unreadable=UNREADABLE)),
    "no agent: a gateway": (registry.no_agent, only(Agent(Role.GATEWAY), service=None)),
    "not an agent: an agent": (registry.not_an_agent, IN_ORDER),
    "not an agent: nothing": (registry.not_an_agent, BARE),
    "incomplete: an agent": (registry.agent_incomplete, IN_ORDER),
    "incomplete: nothing": (registry.agent_incomplete, BARE),
    "incomplete: unreadable service": (
        registry.agent_incomplete,
        only(agent(parent()), service=None, unreadable=UNREADABLE),
    ),
    "undetermined: readable": (registry.undetermined, IN_ORDER),
    **{
        f"incomplete: {role}": (registry.agent_incomplete, only(Agent(role, "a product"), service=None))
        for role in (Role.GATEWAY, Role.MANAGEMENT_SERVER, Role.SERVICE_MANAGER, Role.LOG_ANALYTICS_AGENT)
    },
    "AD integration fails: off": (
        registry.ad_integration_failing,
        failing(20012, agent=agent(parent(), ad_integration=False)),
    ),
    "AD integration fails: another failure": (
        registry.ad_integration_failing,
        failing(20070, agent=agent(parent(), ad_integration=True)),
    ),
    "AD integration fails: no event": (
        registry.ad_integration_failing,
        evidence(agent=agent(parent(), ad_integration=True)),
    ),
    "AD integration: a member": (registry.ad_integration, replace(INTEGRATED, computer=MEMBER)),
    "AD integration of a member: in a workgroup": (
        registry.parents_from_active_directory,
        replace(INTEGRATED, computer=WORKGROUP),
    ),
    "AD integration of a member: not known": (registry.parents_from_active_directory, INTEGRATED),
    "AD integration of a member: with a parent": (
        registry.parents_from_active_directory,
        replace(only(agent(parent(), ad_integration=True)), computer=MEMBER),
    ),
    "no management group: AD integration of a member": (
        registry.no_management_group,
        replace(INTEGRATED, computer=MEMBER),
    ),
    "AD integration: off": (registry.ad_integration, only(agent(ad_integration=False))),
    "AD integration: not known": (registry.ad_integration, only(agent())),
    "AD integration: with a parent": (registry.ad_integration, only(agent(parent(), ad_integration=True))),
    "AD integration: a gateway": (registry.ad_integration, only(Agent(Role.GATEWAY, ad_integration=True))),
    "no management group: AD integration": (registry.no_management_group, INTEGRATED),
    "no management group: elsewhere": (registry.no_management_group, ELSEWHERE),
    "no management group: no agent": (registry.no_management_group, BARE),
    "elsewhere: at the gateway": (registry.not_pointed_at_gateway, IN_ORDER),
    "elsewhere: at nobody": (registry.not_pointed_at_gateway, only(agent())),
    "elsewhere: no agent": (registry.not_pointed_at_gateway, BARE),
    "management group: served": (registry.management_group_unknown, serving("CORP")),
    "management group: one of several": (registry.management_group_unknown, serving("PROD", "CORP")),
    "management group: in two cases": (registry.management_group_unknown, serving("corp", "CORP")),
    "management group: the gateway names none": (registry.management_group_unknown, serving()),
    "management group: the gateway was not asked": (registry.management_group_unknown, evidence(gateway_evidence=None)),
    "management group: no parent": (registry.management_group_unknown, evidence(parent=None)),
    "stopped: running": (registry.agent_stopped, IN_ORDER),
    "stopped: not installed": (registry.agent_stopped, evidence(service=None, link=link(service=None))),
    "stopped: not looked at": (registry.agent_stopped, BARE),
}


@pytest.mark.parametrize(("rule", "host", "verdict", "confidence", "words"), JUDGED.values(), ids=JUDGED.keys())
def test_a_rule_judges_what_it_is_about(
    rule: VerdictRule, host: Evidence, verdict: str, confidence: str, words: str
) -> None:
    assert_judged(rule, host, verdict, confidence, words)


@pytest.mark.parametrize(("rule", "host"), SILENT.values(), ids=SILENT.keys())
def test_a_rule_is_silent_about_everything_else(rule: VerdictRule, host: Evidence) -> None:
    assert rule(host) is None


def test_a_member_whose_agent_gets_nothing_from_active_directory_is_told_to_reach_a_domain_controller() -> None:
    host = failing(2010, agent=agent(parent(), ad_integration=True))
    results = [registry.ad_integration_failing(each) for each in (host, replace(host, computer=MEMBER))]
    fixes = [result.finding.fix if result else "" for result in results]
    assert ["domain controller" in fix for fix in fixes] == [False, True]
