# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a machine's registry says of its name and its addresses (Microsoft, "TCP/IP and NBT configuration parameters")."""

from __future__ import annotations

import uuid

from tests.lab.windows.registry import Registry, RegistryType

PARAMETERS = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\System\DNSClient"
"""The primary DNS suffix by group policy: NV PrimaryDnsSuffix (Microsoft's ADMX) counts after a restart, as PrimaryDnsSuffix."""

INTERFACES = rf"{PARAMETERS}\Interfaces"

NO_ADDRESS = "0.0.0.0"


def write_name(registry: Registry, name: str) -> None:
    host_name, _, domain = name.partition(".")
    registry.create(PARAMETERS)
    for value, text in {"Hostname": host_name, "Domain": domain}.items():
        registry.set(PARAMETERS, value, RegistryType.REG_SZ, text)
        registry.set(PARAMETERS, f"NV {value}", RegistryType.REG_SZ, text)


def own_name(registry: Registry) -> str:
    """What the machine calls itself: a suffix by group policy supersedes its own."""
    system = registry.as_system()
    host_name, suffix = system.data(PARAMETERS, "Hostname"), system.data(POLICY, "PrimaryDnsSuffix")
    return ".".join(str(part) for part in (host_name, suffix or system.data(PARAMETERS, "Domain")) if part)


def write_interfaces(registry: Registry, name: str, address: str, *, dhcp: bool) -> None:
    """One interface that is connected, and one that waits for a cable."""
    connected = _interface(registry, f"{name} Ethernet", dhcp=dhcp)
    if dhcp:
        _lease(registry, connected, address, "255.255.255.0")
    else:
        for value, text in {"IPAddress": address, "SubnetMask": "255.255.255.0"}.items():
            registry.set(connected, value, RegistryType.REG_MULTI_SZ, (text,))
    _lease(registry, _interface(registry, f"{name} Ethernet 2", dhcp=True), NO_ADDRESS, NO_ADDRESS)


def _interface(registry: Registry, name: str, *, dhcp: bool) -> str:
    """The key of an interface, whose GUID is the same in every run."""
    key = rf"{INTERFACES}\{{{uuid.uuid5(uuid.NAMESPACE_DNS, name)}}}"
    registry.create(key)
    registry.set(key, "EnableDHCP", RegistryType.REG_DWORD, int(dhcp))
    return key


def _lease(registry: Registry, key: str, address: str, mask: str) -> None:
    for value, text in {"DhcpIPAddress": address, "DhcpSubnetMask": mask}.items():
        registry.set(key, value, RegistryType.REG_SZ, text)
