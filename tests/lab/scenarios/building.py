# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds and boots the site of a scenario, or one with many machines in different states."""

from __future__ import annotations

from itertools import cycle, islice

from tests.lab.dmz import Dmz
from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.scenarios.catalogue import HOST_SCENARIOS, SITE_SCENARIOS
from tests.lab.scenarios.site import usual_site
from tests.lab.windows.clock import Clock
from tests.lab.windows.console.output import ENGLISH_WINDOWS, ConsoleStyle
from tests.lab.windows.stock_certificates import BASIC_STOCK, Stock

PASSWORD = "Lab-Passw0rd!"


def agent_name(number: int) -> str:
    """The name of a scenario's agent when there is nobody else."""
    return f"agent{number:02}.dmz.example"


AGENT = agent_name(1)


def build(
    name: str,
    *,
    agents: int = 1,
    password: str = PASSWORD,
    clock: Clock | None = None,
    behaviour: Behaviour = USUAL,
    style: ConsoleStyle = ENGLISH_WINDOWS,
    stock: Stock = BASIC_STOCK,
) -> Dmz:
    """The gateway and its agents, all in the same state, booted. In a site's scenario the agents are otherwise healthy.

    Raises KeyError for a name that is no scenario's.
    """
    dmz = Dmz(password, clock=clock, stock=stock, behaviour=behaviour, style=style)
    site = SITE_SCENARIOS[name](dmz) if name in SITE_SCENARIOS else usual_site(dmz)
    for agent in map(agent_name, range(1, agents + 1)):
        if name in SITE_SCENARIOS:
            site.agent(agent)
        else:
            HOST_SCENARIOS[name](site, agent)
    dmz.boot()
    return dmz


def fleet(
    count: int = 40,
    *,
    password: str = PASSWORD,
    clock: Clock | None = None,
    behaviour: Behaviour = USUAL,
    style: ConsoleStyle = ENGLISH_WINDOWS,
    stock: Stock = BASIC_STOCK,
) -> Dmz:
    """One site with `count` machines, booted: one of each host scenario in their order, then from the start again."""
    dmz = Dmz(password, clock=clock, stock=stock, behaviour=behaviour, style=style)
    site = usual_site(dmz)
    for index, name in enumerate(islice(cycle(HOST_SCENARIOS), count)):
        HOST_SCENARIOS[name](site, machine_name(name, index // len(HOST_SCENARIOS) + 1))
    dmz.boot()
    return dmz


def machine_name(scenario: str, number: int = 1) -> str:
    """The name of a scenario's machine in a fleet."""
    return f"{scenario.replace('_', '-')}-{number:02}.dmz.example"
