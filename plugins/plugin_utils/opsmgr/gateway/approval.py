# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a management server is told of a gateway that it refuses (Microsoft, "Install an Operations Manager gateway server")."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence

_CLOSED_AFTER_AUTHENTICATION = 20070
_TOOL = "Microsoft.EnterpriseManagement.GatewayApprovalTool.exe"


def approve(link: LinkEvidence, gateway: str) -> str:
    """As a sentence, where the server closed the connection after it had authenticated the gateway; else empty."""
    failure, server = link.failure, link.parent.network_name
    if failure is None or failure.event_id != _CLOSED_AFTER_AUTHENTICATION:
        return ""
    return (
        f"On the management server {server}, approve the gateway as an Operations Manager administrator: "
        f"{_TOOL} /ManagementServerName={server} /GatewayName={gateway} /Action=Create, from SupportTools of the installation "
        "media, copied with its configuration file into the installation folder of the server; then restart HealthService on "
        "the gateway."
    )
