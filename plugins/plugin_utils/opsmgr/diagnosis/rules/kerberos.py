# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does an agent without a channel certificate get through by Kerberos? Told by the domains of both sides, and by their logs."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import kerberos as kinds

_FAILED = frozenset({20057, 20071, 21001, 21007, 21008})
_REFUSED = frozenset({20002, 21002})
"""What agents and gateways log that fail by Kerberos: 20071 and 20002 (Microsoft, "Configure a firewall for Operations Manager").
That the others tell of it too is general knowledge, unverified.
"""


def kerberos_failing(evidence: Evidence) -> RuleResult | None:
    """Certain when the agent itself logged it, and host and gateway are members of one domain."""
    seen = list(_seen(evidence))
    if not evidence.by_kerberos or evidence.linked or not seen:
        return None
    authentication = evidence.authentication
    certain = authentication.certain and evidence.failure is not None
    finding = kinds.KERBEROS_FAILING("; ".join([*seen, authentication.reason]), _fix(evidence))
    return RuleResult(finding, Confidence.CONFIRMED if certain else Confidence.PROBABLE)


def _seen(evidence: Evidence) -> Iterator[str]:
    failure, refusal = evidence.failure, evidence.refusal
    if failure is not None and failure.event_id in _FAILED:
        yield f"on the agent, {opsmgr_events.describe(failure)}"
    if refusal is not None and refusal.event_id in _REFUSED:
        yield f"on the gateway, {opsmgr_events.describe(refusal)}"


def _fix(evidence: Evidence) -> str:
    """With the names of just these two."""
    principal = f"MSOMHSvc/{evidence.parent.authentication_name if evidence.parent else evidence.gateway.name}"
    needs = (
        "Let the host and the gateway reach domain controllers of their domains (ports 53, 88 and 389), check that "
        f"setspn -F -Q {principal} finds the principal once, and that both clocks differ by less than five minutes."
    )
    if evidence.authentication.certain:
        return needs
    return (
        f"{needs} The domains of both have to trust each other; if they do not, request a channel certificate for the host "
        "and register it with MOMCertImport."
    )
