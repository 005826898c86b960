# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is wrong with a site, nothing is written but what is missing of the chain of its gateway's certificate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.integration.expectation import Question
from tests.integration.plugins.visiting import visit
from tests.lab.opsmgr.installation import MACHINE_SETTINGS
from tests.lab.opsmgr.trust import SERVERS, TrustSettings, TrustStatus
from tests.lab.states import Built, Document, build
from tests.lab.states.drawing.__main__ import drawn_states
from tests.lab.windows.certificate_store import store_path

COUNT = 40
ISSUERS = ("Example Corp Root CA", "Example Corp Issuing CA")
"""Those that drawn gateways have."""

UNTRUSTED = (TrustStatus.UNTRUSTED_ROOT, TrustStatus.PARTIAL_CHAIN)


@cache
def states() -> list[dict[str, Any]]:
    return drawn_states(seed=1, count=COUNT)


@pytest.mark.parametrize("number", range(COUNT))
def test_nothing_is_written_but_what_is_missing_of_the_gateways_chain(number: int, tmp_path: Path) -> None:
    built = build(Document("drawn.yml", "", states()[number]))
    may_need_root, before = _may_need_root(built), _keys(built)
    with visit(Question(), built, tmp_path) as visited:
        action = visited.onboard(check_mode=False)
    after = _keys(built)
    written = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert written <= _of_the_chain(built)
    assert bool(written) == action.startswith("import")
    assert may_need_root or not written


def _keys(built: Built) -> dict[tuple[str, str], object]:
    """Of the registries of all machines, with their values."""
    dump: Mapping[str, Mapping[str, object]] = json.loads(built.dmz.dump())
    return {(machine, key): values for machine, keys in dump.items() for key, values in keys.items()}


def _of_the_chain(built: Built) -> set[tuple[str, str]]:
    """The keys of the issuers of the gateway's certificate in the agent's own stores."""
    thumbprints = [
        built.words[f"<thumbprint of {name}>"] for name in ISSUERS if f"<thumbprint of {name}>" in built.words
    ]
    stores = [store_path(store).replace("HKLM", "HKEY_LOCAL_MACHINE") for store in ("Root", "CA")]
    return {(built.agent, rf"{store}\Certificates\{each}") for store in stores for each in thumbprints}


def _may_need_root(built: Built) -> bool:
    """By the lab's own judgement: the agent authenticates by certificate, and does not trust the one that its gateway holds."""
    agent, gateway = built.dmz.machines[built.agent], built.dmz.machines[built.gateway]
    registered = agent.registry.as_system().data(MACHINE_SETTINGS, "ChannelCertificateSerialNumber")
    if agent.domain and registered is None:
        return False
    trust = TrustSettings.of(agent.stores, SERVERS)
    return any(trust.judge(each, built.dmz.clock.now()) in UNTRUSTED for each in gateway.stores.held("My"))
