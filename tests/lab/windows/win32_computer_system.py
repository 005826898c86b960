# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The CIM class Win32_ComputerSystem (Microsoft, "Win32_ComputerSystem class")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.lab.windows.cim import CimError, CimValue, Parameters

WORKGROUP = "WORKGROUP"

STANDALONE_SERVER, MEMBER_SERVER = 2, 3
"""DomainRole."""


@dataclass
class Win32ComputerSystem:
    """A singleton in practice. `domain` is empty in a workgroup; `tells` is whether Windows knows which of both it is."""

    computer_name: str
    domain: str
    tells: bool = True

    name = "Win32_ComputerSystem"
    namespaces = ("root/cimv2",)
    keys: tuple[str, ...] = ("Name",)

    def instances(self) -> Iterator[Mapping[str, CimValue]]:
        yield {
            "Name": self.computer_name,
            "Domain": self.domain or WORKGROUP,
            "DomainRole": MEMBER_SERVER if self.domain else STANDALONE_SERVER,
            "PartOfDomain": bool(self.domain) if self.tells else None,
            "Workgroup": None if self.domain else WORKGROUP,
        }

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        raise CimError("invalid_method", "ExecMethod", f"{self.name}::{method}", "CIMWin32")
