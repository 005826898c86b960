# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The head of what a check returns: one line of a fleet's table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import TRUSTED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding

Result = dict[str, Any]


def summarize(
    seen: Mapping[str, Any], error: str, asked: Sequence[str], now: datetime, onboarding: Onboarding
) -> Result:
    """``seen`` is the described check of the gateway that most needs attention, ``asked`` are the names of all that it was about."""
    return {
        **{name: seen[name] for name in ("gateway", "verdict", "confidence", "link")},
        **explain(seen),
        "error": error,
        "asked": list(asked),
        "time": iso(now),
        "onboarding": onboarding.pack(),
    }


def describe_failure(
    verdict: Verdict, reason: str, asked: Sequence[str], now: datetime, onboarding: Onboarding
) -> Result:
    """The same of a host that could not be asked. Nobody knows then which of several gateways it belongs to."""
    seen = {
        "gateway": asked[0] if len(asked) == 1 else "",
        "verdict": verdict.id,
        "confidence": Confidence.UNKNOWN,
        "link": LinkState.UNKNOWN,
        "findings": [],
    }
    return summarize(seen, onboarding.error or reason, asked, now, onboarding)


def explain(seen: Mapping[str, Any]) -> dict[str, str]:
    """The evidence and what to do. An agent that trusts its gateway and is linked has nothing to explain."""
    well = seen["verdict"] == TRUSTED.id and LinkState(seen["link"]).settled
    telling: Mapping[str, str] = {} if well else next(iter(seen["findings"]), {})
    return {name: telling.get(name, "") for name in ("evidence", "fix")}
