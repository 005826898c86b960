# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a host decides whether a certificate may go, all of it readable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.authentication import (
    BY_CERTIFICATE,
    Authentication,
    authentication_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import trust_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust


@dataclass(frozen=True)
class HostState:
    """What matters of a host; ``stores`` are Root, CA, My and Disallowed.

    ``authentication`` is that of its agent, of which only the domain of the host is known here, and not that of a gateway.
    """

    agent: Agent
    stores: Mapping[str, Store]
    listeners: tuple[HttpsListener, ...] = ()
    authentication: Authentication = BY_CERTIFICATE

    @classmethod
    def of(cls, facts: HostFacts) -> HostState:
        """Raises why something of it could not be read: nothing is concluded from a part."""
        stores, agent = facts.readable_stores, facts.agent
        if agent.role == Role.AGENT and agent.ad_integration is None:
            raise Unreadable(f"cannot read whether Active Directory names parents of the agent on {facts.host}")
        if isinstance(facts.listeners, ScomDmzError):
            raise facts.listeners
        return cls(agent, stores, facts.listeners, _authentication(facts))

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


def _authentication(facts: HostFacts) -> Authentication:
    """A gateway or management server is a peer of its parents whatever its own domain is."""
    if facts.agent.role != Role.AGENT:
        return BY_CERTIFICATE
    return authentication_of(facts.agent.channel_serial is not None, facts.computer, None, facts.certificate_loaded)
