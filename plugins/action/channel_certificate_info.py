# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a host's channel certificate and its chain. Documented in plugins/modules/channel_certificate_info.py."""

from __future__ import annotations

from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import AgentReader
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import find_channel_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.trust_check import STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.results import (
    brief_certificate,
    describe_agent,
    describe_chain,
    describe_channel_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {}

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        agent, stores = read_all(session, Registry(session), AgentReader(), StoreReader(STORES))
        own = find_channel_certificate(agent, stores, self.now)
        chain = own.chain
        return {
            "changed": False,
            "channel_certificate": {
                "agent": describe_agent(agent),
                **describe_channel_certificate(own, agent.channel_serial),
                "chain": describe_chain(chain),
                "chain_pem": "".join(certificate.pem() for certificate in chain.certificates) if chain else None,
                "root": brief_certificate(chain.root) if chain and chain.root else None,
                "root_pem": chain.root.pem() if chain and chain.root else None,
            },
        }
