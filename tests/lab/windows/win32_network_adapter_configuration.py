# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The CIM class Win32_NetworkAdapterConfiguration (Microsoft, "Win32_NetworkAdapterConfiguration class")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.lab.windows.cim import CimError, CimValue, Parameters


class Win32NetworkAdapterConfiguration:
    """The adapter that is connected, whose IPv4 address comes first, and one that waits for a cable."""

    name = "Win32_NetworkAdapterConfiguration"
    namespaces = ("root/cimv2",)
    keys = ("Index",)

    def __init__(self, address: str) -> None:
        self.address = address
        self.ipv6_addresses: list[str] = []

    def instances(self) -> Iterator[Mapping[str, CimValue]]:
        yield {"Index": 1, "IPEnabled": True, "IPAddress": (self.address, *self.ipv6_addresses)}
        yield {"Index": 2, "IPEnabled": False, "IPAddress": None}

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        raise CimError("invalid_method", "ExecMethod", f"{self.name}::{method}", "CIMWin32")
