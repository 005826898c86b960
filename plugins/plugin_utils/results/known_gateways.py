# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of gateways, as ``gateway_targets`` returns it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.known_gateway import (
    KnownGateway,
    Reading,
    Voucher,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_with_pem

Result = dict[str, Any]


def describe_target(known: KnownGateway) -> Result:
    """As the modules that check agents take a gateway."""
    return {
        "name": known.name,
        "aliases": list(known.aliases),
        "addresses": list(known.addresses),
        "chain": known.chain,
        "evidence": known.evidence,
        "unregistered": known.guessed,
        "root_sha256": known.root.sha256 if known.root else None,
        "root_vouched": known.voucher in (Voucher.PIN, Voucher.FILE),
        "root_accepted": known.voucher == Voucher.ACCEPTANCE,
        "former_roots": "".join(each.pem() for each in known.former_roots),
    }


def describe_gateway_verdict(name: str, reading: Reading) -> Result:
    """What a gateway that was read has of itself, once for all its agents."""
    told = reading["gateway"]
    return {"gateway": name, "verdict": told["verdict"], "findings": told["findings"]}


def describe_issuers(known: KnownGateway, now: datetime) -> Result:
    certificates = [describe_with_pem(each, now) for each in known.issuers]
    return {"gateway": known.name, "names": sorted(known.names), "certificates": certificates}
