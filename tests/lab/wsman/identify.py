# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answer to Identify and to Get of winrm/config."""

from __future__ import annotations

from tests.lab.wsman import names
from tests.lab.wsman.host import Host
from tests.lab.wsman.limits import Limits


def identify(host: Host, is_authenticated: bool) -> str:
    """The whole envelope; who has not logged in does not learn the version (MS-WSMV 3.1.4.1.23)."""
    version = host.os_version if is_authenticated else "0.0.0"
    profile = (
        "<wsmid:SecurityProfiles><wsmid:SecurityProfileName>"
        "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/spnego-kerberos"
        "</wsmid:SecurityProfileName></wsmid:SecurityProfiles>"
    )
    return (
        f'<s:Envelope xml:lang="en-US" xmlns:s="{names.SOAP}"><s:Header/><s:Body>'
        f'<wsmid:IdentifyResponse xmlns:wsmid="{names.IDENTITY}">'
        "<wsmid:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</wsmid:ProtocolVersion>"
        "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
        f"<wsmid:ProductVersion>OS: {version} SP: 0.0 Stack: {host.wsman_stack}</wsmid:ProductVersion>"
        f"{profile if is_authenticated else ''}</wsmid:IdentifyResponse></s:Body></s:Envelope>"
    )


def config(limits: Limits) -> str:
    """The settings of the service that `limits` knows, in the order of a recorded answer."""
    return (
        f'<cfg:Config xmlns:cfg="{names.CONFIG}"><cfg:MaxEnvelopeSizekb>{limits.max_envelope_kb}</cfg:MaxEnvelopeSizekb>'
        f"<cfg:MaxTimeoutms>{round(limits.max_timeout_seconds * 1000)}</cfg:MaxTimeoutms>"
        f"<cfg:MaxBatchItems>{limits.max_batch_items}</cfg:MaxBatchItems>"
        f"<cfg:Service><cfg:AllowUnencrypted>{_flag(limits.allow_unencrypted)}</cfg:AllowUnencrypted>"
        f"<cfg:Auth><cfg:Basic>{_flag(limits.basic)}</cfg:Basic>"
        f"<cfg:Negotiate>{_flag(limits.negotiate)}</cfg:Negotiate></cfg:Auth></cfg:Service>"
        f"<cfg:Winrs><cfg:AllowRemoteShellAccess>{_flag(limits.allow_remote_shell_access)}</cfg:AllowRemoteShellAccess>"
        f"<cfg:MaxShellsPerUser>{limits.max_shells_per_user}</cfg:MaxShellsPerUser></cfg:Winrs></cfg:Config>"
    )


def _flag(value: bool) -> str:
    return "true" if value else "false"
