# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway that was read, as the modules that check its agents take it: put together as `gateway_targets` does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.known_gateway import GivenGateway, know_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.results.known_gateways import describe_target


def known_of(name: str, told: dict[str, Any]) -> dict[str, Any]:
    """The author of the task vouches for its root, unless that is a guess."""
    known = know_gateway(GivenGateway(name), {"gateway": told}, datetime.now(UTC), allow_unregistered=True)
    target = describe_target(known)
    return {each: target[each] for each in ("name", "aliases", "chain", "evidence", "unregistered")}
