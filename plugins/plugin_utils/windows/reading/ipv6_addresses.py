# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's own IPv6 addresses, by the CIM class Win32_NetworkAdapterConfiguration.

Those that a router or the host itself made up are not in the registry, where the IPv4 addresses are read.
"""

from __future__ import annotations

from ipaddress import IPv6Address

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.addresses import comparable_address
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

_QUERY = "SELECT IPAddress FROM Win32_NetworkAdapterConfiguration"


def read_ipv6_addresses(host: Host) -> tuple[str, ...]:
    """Those that its adapters have now, link-local ones too, in their numerical order."""
    with attempting(f"read the IPv6 addresses of {host.name}"):
        rows = host.session.query("root/cimv2", _QUERY)
    found = {comparable_address(text) for row in rows for text in row.texts("IPAddress")}
    addresses = [each for each in found if isinstance(each, IPv6Address)]
    return tuple(str(each) for each in sorted(addresses) if not (each.is_loopback or each.is_unspecified))
