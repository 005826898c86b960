# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateways that the role gateway_root has read in this run, as far as they are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import (
    Gateway,
    describe_gateway,
    guess_gateway,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.given_names import split_aliases, split_gateways
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import KnownGateways
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem

PRESENTED = "gateway_root_presented"
"""The fact of a gateway that was read: what gateway_info returned of it."""

ALIASES = "gateway_trust_gateway_aliases"
"""The variable of a gateway that holds its other names."""


def presented_gateways(names: Any, task_vars: Mapping[str, Any], now: datetime) -> KnownGateways:
    """Those of the names, as people give them, that were read. Of one whose chain leads to no root nobody knows the chain."""
    presented = registered(PRESENTED, split_gateways(names), task_vars)
    aliases = {name: task_vars["hostvars"][name].get(ALIASES, []) for name in presented}
    known = {name: _known(name, each, split_aliases(aliases[name]), now) for name, each in presented.items()}
    return KnownGateways(
        tuple(gateway for gateway in known.values() if gateway),
        frozenset(name for name, each in presented.items() if each["certificate_loaded"] is False),
    )


def _known(name: str, presented: Mapping[str, Any], aliases: Sequence[str], now: datetime) -> Gateway | None:
    if not presented["certificate"]["chain_pem"]:
        return guess_gateway(name, (), now, aliases)
    try:
        chain = read_pem(presented["certificate"]["chain_pem"], f"the chain of the gateway {name}")
        return describe_gateway(name, chain, None, now, aliases)
    except CertificateError:
        return None
