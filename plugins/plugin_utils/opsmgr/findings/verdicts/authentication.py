# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why one side refuses the other although what was read of both is in order, as the code in an event names it."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict

WRONG_PRINCIPAL = Verdict(
    "wrong_principal",
    Severity.ERROR,
    "One side found another name than it expects, although the registered certificate has the right one.",
    "See that the host resolves the gateway's name to the gateway itself, and restart HealthService on the side whose "
    "certificate was registered after its last start.",
    sources.unverified(sources.SECURITY_CODES),
    advice=(
        "The evidence says which side logged it, and the names of both. Either another machine answers at that address, or the "
        "other side still shows a certificate that it loaded before: compare the time of its event 20053 with the certificate. "
        "Where Kerberos is used, look for a service principal name that two accounts have with ``setspn -X``."
    ),
    symptoms=(
        Symptom(
            "20057 with 0x80090322, or 20072 with 0x800B010F",
            "The names of both sides; the address that the host resolves; 20053 on the other side",
            "Another machine answers, or an older certificate is still in use",
            "Correct the address, or restart the side that shows the old one",
        ),
    ),
    turn=Turn.YOURS,
)
PEER_CERTIFICATE_EXPIRED = Verdict(
    "peer_certificate_expired",
    Severity.ERROR,
    "One side refused the other's certificate as out of date, although the registered one is in date.",
    "Restart HealthService on the side whose certificate was renewed, after the new one was registered; then compare the clocks "
    "of both machines.",
    sources.unverified(sources.SECURITY_CODES),
    advice=(
        "The evidence says which side logged it. HealthService shows the certificate that it loaded at its last start until it "
        "is started again, so look at event 20053 of the other side. If that is newer than the renewal, the clock of the side that "
        "logged it is wrong."
    ),
    symptoms=(
        Symptom(
            "20057 with 0x80090328, or 20072 with 0x800B0101",
            "20053 on the other side; the validity of its registered certificate; the clocks",
            "The other side still shows the certificate from before its renewal, or a clock is wrong",
            "Restart the other side, or correct the clock",
        ),
    ),
    turn=Turn.YOURS,
)
REVOCATION_UNKNOWN = Verdict(
    "revocation_unknown",
    Severity.ERROR,
    "One side could not check the other's certificate against its certificate revocation list (CRL), and refused it.",
    "Let the machine that logged it reach the servers that the evidence names, usually by HTTP, and see that the lists there are not "
    "out of date.",
    sources.unverified(sources.SECURITY_CODES),
    advice=(
        "On the machine that logged it, ``certutil -verify -urlfetch`` with the other side's certificate in a file shows which "
        "list cannot be downloaded. Windows gives the same code for a server that is not reached and for a list that is out of date. "
        "In a DMZ a firewall is the usual cause: open it to the servers in the evidence, or have the CA publish its list where the "
        "host can reach it."
    ),
    symptoms=(
        Symptom(
            "20072 with 0x80092012 or 0x80092013",
            "``certutil -verify -urlfetch`` on the machine that logged it",
            "The certificate revocation list cannot be downloaded, or is out of date",
            "Open the firewall to the server that holds it, or have the CA publish a new one",
        ),
    ),
    turn=Turn.NETWORK,
)
TRUST_NOT_IN_EFFECT = Verdict(
    "trust_not_in_effect",
    Severity.ERROR,
    "One side refused the other's certificate as untrusted, although its stores hold the whole chain now.",
    "Restart HealthService once on the side that logged it. If it logs the code again, compare the certificate that the other "
    "side shows with the registered one.",
    sources.unverified(sources.SECURITY_CODES),
    advice=(
        "The root may have been imported after the event, by hand or by group policy, and the running service may not have "
        "noticed. If the code comes back after a restart, the other side shows another certificate than the registered one (its event "
        "20053 is older than the registration), or the root comes and goes with the refresh of group policy."
    ),
    symptoms=(
        Symptom(
            "20072 with 0x800B0109 or 20057 with 0x80090325, with a complete chain",
            "The time of the event and of the import; 20053 on the other side",
            "The service has not noticed the root, or the other side shows another certificate",
            "Restart the side that logged it once, then the other one",
        ),
    ),
    turn=Turn.YOURS,
)
OWN_ROOT_MISSING = Verdict(
    "own_root_missing",
    Severity.ERROR,
    "The host does not trust the root behind its own certificate, and authentication fails.",
    "Import the root of the agent's certificate into Root of LocalMachine on the host and its intermediates into CA, then restart "
    "HealthService.",
    sources.OWN_ROOT,
    advice=(
        "It is about the agent's own CA, not about the gateway's. ``root_certificate`` imports it, run on the host, and "
        "``health_service`` restarts the agent; ``onboard`` brings the gateway's root only. It is never more than probable, because "
        "the events say only that authentication failed."
    ),
    symptoms=(
        Symptom(
            "20071 on the agent, 20002 on the gateway",
            "The chain of the agent's own certificate on its own host",
            "The agent's own root is missing on the agent",
            "Import it there",
        ),
    ),
    turn=Turn.HOST_STORES,
)
