# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which domains trust each other, who reaches their controllers, and what health services make of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.lab.demonstration import GATEWAY, POINTED_AT_GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.behaviour import CONTROLLERS_BLOCKED_VARIANTS, METHOD_VARIANTS, USUAL, Behaviour
from tests.lab.opsmgr.directory import Directory, Ticket
from tests.lab.opsmgr.installation import CONNECTOR_MANAGER, register_certificate
from tests.lab.scenarios import AGENT
from tests.lab.scenarios.site import usual_site
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType

HERE, THERE = "192.0.2.10", "192.0.2.11"


def machine(domain: str, address: str) -> Machine:
    return Machine("any01.example", {}, address=address, domain=domain)


def ticket(client: str, server: str, *, blocked: Sequence[str] = (), trusts: Sequence[str] = ()) -> Ticket:
    directory = Directory()
    for address in blocked:
        directory.block(address)
    for domain in trusts:
        directory.trust(domain, "corp.example")
    return directory.ticket(machine(client, HERE), machine(server, THERE))


@pytest.mark.parametrize(
    ("client", "trusts", "expected"),
    [
        ("corp.example", (), Ticket.ISSUED),
        ("CORP.example", (), Ticket.ISSUED),
        ("dmz.corp.example", (), Ticket.ISSUED),
        ("example", (), Ticket.ISSUED),
        ("xcorp.example", (), Ticket.NO_TRUST),
        ("partner.example", (), Ticket.NO_TRUST),
        ("partner.example", ("partner.example",), Ticket.ISSUED),
        ("", ("",), Ticket.NO_TRUST),
    ],
)
def test_a_ticket_takes_a_trust(client: str, trusts: Sequence[str], expected: Ticket) -> None:
    assert ticket(client, "corp.example", trusts=trusts) is expected


@pytest.mark.parametrize("blocked", [HERE, THERE])
def test_a_ticket_takes_controllers_that_both_sides_reach(blocked: str) -> None:
    assert ticket("corp.example", "corp.example", blocked=[blocked]) is Ticket.NO_CONTROLLER


def member(behaviour: Behaviour = USUAL, *, certified: bool = False, blocked: bool = False) -> tuple[Dmz, Agent]:
    """A member of the gateway's domain that lacks the gateway's root, not yet started."""
    dmz = Dmz(behaviour=behaviour)
    usual_site(dmz)
    agent = dmz.install_agent(AGENT, POINTED_AT_GATEWAY, domain="corp.example")
    if certified:
        register_certificate(agent.machine, dmz.pki.host(AGENT, dmz.agent_authority))
    if blocked:
        dmz.network.directory.block(agent.machine.address)
    return dmz, agent


def test_a_member_is_linked_without_any_certificate() -> None:
    dmz, agent = member()
    dmz.boot()
    assert (agent.log.ids(), list(agent.links)) == ([21022, 21024, 21025, 1210], ["CORP"])
    assert 20020 in dmz.gateways[GATEWAY].log.ids()


@pytest.mark.parametrize("behaviour", CONTROLLERS_BLOCKED_VARIANTS)
def test_controllers_that_are_blocked_are_told_on_both_sides(behaviour: Behaviour) -> None:
    dmz, agent = member(behaviour, blocked=True)
    before = 4  # the gateway's own start
    dmz.boot()
    assert agent.log.ids() == [21022, *behaviour.controllers_blocked, 21016]
    assert dmz.gateways[GATEWAY].log.ids()[before:] == list(behaviour.controllers_blocked_there)


def test_the_gateway_names_address_and_port_of_a_member_that_fails() -> None:
    dmz, agent = member(blocked=True)
    dmz.boot()
    [refused] = [event for event in dmz.gateways[GATEWAY].log if event.event_id == 20002]
    address, _colon, port = refused.data[0].partition(":")
    assert (address, port.isdecimal()) == (agent.machine.address, True)


@pytest.mark.parametrize(("behaviour", "links"), list(zip(METHOD_VARIANTS, ([], ["CORP"]), strict=True)))
def test_what_is_tried_first_decides_where_both_have_a_certificate(behaviour: Behaviour, links: list[str]) -> None:
    dmz, agent = member(behaviour, certified=True)
    dmz.boot()
    assert list(agent.links) == links


@pytest.mark.parametrize(("blocked", "told"), [(False, [2003, 20012]), (True, [2010, 2003, 20012])])
def test_a_member_that_asks_active_directory_for_its_parents_gets_none(blocked: bool, told: list[int]) -> None:
    dmz = Dmz()
    usual_site(dmz)
    agent = dmz.install_agent(AGENT, {}, domain="corp.example")
    agent.machine.registry.set(CONNECTOR_MANAGER, "EnableADIntegration", RegistryType.REG_DWORD, 1)
    if blocked:
        dmz.network.directory.block(agent.machine.address)
    dmz.boot()
    assert agent.log.ids() == [21022, *told]
