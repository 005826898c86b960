# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site that scenarios add machines to: the gateway gw01 of CORP, and gw02 of PARTNER when somebody needs it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from tests.lab.demonstration import GATEWAY, GROUP, OTHER_GATEWAY, OTHER_GROUP, POINTED_AT_GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.gateway import Gateway
from tests.lab.opsmgr.installation import Parent, unregister_certificate
from tests.lab.windows.machine import Machine
from tests.pki.certificates import Authority

ROOT_NAME = "Example Corp Root CA"


class Site:
    """A site with its gateway. `root` is the root that healthy agents trust."""

    def __init__(self, dmz: Dmz, root: Authority) -> None:
        self.dmz = dmz
        self.root = root

    @property
    def gateway(self) -> Gateway:
        return self.dmz.gateways[GATEWAY]

    @cached_property
    def other_root(self) -> Authority:
        """The root of gw02, which is added with it."""
        root = self.dmz.pki.root("Example Partner Root CA")
        self.dmz.add_gateway(OTHER_GATEWAY, OTHER_GROUP, self.dmz.pki.host(OTHER_GATEWAY, root), [root])
        return root

    def agent(self, name: str) -> Agent:
        """A healthy agent."""
        return self.dmz.add_agent(name, POINTED_AT_GATEWAY, [self.root])

    def distrusting_agent(self, name: str) -> Agent:
        """An agent without the gateway's root."""
        return self.dmz.add_agent(name, POINTED_AT_GATEWAY)

    def agent_pointed_at(self, name: str, *parents: Parent, group: str = GROUP) -> Agent:
        """An agent that trusts the gateway, with these parents."""
        return self.dmz.add_agent(name, {group: parents}, [self.root])

    def uncertified_agent(self, name: str) -> Agent:
        """An agent that trusts the gateway and has no certificate of its own yet."""
        agent = self.agent(name)
        take_certificate_away(agent.machine)
        return agent


def take_certificate_away(machine: Machine) -> None:
    """Leave neither a certificate in My nor one in Machine Settings."""
    unregister_certificate(machine)
    for certificate in machine.stores.held("My"):
        machine.stores.remove("My", certificate)


def usual_site(dmz: Dmz, chain: Sequence[Authority] = ()) -> Site:
    """The gateway with a certificate of its root, or of `chain`, whose last member is the root."""
    issuers = chain or [dmz.pki.root(ROOT_NAME)]
    dmz.add_gateway(GATEWAY, GROUP, dmz.pki.host(GATEWAY, issuers[0]), issuers)
    return Site(dmz, issuers[-1])
