# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The TLS of a health service: it leaves the choice to Windows (Microsoft, "Implement TLS 1.2 with Operations Manager")."""

from __future__ import annotations

from collections.abc import Iterable

from tests.lab.opsmgr.installation import SETUP
from tests.lab.windows.held_certificate import HeldCertificate
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.schannel import PROTOCOLS, Side, offered_signatures, offered_versions

VERSIONS = ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")

UPDATES_FOR_TLS_1_2 = {"7.1.": "7.1.10305.0", "7.2.": "7.2.11938.0", "8.0.": "8.0.10977.0"}
"""Update Rollup 14 of 2012 R2 and 4 of 2016 (KB 4024941); what an older one does is general knowledge."""
FIRST_WITH_TLS_1_3 = "10.25.0.0"
"""2025 Update Rollup 1 (Microsoft, "Enforce TLS 1.3 for Operations Manager 2025 UR1"); its build is not known."""


def enabled_versions(machine: Machine, side: Side) -> frozenset[str]:
    """Those that Windows offers and this version of SCOM can use."""
    offered = offered_versions(machine.registry.as_system(), machine.os_version, side)
    return frozenset(version for version in offered if _is_supported(version, _scom(machine)))


def _is_supported(version: str, scom: str) -> bool:
    if version == "TLS 1.3":
        return _numbers(scom) >= _numbers(FIRST_WITH_TLS_1_3)
    update = next((update for line, update in UPDATES_FOR_TLS_1_2.items() if scom.startswith(line)), scom)
    return version != "TLS 1.2" or _numbers(scom) >= _numbers(update)


def _scom(machine: Machine) -> str:
    return str(machine.registry.as_system().data(SETUP, "CurrentVersion") or "0")


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def refused_signature(sent: Iterable[HeldCertificate], receiver: Machine) -> HeldCertificate | None:
    """The first certificate that is signed in a way the receiver does not offer under TLS 1.2 (RFC 5246, 7.4.1.4.1; KB 2973337)."""
    offered = offered_signatures(receiver.registry.as_system())
    return next((each for each in sent if each.signature not in offered), None)


def switch(machine: Machine, version: str, enabled: bool) -> None:
    """Write a version's settings for both sides, as administrators and hardening tools do."""
    for side in ("Client", "Server"):
        key = rf"{PROTOCOLS}\{version}\{side}"
        machine.registry.create(key)
        machine.registry.set(key, "Enabled", RegistryType.REG_DWORD, 0xFFFFFFFF if enabled else 0)
        machine.registry.set(key, "DisabledByDefault", RegistryType.REG_DWORD, int(not enabled))
