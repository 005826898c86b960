# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An onboarding before anything is done. It stands apart, so that what only reads onboardings loads no conversation with hosts."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.trust_check import HostCheck
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding


def begin(check: HostCheck) -> Onboarding:
    """The onboarding of a host of which only the check is known."""
    verdicts = [(each.evidence.gateway.name, each.diagnosis.verdict.id) for each in check.gateways]
    return Onboarding(
        verdict_before=check.most_urgent.diagnosis.verdict.id,
        verdicts_before=tuple({"gateway": name, "verdict": verdict} for name, verdict in verdicts),
        links=check.links,
    )
