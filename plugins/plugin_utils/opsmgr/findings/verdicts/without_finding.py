# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts that no rule finds."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict

TRUSTED = Verdict(
    "trusted",
    Severity.INFO,
    cause=(
        "The host trusts the gateway's certificate, and no rule found anything else. It is probable when only a root "
        "was given and not the gateway's certificate. It does not say that the agent is connected: that is what "
        "``link`` is for."
    ),
    fix="",
    source="",
    advice=(
        "With the finding by_kerberos_ the agent needs no certificate, and what the host trusts was not looked at. Look at ``link``. "
        "With up, nothing is left to do. Probable is the most that can be seen without the log or the address. With pending, look again "
        "after some minutes. With down, read the findings link_failure_logged_ and gateway_refused_agent_, then the rows below "
        "`What no remote read can see`_."
    ),
    symptoms=(
        Symptom(
            "1210 newer than the restart, but the console is gray",
            "Less than five minutes ago",
            "The console is late",
            "Wait",
            leads_to="trusted_, console_delay_",
        ),
    ),
    turn=Turn.LINK,
)
UNREACHABLE = Verdict(
    "unreachable",
    Severity.ERROR,
    cause=(
        "The connection to the host failed, so nothing was read. The error stands in ``gateway_trust_result.msg``, in "
        "the words of the connection."
    ),
    fix="",
    source="",
    advice=(
        "Mend the connection: name, port 5985 or 5986, the firewall, the account and its right to log on. ``onboard`` "
        "goes on with the other hosts, and the run ends with an error for this one."
    ),
    symptoms=(
        Symptom(
            "The host does not answer, or does not let itself be read",
            "The error of the connection, or the host's own words",
            "Network, account or rights",
            "Mend that first",
            leads_to="unreachable_, undetermined_",
        ),
    ),
    turn=Turn.ACCOUNT,
    unread=True,
    next_step="Make WinRM of the host reachable from the controller and run the check again.",
)
