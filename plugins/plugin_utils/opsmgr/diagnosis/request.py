# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the check of a host is about: the gateways that it may be pointed at, and what counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import LEAD_DAYS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import (
    Gateway,
    parent_on,
    suspected_parent_on,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate


@dataclass(frozen=True)
class GatewayTarget:
    """A gateway that a host may be pointed at.

    ``evidence`` is what the gateway itself tells, None when it was not asked. ``addresses`` are those under which the
    DMZ reaches the gateway, beside the ones that it knows of itself. ``former_roots`` are other roots that were imported
    for it on any host. Its root is ``accepted`` when only the gateway vouches for it, and that is to be enough.
    """

    gateway: Gateway
    evidence: GatewayEvidence | None = None
    addresses: tuple[str, ...] = ()
    former_roots: tuple[Certificate, ...] = ()
    accepted: bool = False

    def parent_on(self, agent: Agent) -> Parent | None:
        """The parent that is this gateway, or else one that it seems to be. Of names, only a certificate tells that they are wrong."""
        gateway, evidence = self.gateway, self.evidence
        served, own_names = (evidence.management_groups, evidence.names) if evidence else ((), ())
        known = parent_on(agent, gateway, served)
        if known or gateway.certificate is None:
            return known
        return suspected_parent_on(agent, gateway, own_names, self.known_addresses, served)

    def serves(self, management_group: str) -> bool | None:
        """None where the gateway does not tell what it serves."""
        served = self.evidence.management_groups if self.evidence else ()
        return management_group.lower() in (each.lower() for each in served) if served else None

    @property
    def known_addresses(self) -> frozenset[str]:
        return frozenset((*self.addresses, *(self.evidence.addresses if self.evidence else ())))


@dataclass(frozen=True)
class CheckRequest:
    """What a check is about. Only events newer than ``after_record_id`` and not older than ``since`` (UTC) count.

    ``restarted`` says that these are all that the agent has logged since a restart. Fewer than ``lead_days`` of validity left are worth a warning.
    """

    targets: tuple[GatewayTarget, ...]
    now: datetime
    after_record_id: int = 0
    since: datetime | None = None
    lead_days: int = LEAD_DAYS
    restarted: bool = False

    @property
    def over_ipv6(self) -> bool:
        """The log of some gateway refuses a device at an IPv6 address."""
        events = (event for target in self.targets if target.evidence for event in target.evidence.events or ())
        return any(":" in (event.address or "") for event in events)

    @property
    def roots(self) -> frozenset[Certificate]:
        """Those that the gateways have now, as far as they are known."""
        return frozenset(target.gateway.root for target in self.targets if target.gateway.root)

    def with_root_of(self, wanted: GatewayTarget) -> tuple[GatewayTarget, ...]:
        """The gateways that have the root of this one now. Those whose roots are not known have none in common."""
        root = wanted.gateway.root
        return tuple(target for target in self.targets if target.gateway.root == root) if root else (wanted,)

    def parent_of(self, agent: Agent, target: GatewayTarget) -> Parent | None:
        """The parent of an agent that is this gateway, and not another one by the same name that serves its management group.

        Gateways of two domains may have the same short name, and each its certificate with it.
        """
        parent = target.parent_on(agent)
        if parent is None or target.serves(parent.management_group) is not False:
            return parent
        namesakes = (each for each in self.targets if each is not target and each.gateway.is_parent(parent))
        return None if any(each.serves(parent.management_group) is not False for each in namesakes) else parent

    def contacted(self, agent: Agent) -> tuple[Parent, ...]:
        """The parents of an agent that are among the gateways asked about. Links of anything but an agent are not judged."""
        found = (self.parent_of(agent, target) for target in self.targets if agent.role == Role.AGENT)
        return tuple(parent for parent in found if parent is not None)
