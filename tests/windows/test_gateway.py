# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verdict on the agent and its gateway, beside the registry."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windows.ansible import Ansible
from tests.windows.conftest import Note
from tests.windows.physical_stores import PHYSICAL_STORES
from tests.windows.settings import Target
from tests.windows.shell import Shell

pytestmark = pytest.mark.usefixtures("agent")


@pytest.fixture(scope="module")
def trust(ansible: Ansible, host: Target, gateway: Target) -> dict[str, Any]:
    told = ansible.module(gateway, "gateway_info")["gateway"]
    asked = [{"name": gateway.name, "chain": told["certificate"]["chain_pem"], "evidence": told["evidence"]}]
    found: dict[str, Any] = ansible.module(host, "gateway_trust_info", gateways=asked)["gateway_trust"]
    return found


def test_the_gateways_root_is_in_the_physical_stores_that_reg_lists(trust: dict[str, Any], tools: Shell) -> None:
    root = trust["gateway_root"]["thumbprint"]
    holding = [name for name, store in PHYSICAL_STORES.items() if root in tools.subkeys(f"{store}\\Certificates")]
    assert trust["gateway_root"]["physical_stores"] == holding


def test_a_host_without_the_root_does_not_trust_the_gateway(trust: dict[str, Any]) -> None:
    has_root = trust["gateway_root"]["physical_stores"] != []
    assert has_root or not trust["gateway_chain"]["trusted"]
    assert trust["verdict"] != "root_missing" or not has_root


def test_the_verdict_is_told(trust: dict[str, Any], note: Note) -> None:
    findings = [finding["id"] for finding in trust["findings"]]
    note("Verdict, confidence, link, findings", (trust["verdict"], trust["confidence"], trust["link"], findings))
    note("Events", sorted({(event["side"], event["event_id"], event["code"]) for event in trust["events"]}))
