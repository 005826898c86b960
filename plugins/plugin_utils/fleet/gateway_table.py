# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the gateways themselves, told once at the end of a table of hosts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity

GatewayVerdict = Mapping[str, Any]
"""A gateway, its verdict and its findings, as ``gateway_targets`` returns them."""


def gateway_lines(verdicts: Sequence[GatewayVerdict]) -> list[str]:
    """A line for each finding that somebody has to act upon. A gateway that is in order has none."""
    return [line for each in verdicts for line in _lines(each)]


def say_failing_gateways(verdicts: Sequence[GatewayVerdict], failing: Collection[str]) -> list[str]:
    """A sentence for each gateway whose verdict is among those that fail a run."""
    return [line for each in verdicts if each["verdict"] in failing for line in list(_lines(each))[:1]]


def _lines(each: GatewayVerdict) -> Iterator[str]:
    for finding in each["findings"]:
        if finding["severity"] != Severity.INFO:
            yield f"The gateway {each['gateway']} is {finding['id']}: {finding['evidence']}. {finding['fix']}"
