# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a gateway that presents nothing that leads to a root, or was not read, nobody knows the chain."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.presented_gateways import (
    ALIASES,
    PRESENTED,
    presented_gateways,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import KnownGateways

from tests.unit.plugins.plugin_utils.x509.authority import NOW, issue, leaf

GATEWAY = "gw01.corp.example"
ROOT = issue("Corp Root CA")
LEAF = leaf(GATEWAY, ROOT)
CHAIN = LEAF.pem() + ROOT.certificate.pem()


class HostVars(dict[str, dict[str, Any]]):
    def raw_get(self, host: str) -> dict[str, Any]:
        return self[host]


def known(chain: str | None, loaded: bool | None = None) -> KnownGateways:
    presented = {"certificate": {"chain_pem": chain}, "certificate_loaded": loaded}
    hostvars = HostVars({GATEWAY: {PRESENTED: presented, ALIASES: ["gw"]}, "gw02": {}})
    return presented_gateways([GATEWAY, "gw02", "gw03"], {"hostvars": hostvars}, NOW)


@pytest.mark.parametrize("chain", [None, ""], ids=["none", "empty"])
def test_a_gateway_without_a_registered_certificate_is_known_by_its_names_and_by_no_chain(chain: str | None) -> None:
    [gateway] = known(chain).gateways
    assert (gateway.names, gateway.first, gateway.issuers) == ({GATEWAY, "gw"}, None, ())


@pytest.mark.parametrize("chain", [LEAF.pem(), "no certificate"], ids=["no root", "no certificate"])
def test_of_a_gateway_whose_chain_leads_to_no_root_nobody_knows_it(chain: str | None) -> None:
    assert known(chain).gateways == ()


@pytest.mark.parametrize(("loaded", "not_loaded"), [(None, set()), (True, set()), (False, {GATEWAY})])
def test_a_gateway_that_was_read_is_known_by_all_its_names(loaded: bool | None, not_loaded: set[str]) -> None:
    found = known(CHAIN, loaded)
    assert [(each.first, each.names) for each in found.gateways] == [(LEAF, {GATEWAY, "gw"})]
    assert found.not_loaded == not_loaded
