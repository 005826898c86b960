# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an agent that has no channel certificate does not get through by Kerberos."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.clock import CLOCK_SKEW

KERBEROS_FAILING = Verdict(
    "kerberos_failing",
    Severity.ERROR,
    "The agent has no channel certificate, so it authenticates by Kerberos, and that fails.",
    (
        "Let the host and the gateway reach domain controllers of their domains (ports 53, 88 and 389), and check the "
        "service principal name MSOMHSvc/ of the gateway, the trust between the domains and both clocks."
    ),
    f"{sources.GATEWAYS}; {sources.FIREWALL}; {sources.CONNECTIVITY}",
    advice=(
        "No root and no certificate is missing: members of the gateway's domain, and of domains that it trusts, need none. "
        "Test from both machines whether a domain controller answers, with ``nltest /dsgetdc:`` and the name of the domain; "
        "then ``setspn -F -Q MSOMHSvc/`` with the gateway's name, which must be found once; then the clocks, which may differ by "
        "five minutes. Probable means that the domains have different names, or that the gateway's could not be read. If they "
        "do not trust each other, the host needs a channel certificate like a host in a workgroup."
    ),
    symptoms=(
        Symptom(
            "20071, or 20057 with 0x80090311, without a registered certificate; 20002 with an address on the gateway",
            "The host is a member of a domain",
            "Kerberos fails, as where a firewall blocks the domain controllers",
            "Open the ports to the domain controllers, check the SPN, the trust and the clocks",
        ),
    ),
    turn=Turn.NETWORK,
    doubtful_beside=(CLOCK_SKEW,),
)
