# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why two machines do not mean the same time."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict

CLOCK_SKEW = Verdict(
    "clock_skew",
    Severity.ERROR,
    "A clock is wrong: by that clock a certificate is not valid, or the clocks of both sides differ too much for Kerberos.",
    "Compare the clocks of the host, the gateway and the controller with a reliable one. Correct the one that is wrong and its time "
    "synchronization, then restart HealthService on that machine.",
    f"{sources.EVENT_20051}; {sources.CLOCK_TOLERANCE}; MS-ERREF, SEC_E_TIME_SKEW",
    advice=(
        "No certificate has to be issued again. On the machine whose clock is wrong, ``w32tm /query /status`` shows where its time comes from "
        "and ``w32tm /resync`` sets it. A workgroup host has no domain to take its time from, so it needs a time server of its own, "
        "and the firewall has to let UDP 123 through. When only two clocks are known, compare both with a reliable one. Probable means "
        "that only the log says so."
    ),
    symptoms=(
        Symptom(
            "20051, but the certificate is in date",
            "The times of the events; ``w32tm /query /status`` on that machine",
            "The clock is wrong; the event's own text says to check the system time",
            "Correct the clock, then restart HealthService",
        ),
        Symptom(
            "20057 with 0x80090324",
            "The clocks of both machines",
            "They differ by more than five minutes",
            "Correct the clock that is wrong",
        ),
    ),
    turn=Turn.CLOCK,
)
