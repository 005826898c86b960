# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chains beside the project whose certificates Windows and OpenSSL take: what a gateway presents of them is read, imported
when it is missing, and judged.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.cases import case
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.integration.plugins.diagnosing import diagnose, read_gateway
from tests.lab.demonstration import GATEWAY, GROUP, POINTED_AT_GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.scenarios import AGENT
from tests.lab.windows.held_certificate import HeldCertificate, decode

Result = dict[str, Any]
Onboard = Callable[[str], tuple[Result, Result]]

CONFIRMED = (
    "plain",
    "sub-plain",
    "leaf-crit-explicit-false",
    "root-crit-explicit-false",
    "sub-crit-explicit-false",
    "root-bc-true-01",
)
DOUBTFUL = ("leaf-san-umlaut", "root-san-umlaut", "sub-san-umlaut", "root-v1-explicit-version")


def chain_of(text: str) -> list[HeldCertificate]:
    """The gateway's certificate first, the root last."""
    blocks = text.split("-----END CERTIFICATE-----")[:-1]
    return [decode(ssl.PEM_cert_to_DER_cert(block.strip() + "-----END CERTIFICATE-----")) for block in blocks]


@pytest.fixture
def onboard(tmp_path: Path) -> Iterator[Onboard]:
    with ExitStack() as stack:

        def onboard_agent(name: str) -> tuple[Result, Result]:
            """An agent that lacks the issuers of its gateway; what it says before and after they came, and linked."""
            text = case(f"certificates/chains/{name}.pem").decode()
            leaf, *issuers = chain_of(text)
            dmz = Dmz()
            dmz.add_gateway(GATEWAY, GROUP, leaf, issuers)
            agent = dmz.add_agent(AGENT, POINTED_AT_GATEWAY)
            dmz.boot()
            endpoint = stack.enter_context(serve_watched(dmz)).endpoint
            gateway = {"name": GATEWAY, "chain": text, "root_sha256": hashlib.sha256(issuers[-1].encoded).hexdigest()}
            before = diagnose(endpoint, read_gateway(endpoint, tmp_path), tmp_path)
            assert act(connect(endpoint, host=AGENT), "gateway_trust", tmp_path, gateways=[gateway])["changed"]
            held = [*agent.machine.stores.held("CA"), *agent.machine.stores.held("Root")]
            assert set(issuers) <= set(held)
            assert GROUP in agent.links
            return before, diagnose(endpoint, read_gateway(endpoint, tmp_path), tmp_path)

        yield onboard_agent


@pytest.mark.parametrize("name", CONFIRMED)
def test_a_chain_that_every_program_takes_is_trusted_once_its_issuers_are_there(onboard: Onboard, name: str) -> None:
    before, after = onboard(name)
    assert before["verdict"] == "root_missing"
    assert (after["verdict"], after["confidence"]) == ("trusted", "confirmed")


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_chain_that_programs_differ_about_is_trusted_and_told_to_be_probable(onboard: Onboard, name: str) -> None:
    before, after = onboard(name)
    assert before["verdict"] == "root_missing"
    assert (after["verdict"], after["confidence"]) == ("trusted", "probable")
    assert "chain_in_doubt" in {finding["id"] for finding in after["findings"]}
