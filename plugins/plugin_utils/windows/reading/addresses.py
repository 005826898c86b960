# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's own IPv4 addresses, as its network interfaces are configured in the registry.

An own address is a REG_MULTI_SZ ``IPAddress`` when it is static and a REG_SZ ``DhcpIPAddress`` when a DHCP server gave it
(Microsoft, "TCP/IP and NBT configuration parameters for Windows"). The one that ``EnableDHCP`` rules out may be stale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import AddressValueError, IPv4Address

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree

_INTERFACES = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces"


class AddressReader:
    """Reads the addresses that other hosts may know this one by: no loopback, link-local or unset ones."""

    commands = (reg_query(_INTERFACES, recursive=True),)

    def read(self, sections: Sequence[Section], host: Host) -> tuple[str, ...]:
        """The addresses in their numerical order. Raises :class:`Unreadable`."""
        (section,) = sections
        tree = RegistryTree(section.text)
        if not section.succeeded or not tree.shows(_INTERFACES):
            with attempting(f"read the addresses of {host.name}"):
                raise Unreadable(f"the key {_INTERFACES} was not delivered{section.words}")
        texts = (text for name in tree.subkeys(_INTERFACES) for text in _configured(tree, f"{_INTERFACES}\\{name}"))
        return tuple(map(str, sorted(set(_usable(texts)))))


def _configured(tree: RegistryTree, interface: str) -> list[str]:
    uses_dhcp = tree.integer(interface, "EnableDHCP")
    static = () if uses_dhcp else tree.strings(interface, "IPAddress")
    leased = None if uses_dhcp == 0 else tree.string(interface, "DhcpIPAddress")
    return [*static, leased] if leased else [*static]


def _usable(texts: Iterator[str]) -> Iterator[IPv4Address]:
    for text in texts:
        try:
            address = IPv4Address(text)
        except AddressValueError:
            continue
        if not (address.is_unspecified or address.is_loopback or address.is_link_local):
            yield address
