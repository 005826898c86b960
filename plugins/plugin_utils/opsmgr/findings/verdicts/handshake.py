# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts about the handshake of TLS, as Windows' provider Schannel logged it or as the signatures of the certificates have it."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict

CERTIFICATE_REFUSED = Verdict(
    "certificate_refused",
    Severity.ERROR,
    "In the handshake, one side refused the certificate of the other.",
    "On the side that refused it, read the log System, and enable the log Microsoft-Windows-CAPI2/Operational: there Windows says why.",
    sources.SCHANNEL_EVENTS,
    advice=(
        "The evidence says which side refused which certificate, and by which event. Alert 48 means that it does not know the issuer: see "
        "there that the whole chain lies in the stores of the local computer. The stores that were read are complete, or another verdict would stand here, "
        "so the CA may have come after HealthService was started, or another certificate was shown than the registered one. "
        "Nothing is imported by this verdict."
    ),
    symptoms=(
        Symptom(
            "System log 36887 or 36888 with alert 42 to 46 or 48, or 36882",
            "Which side logged it, and the chain of the other's certificate",
            "A certificate was refused in the handshake",
            "Complete the chain there, or issue again",
        ),
    ),
    turn=Turn.YOURS,
)
TOO_MANY_ROOTS_ON_GATEWAY = Verdict(
    "too_many_roots_on_gateway",
    Severity.ERROR,
    "The gateway's list of trusted authorities is too long and is cut off, so the issuer of the agent's certificate may be missing from it.",
    "On the gateway, remove the roots that nothing needs, or set SendTrustedIssuerList to 0 below SCHANNEL and restart the machine; on Windows "
    "Server 2012 the value does not help.",
    sources.TOO_MANY_ROOTS,
    advice=(
        "``root_audit`` of the gateway lists its roots and counts the bytes of their names. The value that the fix names makes Windows send no list at all, "
        "and clients then offer the certificate that they have; since Windows Server 2012 that is the default, so where the event is logged the value was "
        "probably set to 1. Never remove the roots that Windows itself needs."
    ),
    symptoms=(
        Symptom(
            "System log 36885 on the gateway",
            "The number of roots of the gateway",
            "The list of issuers is cut off at 16 KB",
            "Remove roots, or send no list",
        ),
    ),
    turn=Turn.GATEWAY_STORES,
)
SIGNATURE_NOT_OFFERED = Verdict(
    "signature_not_offered",
    Severity.ERROR,
    "A certificate is signed in a way that the other side's Windows does not offer under TLS 1.2, so it is refused in the handshake.",
    "Have the certificate issued again with SHA-256, or let that Windows offer the algorithm: for SHA-512 on Windows Server 2012 R2 install KB 2973337.",
    sources.unverified(sources.SIGNATURES),
    advice=(
        "The evidence says which certificate it is, and which side does not offer its algorithm. The list is the value ``Functions`` of "
        "``HKLM\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010003``; hardening may have shortened "
        "it. Certificates with a signature by RSASSA-PSS come from a CA with the alternate signature format, and need a Windows that lists PSS there."
    ),
    symptoms=(
        Symptom(
            "20057 with 0x80090331, and TLS 1.2 on both sides",
            "The signature of the certificates, and the list of algorithms of the other side",
            "SHA-512 or PSS is not offered under TLS 1.2",
            "Issue again with SHA-256, or install KB 2973337",
        ),
    ),
    turn=Turn.NETWORK,
)
