# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Win32_OperatingSystem of a machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tests.lab.windows.cim import CimError, CimValue, Parameters
from tests.lab.windows.clock import TimeSource

CAPTIONS = {
    "6.3.9600": "Microsoft Windows Server 2012 R2 Standard",
    "10.0.14393": "Microsoft Windows Server 2016 Standard",
    "10.0.17763": "Microsoft Windows Server 2019 Standard",
    "10.0.20348": "Microsoft Windows Server 2022 Standard",
    "10.0.26100": "Microsoft Windows Server 2025 Standard",
}

SERVER = 3
"""Win32_OperatingSystem.ProductType."""


@dataclass(frozen=True)
class Win32OperatingSystem:
    """A singleton, as a Get without selectors treats it."""

    computer_name: str
    version: str
    booted: datetime
    clock: TimeSource

    name = "Win32_OperatingSystem"
    namespaces = ("root/cimv2",)
    keys: tuple[str, ...] = ()

    def instances(self) -> Iterator[Mapping[str, CimValue]]:
        yield {
            "BuildNumber": self.version.rpartition(".")[2],
            "CSName": self.computer_name,
            "Caption": CAPTIONS.get(self.version, "Microsoft Windows Server"),
            "LastBootUpTime": self.booted,
            "LocalDateTime": self.clock.now(),
            "OSArchitecture": "64-bit",
            "ProductType": SERVER,
            "Version": self.version,
        }

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        raise CimError("invalid_method", "ExecMethod", f"{self.name}::{method}", "CIMWin32")
