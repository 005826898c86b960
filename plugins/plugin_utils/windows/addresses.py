# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How addresses are compared."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address


def comparable_address(text: str) -> IPv4Address | IPv6Address | None:
    """An address however it is written, without its zone, and the IPv4 one that an IPv6 one only maps. None when it is malformed."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
