# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a gateway itself, and of no agent of it."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources

GATEWAY_CERTIFICATE_NOT_REGISTERED = Kind(
    "gateway_certificate_not_registered",
    Severity.ERROR,
    "No certificate of the gateway's store My is registered, as happens after a renewal, so it can load none at its next start.",
    "On the gateway, register the right certificate with MOMCertImport, as an administrator.",
    sources.STALE_SERIAL,
    advice=(
        "Until HealthService is restarted the gateway works with the certificate that it loaded, so register the right one "
        "before anybody restarts it. A gateway whose agents are all members of its own domain, and which trusts its management "
        "server's domain, authenticates by Kerberos and needs none."
    ),
)
GATEWAY_PRESENTS_OLDER_CERTIFICATE = Kind(
    "gateway_presents_older_certificate",
    Severity.WARNING,
    "The gateway's registered certificate is newer than the one that its HealthService loaded and still presents.",
    "Restart HealthService on the gateway, after its agents trust the root of the new certificate.",
    sources.STALE_SERIAL,
    advice=(
        "The chains were built for the certificate that is registered, so the verdicts are those for the time after the "
        "gateway's restart. ``onboard`` brings the new root to the agents beforehand, and does not restart those whose "
        "link is up."
    ),
)

GATEWAY_KINDS = (GATEWAY_CERTIFICATE_NOT_REGISTERED, GATEWAY_PRESENTS_OLDER_CERTIFICATE)
