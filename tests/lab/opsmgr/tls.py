# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The versions of TLS that a machine enables (Microsoft, "TLS registry settings")."""

from __future__ import annotations

from typing import Literal, TypeAlias

from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.schannel import PROTOCOLS

VERSIONS = ("TLS 1.0", "TLS 1.1", "TLS 1.2")
"""Enabled where the registry says nothing, as on Windows Server up to 2022. Agents don't use TLS 1.3."""

Side: TypeAlias = Literal["Client", "Server"]


def enabled_versions(machine: Machine, side: Side) -> frozenset[str]:
    """Those that are neither disabled nor disabled by default."""
    return frozenset(version for version in VERSIONS if _enabled(machine, rf"{PROTOCOLS}\{version}\{side}"))


def _enabled(machine: Machine, key: str) -> bool:
    registry = machine.registry.as_system()
    return registry.data(key, "Enabled") != 0 and registry.data(key, "DisabledByDefault") in (None, 0)


def switch(machine: Machine, version: str, enabled: bool) -> None:
    """Write a version's settings for both sides, as administrators and hardening tools do."""
    for side in ("Client", "Server"):
        key = rf"{PROTOCOLS}\{version}\{side}"
        machine.registry.create(key)
        machine.registry.set(key, "Enabled", RegistryType.REG_DWORD, 0xFFFFFFFF if enabled else 0)
        machine.registry.set(key, "DisabledByDefault", RegistryType.REG_DWORD, int(not enabled))
