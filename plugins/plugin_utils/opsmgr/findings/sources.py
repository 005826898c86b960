# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the facts behind findings come from, as findings name it. What nobody could confirm says so."""

from __future__ import annotations

CONNECTIVITY = "Microsoft KB 10066, Troubleshoot agent connectivity issues in Operations Manager"
WORKGROUP = "Microsoft KB 947691, You cannot monitor a workgroup computer without a gateway server"
CERTIFICATES = "Microsoft, Obtain a certificate for use with Windows Servers and System Center Operations Manager"
GRAY_STATE = "Microsoft KB 2288515, Troubleshoot gray agent states in Operations Manager"
CONNECTOR_EVENTS = "Microsoft, SCOM 2012 R2 HealthService event reference, MOMConnector"
MANAGEMENT_PACK = "knowledge of the Operations Manager management pack"
ROOT_BY_POLICY = "Microsoft KB 4560600, Valid root CA certificates distributed using GPO might appear as untrusted"
ROOT_STORE = "Microsoft KB 2795828 and KB 2801679, certificates that are not self-signed in the store of trusted roots"
HEARTBEAT = "Microsoft, How heartbeats work in Operations Manager"
AGENT_REGISTRY = "public set-up and repair scripts of the Operations Manager agent"
REPORTED_ROOTS = "dotnet/corefx issue 18772, what Windows takes for a CA; OpenSSL, X509_check_ca"
GATEWAYS = "Microsoft, About gateway servers in Operations Manager"
FIREWALL = "Microsoft, Configuring a firewall for Operations Manager"
METHODS = "Microsoft, Authentication and Data Encryption in Operations Manager (2016), and Mutual Authentication in Operations Manager 2007"
SECURITY_CODES = "[MS-ERREF] 2.1.1, codes of SSPI and CryptoAPI; Microsoft KB 10066, events 20057 and 20072"
OWN_ROOT = "Microsoft, Operations Manager certificates from concept to deployment (D. Rougeau)"
CONFIGURATION = "Microsoft KB 946428, and the monitor System Center Management Health Service Configuration Processing"
MOVED_AGENTS = "Microsoft KB 10066; nocentdocent, 2009, agents that are moved between management servers"
EVENT_20051 = "the text of event 20051, which says to check the system time"
CLOCK_TOLERANCE = "Microsoft, Maximum tolerance for computer clock synchronization"
X509 = "RFC 5280, section 6"
SIGNATURES = "Microsoft KB 2973337, SHA512 is disabled in Windows when you use TLS 1.2"
SCHANNEL_EVENTS = "Microsoft, Schannel Events; RFC 5246, section 7.2"
TOO_MANY_ROOTS = "Microsoft KB 2801679 and KB 2880390, Schannel event 36885"
STALE_SERIAL = "Microsoft, SCOM certificate monitoring: does the Health Service really use the correct certificate?"


def unverified(source: str) -> str:
    """Mark what rests on general knowledge of the field: no document that was read states it."""
    return f"{source} (unverified)"
