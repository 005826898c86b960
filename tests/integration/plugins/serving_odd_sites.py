# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sites with odd certificates, served, and what the roles do with their hosts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.odd_sites import Chain, agent_name, gateway_name
from tests.lab.wsman.endpoint import Endpoint

Result = dict[str, Any]


class Served:
    """A site whose gateways and agents have certificates in odd forms, a gateway and an agent for each."""

    def __init__(self, site: tuple[Dmz, Mapping[str, Chain]], stack: ExitStack, folder: Path) -> None:
        self.dmz, self.chains = site
        self._stack = stack
        self._folder = folder

    @cached_property
    def _endpoint(self) -> Endpoint:
        return self._stack.enter_context(serve_watched(self.dmz)).endpoint

    def read_gateway(self, form: str) -> Result:
        result: Result = self._act(gateway_name(form), "gateway_info")["gateway"]
        return result

    def onboard(self, form: str, gateway: Result, **arguments: Any) -> Result:
        return self._act(agent_name(form), "gateway_trust", gateways=[gateway], **arguments)

    def check(self, form: str, gateway: Result) -> Result:
        result: Result = self._act(agent_name(form), "gateway_trust_info", gateways=[gateway])["gateway_trust"]
        return result

    def _act(self, host: str, module: str, **arguments: Any) -> Result:
        return act(connect(self._endpoint, host=host), module, self._folder, **arguments)

    def imported(self, form: str) -> tuple[bool, bool]:
        """Whether the agent holds the issuing CA and the root, byte for byte."""
        stores, chain = self.dmz.machines[agent_name(form)].stores, self.chains[form]
        return chain.issuing in stores.held("CA"), chain.root in stores.held("Root")

    def linked(self, form: str) -> bool:
        return bool(self.dmz.agents[agent_name(form)].links)

    def registry(self, form: str) -> str:
        """The agent's."""
        return self.dmz.machines[agent_name(form)].registry.dump("HKLM")

    def give_issuers(self, form: str) -> None:
        """As an administrator of the agent does by hand, who starts it anew then."""
        agent, chain = self.dmz.agents[agent_name(form)], self.chains[form]
        with self.dmz.clock.settled():
            agent.machine.stores.add("CA", chain.issuing)
            agent.machine.stores.add("Root", chain.root)
            agent.machine.services.stop_at_once(agent.service)
            agent.machine.services.boot()


def known(form: str, told: Result) -> Result:
    return {"name": gateway_name(form), "chain": told["certificate"]["chain_pem"], "evidence": told["evidence"]}


def pin_of(chain: Chain) -> dict[str, str]:
    return {"root_sha256": hashlib.sha256(chain.root.encoded).hexdigest()}
