# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way from an agent to its parents: names, addresses, ports, TLS, and parents beside the gateway."""

from __future__ import annotations

from tests.lab.demonstration import GATEWAY, GROUP, OTHER_GATEWAY, OTHER_GROUP
from tests.lab.dmz import MANAGEMENT_SERVER
from tests.lab.opsmgr import tls
from tests.lab.opsmgr.installation import Parent
from tests.lab.scenarios.site import Site
from tests.lab.windows.machine import Machine


def wrong_authentication_name(site: Site, name: str) -> Machine:
    """The registry has an alias as the gateway's AuthenticationName."""
    alias = Parent(GATEWAY, authentication_name="scom-gateway.corp.example")
    return site.agent_pointed_at(name, alias).machine


def name_unresolved(site: Site, name: str) -> Machine:
    """The agent can't resolve the gateway's name."""
    machine = site.agent(name).machine
    site.dmz.network.name(GATEWAY, None, source=machine.address)
    return machine


def port_filtered(site: Site, name: str) -> Machine:
    """A firewall between agent and gateway drops the connection."""
    machine = site.agent(name).machine
    site.dmz.network.filter(site.gateway.machine.address, source=machine.address)
    return machine


def not_listening(site: Site, name: str) -> Machine:
    """The registry has a port at the gateway where nobody listens."""
    return site.agent_pointed_at(name, Parent(GATEWAY, port=5724)).machine


def tls_mismatch(site: Site, name: str) -> Machine:
    """The agent enables TLS 1.0 only, which the gateway has disabled."""
    machine = site.agent(name).machine
    tls.switch(site.gateway.machine, "TLS 1.0", False)
    tls.switch(machine, "TLS 1.0", True)
    for version in ("TLS 1.1", "TLS 1.2"):
        tls.switch(machine, version, False)
    return machine


def pointed_elsewhere(site: Site, name: str) -> Machine:
    """The agent belongs to another gateway and is linked with it."""
    return site.dmz.add_agent(name, {OTHER_GROUP: (Parent(OTHER_GATEWAY),)}, [site.other_root]).machine


def failover(site: Site, name: str) -> Machine:
    """The primary parent can't be reached; linked with the gateway, its failover parent."""
    return site.agent_pointed_at(name, Parent(MANAGEMENT_SERVER.name), Parent(GATEWAY)).machine


def multi_homed_one_down(site: Site, name: str) -> Machine:
    """Of two management groups one is linked; the gateway's own fails, because its root is missing."""
    groups = {GROUP: (Parent(GATEWAY),), OTHER_GROUP: (Parent(OTHER_GATEWAY),)}
    return site.dmz.add_agent(name, groups, [site.other_root]).machine


SCENARIOS = (
    wrong_authentication_name,
    name_unresolved,
    port_filtered,
    not_listening,
    tls_mismatch,
    pointed_elsewhere,
    failover,
    multi_homed_one_down,
)
