# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A gateway's own connection to its management server."""

from __future__ import annotations

from dataclasses import replace

from tests.lab.demonstration import GATEWAY, OTHER_GATEWAY, demo
from tests.lab.dmz import MANAGEMENT_SERVER
from tests.lab.opsmgr.behaviour import USUAL
from tests.lab.opsmgr.gateway import Gateway
from tests.lab.scenarios import AGENT, build
from tests.lab.windows.clock import Clock
from tests.lab.windows.machine import Machine
from tests.unit.lab.conftest import Time

UPWARDS = (MANAGEMENT_SERVER.address, 5723)


def upwards(machine: Machine) -> list[int]:
    """The owners of the connections to the management server."""
    return [row.process_id for row in machine.connections if (row.remote_address, row.remote_port) == UPWARDS]


def restart(gateway: Gateway) -> list[int]:
    before = len(gateway.log)
    gateway.machine.services.stop_at_once(gateway.service)
    gateway.machine.services.boot()
    return gateway.log.ids()[before:]


def test_a_gateways_process_owns_a_connection_to_its_parent(clock: Clock) -> None:
    for name in (GATEWAY, OTHER_GATEWAY):
        gateway = demo(clock=clock).gateways[name]
        assert upwards(gateway.machine) == [gateway.service.process_id]
        assert gateway.log.ids()[:4] == [20053, 21024, 21025, 1210]


def test_agents_do_not_get_through_to_the_management_server(clock: Clock) -> None:
    agent = demo(clock=clock).agents["multi01.dmz.example"]
    assert upwards(agent.machine) == []
    assert [event.data[0] for event in agent.log if event.event_id == 21006] == [MANAGEMENT_SERVER.name]


def test_a_gateway_that_is_cut_off_says_so_and_comes_back_with_a_restart(clock: Clock) -> None:
    dmz = build("gateway_cut_off", clock=clock)
    gateway = dmz.gateways[GATEWAY]
    assert (gateway.log.ids()[:3], upwards(gateway.machine)) == ([20053, 21006, 21016], [])
    dmz.network.filter(MANAGEMENT_SERVER.address, False, source=gateway.machine.address)
    assert restart(gateway) == [20053, 21024, 21025, 1210]
    assert upwards(gateway.machine) == [gateway.service.process_id]


def test_a_gateway_tries_its_parent_again(clock: Clock, time: Time) -> None:
    dmz = build("gateway_cut_off", behaviour=replace(USUAL, retry_seconds=60), clock=clock)
    gateway = dmz.gateways[GATEWAY]
    dmz.network.filter(MANAGEMENT_SERVER.address, False, source=gateway.machine.address)
    time.pass_(61)
    with clock.settled():
        assert upwards(gateway.machine) == [gateway.service.process_id]


def test_a_gateway_that_does_not_know_its_parents_address_logs_21005(clock: Clock) -> None:
    dmz = build("trusted", clock=clock)
    dmz.network.name(MANAGEMENT_SERVER.name, None)
    assert restart(dmz.gateways[GATEWAY]) == [20053, 21005, 21016]


def test_a_stopped_gateway_keeps_no_connection(clock: Clock) -> None:
    gateway = build("trusted", clock=clock).gateways[GATEWAY]
    gateway.machine.services.stop_at_once(gateway.service)
    assert upwards(gateway.machine) == []


def test_an_agent_that_can_reach_the_management_server_has_no_certificate_to_check_there(clock: Clock) -> None:
    dmz = build("failover", clock=clock)
    agent = dmz.agents[AGENT]
    dmz.network.filter(MANAGEMENT_SERVER.address, False)
    before = len(agent.log)
    agent.machine.services.stop_at_once(agent.service)
    agent.machine.services.boot()
    assert agent.log.ids()[before:] == [20053, 21007, 21015, 21024, 21025, 1210]
