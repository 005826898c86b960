# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demonstration site: one gateway, and an agent in each state that matters."""

from __future__ import annotations

from collections.abc import Sequence

from tests.lab.dmz import MANAGEMENT_SERVER, Dmz
from tests.lab.opsmgr.behaviour import USUAL, Behaviour
from tests.lab.opsmgr.installation import Parent
from tests.lab.windows.clock import Clock
from tests.lab.windows.console.output import ENGLISH_WINDOWS, ConsoleStyle
from tests.lab.windows.stock_certificates import BASIC_STOCK, Stock
from tests.pki.certificates import Authority

GATEWAY = "gw01.corp.example"
OTHER_GATEWAY = "gw02.corp.example"
GROUP = "CORP"
OTHER_GROUP = "PARTNER"

POINTED_AT_GATEWAY = {GROUP: (Parent(GATEWAY),)}
POINTED_ELSEWHERE = {OTHER_GROUP: (Parent(OTHER_GATEWAY),)}
POINTED_AT_BOTH = {GROUP: (Parent(MANAGEMENT_SERVER.name), Parent(GATEWAY)), OTHER_GROUP: (Parent(OTHER_GATEWAY),)}
"""The primary parent of the first group can't be reached from the DMZ; the gateway is its failover."""

ROOT_MISSING = ("web01.dmz.example", "web02.dmz.example", "app01.dmz.example")
REFUSING = ("down01.dmz.example",)


def demo(
    password: str = "Lab-Passw0rd!",
    *,
    clock: Clock | None = None,
    stock: Stock = BASIC_STOCK,
    behaviour: Behaviour = USUAL,
    style: ConsoleStyle = ENGLISH_WINDOWS,
    issuing: bool = False,
) -> Dmz:
    """The demonstration site, booted. With `issuing`, an issuing CA that no agent has stands below the gateway's root."""
    dmz = Dmz(password, clock=clock, stock=stock, behaviour=behaviour, style=style)
    root, other_root = dmz.pki.root("Example Corp Root CA"), dmz.pki.root("Example Partner Root CA")
    chain = [dmz.pki.issuing("Example Corp Issuing CA", root), root] if issuing else [root]
    _add_gateways(dmz, chain, other_root)
    _add_agents(dmz, root, other_root)
    dmz.add_machine("bare01.dmz.example")
    dmz.refusing = REFUSING
    dmz.boot()
    return dmz


def _add_gateways(dmz: Dmz, chain: Sequence[Authority], other_root: Authority) -> None:
    dmz.add_gateway(GATEWAY, GROUP, dmz.pki.host(GATEWAY, chain[0]), chain)
    dmz.add_gateway(OTHER_GATEWAY, OTHER_GROUP, dmz.pki.host(OTHER_GATEWAY, other_root), [other_root])


def _add_agents(dmz: Dmz, root: Authority, other_root: Authority) -> None:
    for name in ROOT_MISSING:
        dmz.add_agent(name, POINTED_AT_GATEWAY)
    dmz.add_agent("db01.dmz.example", POINTED_AT_GATEWAY, [root])
    dmz.add_agent("mail01.dmz.example", POINTED_ELSEWHERE, [other_root])
    dmz.add_agent("multi01.dmz.example", POINTED_AT_BOTH, [root, other_root])
    distrusting = dmz.add_agent("old01.dmz.example", POINTED_AT_GATEWAY, [root])
    distrusting.machine.stores.add("Disallowed", root.certificate)
    by_policy = dmz.add_agent("gpo01.dmz.example", POINTED_AT_GATEWAY)
    by_policy.machine.stores.add("Root", root.certificate, physical=".GroupPolicy")
