# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why the connection does not come about."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Remedy, Turn, Verdict

RESTART_PENDING = Verdict(
    "restart_pending",
    Severity.ERROR,
    "What the agent needs is in place, but it was not restarted since, or was stopped since.",
    "Restart HealthService, as an onboarding does.",
    sources.unverified(sources.CONNECTIVITY),
    advice=(
        "Run ``onboard``, which restarts the agent, or ``health_service`` with ``state=restarted``. An agent that does "
        "not run has this verdict only when its start mode is automatic and its log reaches back to the import without "
        "a start; when more than 200 events of the link were logged since, or the log was cleared, that cannot be "
        "seen, and the verdict is agent_stopped_."
    ),
    symptoms=(
        Symptom(
            "20050, 20051, 20052, 20066, 20069 or 21022, but the certificate is right now",
            "Registered after the service started, or the clock was put right since",
            "The service still has what it found at its start",
            "Restart it",
        ),
        Symptom(
            "The root was imported, and nothing changed",
            "The process of HealthService is older than the import",
            "The restart did not happen",
            "Restart it",
        ),
    ),
    turn=Turn.ONBOARDING,
    remedy=Remedy.RESTART,
)
GATEWAY_NAME_UNRESOLVED = Verdict(
    "gateway_name_unresolved",
    Severity.ERROR,
    "The agent cannot resolve the gateway's name.",
    "Make the name known in the DNS or in the hosts file, forward and reverse, and the name server reachable from the host.",
    sources.CONNECTIVITY,
    advice=(
        "On the host, ``nslookup`` and the hosts file show what the name leads to. The reverse lookup has to lead back "
        "to the same name. Those who run the DNS of the DMZ, or the hosts file, add it."
    ),
    symptoms=(
        Symptom(
            "21005",
            "``nslookup`` and the hosts file on the host",
            "The gateway's name is not resolved",
            "Add it, forward and reverse",
        ),
    ),
    turn=Turn.NETWORK,
)
GATEWAY_PORT_FILTERED = Verdict(
    "gateway_port_filtered",
    Severity.ERROR,
    "Nothing answers at the gateway's port: a firewall drops the packets, or the address is wrong.",
    "Open the port from the host to the gateway in the firewalls between them, or correct the address if the host resolves another one.",
    sources.CONNECTIVITY,
    advice=(
        "Give those who run the firewalls the host, the gateway's address as the host resolves it, and the port (5723 "
        "by default); the agent opens the connection."
    ),
    symptoms=(
        Symptom(
            "21006 with 10060",
            "A TCP test from the host",
            "A firewall drops the packets, or the address is wrong",
            "Open the port",
        ),
    ),
    turn=Turn.NETWORK,
)
GATEWAY_NOT_LISTENING = Verdict(
    "gateway_not_listening",
    Severity.ERROR,
    "The address that the agent connects to refuses the port: no HealthService listens there.",
    "Start HealthService on the gateway, and compare the address and the port with the agent's configuration.",
    sources.CONNECTIVITY,
    advice=(
        "If the gateway's service runs, the agent talks to another machine: compare the address that the host resolves "
        "with the gateway's own."
    ),
    symptoms=(
        Symptom(
            "21006 with 10061",
            "The service on the gateway; the address that the host resolves",
            "Nothing listens there",
            "Start the service, or correct the address",
            leads_to="gateway_not_listening_, gateway_stopped_",
        ),
    ),
    turn=Turn.NETWORK,
)
GATEWAY_NOT_REACHED = Verdict(
    "gateway_not_reached",
    Severity.ERROR,
    "The agent cannot connect to the gateway's port.",
    "Look the code of the error up, and check the route and the firewalls between host and gateway.",
    sources.CONNECTIVITY,
    advice=(
        "The evidence holds the code and, where it is known, its meaning. Those who run the network mend it; then run "
        "the check again."
    ),
    symptoms=(Symptom("21006 with another code", "The code", "Routes or the network stack", "Look the code up"),),
    turn=Turn.NETWORK,
)
TLS_MISMATCH = Verdict(
    "tls_mismatch",
    Severity.ERROR,
    "Agent and gateway have no version of TLS or no cipher in common.",
    "Align the Schannel settings of both, and update an agent or gateway that is too old for TLS 1.2.",
    sources.unverified("TLS 1.2 enforcement for SCOM, 2012 R2 UR14 and 2016 UR4 or later; SEC_E_ALGORITHM_MISMATCH"),
    advice=(
        "Compare the keys below ``SCHANNEL\\Protocols`` on both, for the client on the agent and for the server on the "
        "gateway, then the cipher suites. A restart of the machine is needed after a change. Probable means that only "
        "the log says so."
    ),
    symptoms=(
        Symptom(
            "20057 with 0x80090331, System log 36874",
            "Schannel settings of both",
            "No version of TLS or no cipher in common",
            "Align them",
        ),
    ),
    turn=Turn.NETWORK,
)
CERTIFICATE_NOT_USED = Verdict(
    "certificate_not_used",
    Severity.ERROR,
    "The agent tried Kerberos: one of the two sides did not use its channel certificate.",
    "Look in the log of both sides for event 20053 after the last start, and register the certificate where it is missing.",
    sources.CONNECTIVITY,
    advice=(
        "Restart nothing yet. On both sides, look for 20053 (loaded) or for 20049 to 20077 and 21021, 21022, 21036 "
        "(not loaded) after the last start. 21035 is no fault in a workgroup."
    ),
    symptoms=(
        Symptom(
            "20057 with 0x80090311, 21001, 21008 or 21035",
            "A workgroup host tries Kerberos",
            "One side did not use its certificate",
            "Find out which, by 20053",
        ),
    ),
    turn=Turn.YOURS,
)
ROOT_STORE_FAULT = Verdict(
    "root_store_fault",
    Severity.ERROR,
    "Certificates that are not self-signed lie in the store Root, which makes Windows refuse good certificates.",
    "Move those that are CAs to the store CA, remove the others from Root, and restart the machine if it persists.",
    sources.ROOT_STORE,
    advice=(
        "The evidence says whose store it is, and which certificate. ``certificate_info`` lists the store Root; the "
        "administrators of that machine move an issuing CA to the store CA, and take a certificate that is no CA out of Root. "
        "Ask what put it there, such as group policy or a bundle that was imported whole, because it may come back."
    ),
    symptoms=(
        Symptom(
            "Not trusted, although the root lies in Root",
            "Certificates in Root that another CA issued",
            "Windows refuses good certificates then",
            "Move CAs to CA, remove the others",
        ),
    ),
    turn=Turn.HOST_STORES,
)
AUTHENTICATION_FAILING = Verdict(
    "authentication_failing",
    Severity.ERROR,
    "Authentication fails, and nothing that was read says why.",
    "Check clocks, reverse lookup of both names, revocation lists, the System log's Schannel events, and Pending Management.",
    sources.CONNECTIVITY,
    advice=(
        "Look at the findings beside it first: the evidence names those of the agent's certificate, and says when the gateway was "
        "not asked. If none explains it, go through the list of the fix with the administrators of both machines. "
        "Then export both logs, as told in `What is not certain`_."
    ),
    symptoms=(
        Symptom(
            "Authentication fails, and no event names a code",
            "Clocks, reverse lookup, revocation lists, Schannel events",
            "Not to be seen from here",
            "Go through the list",
        ),
    ),
    turn=Turn.YOURS,
)
LINK_DOWN_UNEXPLAINED = Verdict(
    "link_down_unexplained",
    Severity.ERROR,
    "The agent has no channel to the gateway, and nothing that was read says why.",
    "Read the log Operations Manager of both sides by hand, and the System log's Schannel events; then restart the agent once.",
    sources.CONNECTIVITY,
    advice=(
        "Nothing that can be checked from here explains it, and the agent only says that it has no channel. Restart it "
        "when that disturbs nobody, and check again: what it logs after its start tells more than what it logged weeks "
        "ago."
    ),
    symptoms=(
        Symptom(
            "Only 21016 or 21015, and no connection",
            "The log of the agent holds no other failure since its start",
            "Not visible from here",
            "Read both logs by hand, restart the agent once",
        ),
    ),
    turn=Turn.YOURS,
)
