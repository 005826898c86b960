# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is rotated, and the host that it is asked about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, ScomDmzError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import trust_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust, roots_among


@dataclass(frozen=True)
class Rotation:
    """``gateways`` are as they present themselves now, ``new`` is the new root with the CAs below it.

    ``not_loaded`` are the names of those that present another certificate still, because they were not restarted since
    the one that we know was registered. ``old_sha256`` is None as long as nobody asks for the old root.
    """

    gateways: tuple[Gateway, ...]
    new: tuple[Certificate, ...]
    root: Certificate
    old_sha256: str | None
    now: datetime
    not_loaded: frozenset[str] = frozenset()


def plan_rotation(
    gateways: Sequence[Gateway],
    new: Sequence[Certificate],
    old_sha256: str | None,
    now: datetime,
    not_loaded: Collection[str] = (),
) -> Rotation:
    """Raises :class:`CertificateError` unless exactly one root is new, and another one than the old root."""
    roots = roots_among(new)
    if len(roots) != 1:
        raise CertificateError(f"the certificates given hold {len(roots)} self-signed roots instead of one new root")
    if roots[0].sha256 == old_sha256:
        raise CertificateError(f"{roots[0].subject} is given as the new root and as the old one")
    return Rotation(tuple(gateways), tuple(new), roots[0], old_sha256, now, frozenset(not_loaded))


def plan_with_known(
    known: Sequence[Mapping[str, Any]], new: Sequence[Certificate], old_sha256: str | None, now: datetime
) -> Rotation:
    """A rotation of gateways as a task is given them: their names, aliases, chains in PEM form, and whether they present those.

    Raises :class:`CertificateError`, for a chain that leads to no root as well.
    """
    gateways = [_describe(each, now) for each in known]
    return plan_rotation(
        gateways, new, old_sha256, now, [each["name"] for each in known if not each["certificate_loaded"]]
    )


def _describe(known: Mapping[str, Any], now: datetime) -> Gateway:
    certificates = read_pem(known["chain"], f"the chain of the gateway {known['name']}")
    return describe_gateway(known["name"], certificates, None, now, known["aliases"])


@dataclass(frozen=True)
class HostState:
    """What matters of a host; ``stores`` are Root, CA, My and Disallowed."""

    agent: Agent
    stores: Mapping[str, Store]
    listeners: tuple[HttpsListener, ...] = ()

    @classmethod
    def of(cls, facts: HostFacts) -> HostState:
        """Raises why something of it could not be read: nothing is concluded from a part."""
        stores, agent = facts.readable_stores, facts.agent
        if agent.role == Role.AGENT and agent.ad_integration is None:
            raise Unreadable(f"cannot read whether Active Directory names parents of the agent on {facts.host}")
        if isinstance(facts.listeners, ScomDmzError):
            raise facts.listeners
        return cls(agent, stores, facts.listeners)

    @property
    def trust(self) -> Trust:
        return trust_of(self.stores)

    @property
    def groups_of_unknown_parents(self) -> tuple[str, ...]:
        """The management groups whose parents the registry does not name, all of them: Active Directory may do so."""
        agent = self.agent
        nameless = {parent.management_group for parent in agent.parents if not parent.names}
        named = {parent.management_group for parent in agent.parents} - nameless - set(agent.active_directory_groups)
        return tuple(group for group in agent.management_groups if group not in named)
