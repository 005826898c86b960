# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records as a check leaves them."""

from __future__ import annotations

from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding
from ansible_collections.scom.dmz.plugins.plugin_utils.report.gateway_record import gateway_record
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Controller, Record, host_record

WEB, APP, DB = "web01.dmz.example", "app01.dmz.example", "db01.dmz.example"
GATEWAY, OTHER_GATEWAY = "gw01.corp.example", "gw02.corp.example"
NOON = "2026-01-01T12:00:00Z"
CONTROLLER = Controller("controller01", "2.19.0", "0.1.0")
FINDING = {
    "id": "root_missing",
    "severity": "error",
    "evidence": "the root is not there",
    "cause": "nobody imported it",
    "fix": "Import it.",
    "source": "a manual",
}


def certificate(subject: str, not_after: str = "2034-01-01T00:00:00Z", **more: Any) -> dict[str, Any]:
    return {
        "subject": subject,
        "issuer": "CN=Root",
        "serial_number": "01",
        "thumbprint": "AB" * 20,
        "sha256": "CD" * 32,
        "not_before": "2024-01-01T00:00:00Z",
        "not_after": not_after,
        **more,
    }


def result(verdict: str = "root_missing", **more: Any) -> dict[str, Any]:
    """What became of a host with regard to a gateway, in short."""
    return {
        "gateway": GATEWAY,
        "verdict_before": verdict,
        "verdict": verdict,
        "confidence": "confirmed",
        "link": "down",
        "fix": "Import it.",
        "changes": [],
        "run": "",
        "error": "",
        **more,
    }


def onboarding(verdict: str = "root_missing", **more: Any) -> dict[str, Any]:
    return {**Onboarding(verdict).pack(), **more}


def checked(verdict: str = "root_missing", **more: Any) -> dict[str, Any]:
    """What a check of a host returns, but for what it says of each gateway."""
    return {
        "gateway": GATEWAY,
        "verdict": verdict,
        "confidence": "confirmed",
        "link": "down",
        "evidence": "",
        "fix": "Import it.",
        "error": "",
        "asked": [GATEWAY],
        "time": NOON,
        "onboarding": onboarding(verdict),
        **more,
    }


def trust(**more: Any) -> dict[str, Any]:
    return {
        "findings": [FINDING],
        "gateway_root": certificate("CN=Root", physical_stores=[".Default", ".GroupPolicy"]),
        "own_certificate": {"certificate": certificate("CN=web01", "2027-01-01T00:00:00Z")},
        **more,
    }


def record(
    host: str = WEB, verdict: str = "root_missing", time: str = NOON, gateway: str = GATEWAY, **more: Any
) -> Record:
    """A record of a host; ``more`` is laid over it."""
    found = result(verdict, gateway=gateway)
    return {**host_record(host, found, trust(), (), time, CONTROLLER, check_mode=False), **more}


FAULTY_GATEWAY = gateway_record(
    {
        "gateway": GATEWAY,
        "verdict": "gateway_certificate_not_registered",
        "findings": [{**FINDING, "id": "gateway_certificate_not_registered", "evidence": "none <is> registered"}],
    },
    NOON,
    CONTROLLER,
)
