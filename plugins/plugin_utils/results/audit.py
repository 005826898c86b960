# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit of a host found, as modules return it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.suppressions import Suppression
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.results.findings import describe_finding

Result = dict[str, Any]

_NO_ROOT: Result = {"sha256": None, "thumbprint": None, "subject": None, "physical_stores": [], "imported_by": None}


def describe_root(root: Root) -> Result:
    return {**asdict(root), "physical_stores": list(root.physical_stores)}


def root_from(described: Result) -> Root:
    """The root that was described."""
    return Root(**{**described, "physical_stores": tuple(described["physical_stores"])})


def describe_concern(concern: Concern) -> Result:
    return {**describe_finding(concern.finding), **(describe_root(concern.root) if concern.root else _NO_ROOT)}


def count(findings: Iterable[Result]) -> dict[str, int]:
    """How many findings there are of each severity."""
    severities = [finding["severity"] for finding in findings]
    return {severity: severities.count(severity) for severity in reversed(Severity)}


def describe_suppressions(
    suppressions: Sequence[Suppression], concerns: Sequence[Concern], now: datetime
) -> list[Result]:
    """What each suppression is, and how many findings it covers, or would cover if it had not ended."""
    return [
        {
            "suppression": each.text,
            "reason": each.reason,
            "approver": each.approver,
            "until": iso(each.until) if each.until else None,
            "ended": each.has_ended(now),
            "findings": sum(map(each.covers, concerns)),
        }
        for each in suppressions
    ]


def suppression_from(described: Result) -> Suppression:
    """The suppression that was described."""
    rule, _colon, sha256 = described["suppression"].partition(":")
    until = datetime.fromisoformat(described["until"]) if described["until"] else None
    return Suppression(rule, sha256 or None, described["reason"], described["approver"], until)
