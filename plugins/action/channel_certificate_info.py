# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a host's channel certificate, its checks and its chain. Documented in plugins/modules/channel_certificate_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.candidates import find_candidates
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    AGENT_STORES,
    LEAD_DAYS,
    find_channel_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.agent import AgentReader
from ansible_collections.scom.dmz.plugins.plugin_utils.results.host import (
    describe_agent,
    describe_candidates,
    describe_presented_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Tolerant, read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "expiry_lead_days": {"type": "int", "default": LEAD_DAYS},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        lead_days = arguments["expiry_lead_days"]
        agent, stores = read_all(host, AgentReader(), StoreReader(STORES))
        own = find_channel_certificate(agent, stores, self.now, lead_days)
        if agent.channel_serial and own.certificate is None:
            own = find_channel_certificate(agent, {**stores, **_agent_stores(host)}, self.now, lead_days)
        root = own.chain.root if own.chain else None
        return {
            "changed": False,
            "channel_certificate": {
                "agent": describe_agent(agent),
                **describe_presented_certificate(own, agent.channel_serial),
                "root_pem": root.pem() if root else None,
                "candidates": describe_candidates(find_candidates(agent, stores, self.now)),
            },
        }


def _agent_stores(host: Host) -> dict[str, Store]:
    """Those of the agent's own stores that the host has and that can be read: they only help to explain."""
    readers = [Tolerant(StoreReader((name,))) for name in AGENT_STORES]
    found = read_all(host, *readers)
    return {name: store for each in found if not isinstance(each, ScomDmzError) for name, store in each.items()}
