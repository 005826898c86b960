# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the gateway and its management group think of an agent."""

from __future__ import annotations

from tests.lab.demonstration import GATEWAY
from tests.lab.opsmgr.gateway import Approval
from tests.lab.opsmgr.installation import Parent, register_certificate
from tests.lab.scenarios.site import Site
from tests.lab.windows.machine import Machine
from tests.pki.certificates import Authority


def agent_root_unknown_to_gateway(site: Site, name: str) -> Machine:
    """The gateway doesn't have the root of the agent's certificate."""
    root = site.dmz.pki.root("Example Branch Root CA")
    machine = _issued_by(site, name, root)
    machine.stores.add("Root", root.certificate)
    return machine


def agent_issuer_unknown_to_gateway(site: Site, name: str) -> Machine:
    """The gateway has the root of the agent's certificate, and not the issuing CA between them."""
    issuing = site.dmz.pki.issuing("Example DMZ Issuing CA", site.dmz.agent_authority)
    machine = _issued_by(site, name, issuing)
    machine.stores.add("CA", issuing.certificate)
    return machine


def pending_approval(site: Site, name: str) -> Machine:
    """The agent waits for its approval."""
    site.gateway.approvals[name] = Approval.PENDING
    return site.agent(name).machine


def manual_agents_rejected(site: Site, name: str) -> Machine:
    """The management group rejects agents that were installed by hand."""
    site.gateway.approvals[name] = Approval.REJECTED
    return site.agent(name).machine


def unknown_management_group(site: Site, name: str) -> Machine:
    """The agent names a management group that isn't the gateway's."""
    return site.agent_pointed_at(name, Parent(GATEWAY), group="CORP-OLD").machine


def configuration_pending(site: Site, name: str) -> Machine:
    """Linked, and the management group has no configuration for the agent yet."""
    site.gateway.unconfigured.add(name)
    return site.agent(name).machine


def _issued_by(site: Site, name: str, issuer: Authority) -> Machine:
    machine = site.uncertified_agent(name).machine
    register_certificate(machine, site.dmz.pki.host(name, issuer))
    return machine


SCENARIOS = (
    agent_root_unknown_to_gateway,
    agent_issuer_unknown_to_gateway,
    pending_approval,
    manual_agents_rejected,
    unknown_management_group,
    configuration_pending,
)
