# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a gateway is told once, and may fail the run."""

from __future__ import annotations

from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.gateway_table import gateway_lines, say_failing_gateways

ERROR = {"id": "gateway_stopped", "severity": "error", "evidence": "HealthService is Stopped", "fix": "Start it."}
WARNING = {**ERROR, "id": "gateway_presents_older_certificate", "severity": "warning"}


def verdict(name: str, *findings: dict[str, str], of: str = "in_order") -> dict[str, Any]:
    return {"gateway": name, "verdict": of, "findings": list(findings)}


def test_a_gateway_in_order_has_no_line() -> None:
    assert gateway_lines([verdict("gw01"), verdict("gw02", {**ERROR, "severity": "info"})]) == []


def test_each_finding_that_somebody_has_to_act_upon_is_a_line() -> None:
    assert gateway_lines([verdict("gw01", ERROR, WARNING, of="gateway_stopped"), verdict("gw02", WARNING)]) == [
        "The gateway gw01 is gateway_stopped: HealthService is Stopped. Start it.",
        "The gateway gw01 is gateway_presents_older_certificate: HealthService is Stopped. Start it.",
        "The gateway gw02 is gateway_presents_older_certificate: HealthService is Stopped. Start it.",
    ]


def test_a_run_fails_for_a_gateway_with_a_verdict_that_is_to_fail_it() -> None:
    gateways = [verdict("gw01", ERROR, WARNING, of="gateway_stopped"), verdict("gw02", WARNING)]
    assert say_failing_gateways(gateways, ["unreachable"]) == []
    assert say_failing_gateways(gateways, ["gateway_stopped"]) == gateway_lines(gateways)[:1]
