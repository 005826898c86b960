# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demonstration site: one gateway, and an agent in each state that matters."""

from __future__ import annotations

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
ROOT_DISTRUSTED = "old01.dmz.example"
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
    root = _add_first_hosts(dmz, issuing)
    _add_other_hosts(dmz, root)
    dmz.boot()
    return dmz


def small_demo(*, issuing: bool = False) -> Dmz:
    """Its first gateway with the agents that don't trust it, and the host that can't be reached. Booted."""
    dmz = Dmz()
    _add_first_hosts(dmz, issuing)
    dmz.boot()
    return dmz


def _add_first_hosts(dmz: Dmz, issuing: bool) -> Authority:
    root = dmz.pki.root("Example Corp Root CA")
    chain = [dmz.pki.issuing("Example Corp Issuing CA", root), root] if issuing else [root]
    dmz.add_gateway(GATEWAY, GROUP, dmz.pki.host(GATEWAY, chain[0]), chain)
    for name in ROOT_MISSING:
        dmz.add_agent(name, POINTED_AT_GATEWAY)
    distrusting = dmz.add_agent(ROOT_DISTRUSTED, POINTED_AT_GATEWAY, [root])
    distrusting.machine.stores.add("Disallowed", root.certificate)
    dmz.refusing = REFUSING
    return root


def _add_other_hosts(dmz: Dmz, root: Authority) -> None:
    other_root = dmz.pki.root("Example Partner Root CA")
    dmz.add_gateway(OTHER_GATEWAY, OTHER_GROUP, dmz.pki.host(OTHER_GATEWAY, other_root), [other_root])
    dmz.add_agent("db01.dmz.example", POINTED_AT_GATEWAY, [root])
    dmz.add_agent("mail01.dmz.example", POINTED_ELSEWHERE, [other_root])
    dmz.add_agent("multi01.dmz.example", POINTED_AT_BOTH, [root, other_root])
    by_policy = dmz.add_agent("gpo01.dmz.example", POINTED_AT_GATEWAY)
    by_policy.machine.stores.add("Root", root.certificate, physical=".GroupPolicy")
    dmz.add_machine("bare01.dmz.example")
