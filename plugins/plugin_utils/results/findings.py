# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finding, and an event as its evidence, as modules return them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent

Result = dict[str, Any]


def describe_finding(finding: Finding) -> Result:
    return {
        "id": finding.id,
        "severity": finding.severity,
        "evidence": finding.evidence,
        "cause": finding.kind.cause,
        "fix": finding.fix,
        "source": finding.kind.source,
    }


def describe_event(event: LinkEvent) -> Result:
    return {**asdict(event), "time": iso(event.time), "sentence": opsmgr_events.describe(event)}
