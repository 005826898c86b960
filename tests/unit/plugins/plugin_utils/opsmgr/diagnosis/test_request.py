# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check is about those parents of an agent that are among the gateways asked about, and no connection but theirs is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import describe_gateway

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, ROOT, agent, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import GATEWAY_ADDRESS, gateway_evidence, logged
from tests.unit.plugins.plugin_utils.x509.authority import NOW

FIRST, SECOND, OTHER = parent(), parent("gw02.corp.example", index=1), parent("ms01.corp.example", index=2)


def target(name: str = GATEWAY_NAME, **facts: Any) -> GatewayTarget:
    return GatewayTarget(describe_gateway(name, [ROOT.certificate], None, NOW), **facts)


def request(*names: str) -> CheckRequest:
    return CheckRequest(tuple(map(target, names)), NOW)


def test_the_contacted_parents_are_those_among_the_gateways_in_their_order() -> None:
    asked = request("gw02.corp.example", "gw09.corp.example", GATEWAY_NAME)
    assert asked.contacted(agent(FIRST, SECOND, OTHER)) == (SECOND, FIRST)


def test_an_agent_of_other_gateways_contacts_none() -> None:
    assert request("gw09.corp.example").contacted(agent(FIRST, SECOND, OTHER)) == ()


@pytest.mark.parametrize("role", [Role.NONE, Role.GATEWAY, Role.MANAGEMENT_SERVER, Role.LOG_ANALYTICS_AGENT])
def test_what_is_no_agent_contacts_none(role: Role) -> None:
    assert request(GATEWAY_NAME).contacted(agent(FIRST, role=role)) == ()


def test_the_parent_of_the_group_that_the_gateway_serves_is_contacted() -> None:
    partners = parent(group="PARTNER", port=6000)
    serving = target(evidence=gateway_evidence(management_groups=("PARTNER",)))
    assert CheckRequest((serving,), NOW).contacted(agent(FIRST, partners)) == (partners,)


def namesake(*served: str) -> GatewayTarget:
    """A gateway of another domain; both have their short name in their certificates."""
    return target(f"{GATEWAY_NAME}.other", evidence=gateway_evidence(management_groups=served) if served else None)


@pytest.mark.parametrize(
    ("mine", "others", "contacted"),
    [
        (("CORP",), ("PARTNER",), (True, False)),
        (("corp",), ("PARTNER",), (True, False)),
        ((), ("PARTNER",), (True, False)),
        (("CORP",), (), (True, True)),
        (("CORP",), ("CORP",), (True, True)),
        (("PARTNER",), ("PARTNER",), (True, True)),
        ((), (), (True, True)),
    ],
)
def test_a_parent_is_not_the_namesake_that_does_not_serve_its_management_group(
    mine: tuple[str, ...], others: tuple[str, ...], contacted: tuple[bool, bool]
) -> None:
    both = [
        replace(each, gateway=replace(each.gateway, names=frozenset({"gw01"})))
        for each in (namesake(*mine), namesake(*others))
    ]
    short = agent(parent("gw01", group="CORP"))
    asked = CheckRequest(tuple(both), NOW)
    assert tuple(asked.parent_of(short, each) is not None for each in both) == contacted


def test_a_gateway_is_known_by_the_addresses_that_are_given_and_by_those_that_it_tells() -> None:
    told = gateway_evidence(addresses=("192.0.2.2",))
    assert target(evidence=told, addresses=(GATEWAY_ADDRESS,)).known_addresses == {GATEWAY_ADDRESS, "192.0.2.2"}
    assert target().known_addresses == frozenset()


@pytest.mark.parametrize(
    ("address", "over_ipv6"),
    [("[2001:db8::11]:51877", True), ("192.0.2.11:51877", False), ("[::ffff:192.0.2.11]:51877", False), ("", False)],
)
def test_a_device_that_was_refused_at_an_ipv6_address_may_be_any_agent(address: str, over_ipv6: bool) -> None:
    seen = target(evidence=gateway_evidence(events=(logged(20002, address),)))
    assert CheckRequest((target(), seen), NOW).over_ipv6 is over_ipv6


def test_a_gateway_without_a_log_met_nobody_over_ipv6() -> None:
    assert CheckRequest((target(evidence=gateway_evidence(events=None)),), NOW).over_ipv6 is False
