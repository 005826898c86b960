# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds and boots the site that a document describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.lab.dmz import Dmz
from tests.lab.opsmgr.gateway import Approval
from tests.lab.states import placing
from tests.lab.states.certificates import AGENTS_ROOT, Certificates
from tests.lab.states.files import Document
from tests.lab.states.machines import MachineState, read_agent, read_gateway
from tests.lab.states.section import Section
from tests.lab.windows.console.output import ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS

LANGUAGES = {"english": ENGLISH_WINDOWS, "german": GERMAN_WINDOWS, "japanese": JAPANESE_WINDOWS}
KEYS = ("state", "source", "language", "authorities", "certificates", "trusts", "gateway", "agent")
NOT_OF_THE_LAB = ("check", "expect")
"""What the tests that run a state make of it; nothing of the lab reads them."""


@dataclass(frozen=True)
class Built:
    """A site, booted, with the names of its gateway and of its agent. `words` is what the placeholders of the file stand for."""

    dmz: Dmz
    gateway: str
    agent: str
    words: Mapping[str, str]


def build(document: Document, **settings: Any) -> Built:
    """Raises StateError."""
    site = Section.of(document.content, document.file, (*KEYS, *NOT_OF_THE_LAB))
    settings = {"style": LANGUAGES[site.choice("language", LANGUAGES, "english")], **settings}
    gateway, agent = (
        read(site.content.get(key, {}), document.file)
        for read, key in ((read_gateway, "gateway"), (read_agent, "agent"))
    )
    dmz = Dmz(**settings)
    certificates = Certificates(dmz.pki, site, agent.name, gateway.name)
    dmz.agent_authority = certificates.authority(AGENTS_ROOT)
    for state in (gateway, agent):
        placing.install(dmz, state)
        placing.configure(dmz, state, certificates)
    for domain in site.texts("trusts"):
        dmz.network.directory.trust(domain, gateway.domain)
    _decide(dmz, gateway, agent)
    for state in (gateway, agent):
        placing.tell_afterwards(dmz, state)
    dmz.boot()
    return Built(dmz, gateway.name, agent.name, certificates.words)


def _decide(dmz: Dmz, gateway: MachineState, agent: MachineState) -> None:
    """What the management group has decided about the agent."""
    found = dmz.gateways.get(gateway.name)
    if found is None:
        return
    found.approvals[agent.name] = Approval(agent.approval)
    if agent.configuration == "not made":
        found.unconfigured.add(agent.name)
