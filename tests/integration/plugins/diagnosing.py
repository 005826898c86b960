# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules gateway_info and gateway_trust_info on a served site, as the roles call them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.integration.plugins.knowing import known_of
from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.scenarios import AGENT
from tests.lab.wsman.endpoint import Endpoint


def read_gateway(endpoint: Endpoint, folder: Path, **options: Any) -> dict[str, Any]:
    result: dict[str, Any] = act(connect(endpoint, host=GATEWAY), "gateway_info", folder, **options)["gateway"]
    return result


def diagnose(
    endpoint: Endpoint, gateway: dict[str, Any], folder: Path, host: str = AGENT, **options: Any
) -> dict[str, Any]:
    """The check of a host, with all that the gateway told."""
    known = known_of(GATEWAY, gateway)
    known |= {name: options.pop(name) for name in ("aliases", "addresses", "evidence") if name in options}
    session = connect(endpoint, host=host)
    result: dict[str, Any] = act(session, "gateway_trust_info", folder, gateways=[known], **options)["gateway_trust"]
    return result


def diagnose_site(dmz: Dmz, folder: Path, **options: Any) -> dict[str, Any]:
    """Serve a scenario's site, read its gateway once, and check its agent."""
    with serve_watched(dmz) as site:
        return diagnose(site.endpoint, read_gateway(site.endpoint, folder), folder, **options)
