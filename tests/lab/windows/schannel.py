# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of Windows' TLS provider as a new machine has them (general knowledge, not recorded)."""

from __future__ import annotations

from tests.lab.windows.registry import Registry, RegistryType

SCHANNEL = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
PROTOCOLS = rf"{SCHANNEL}\Protocols"


def write_defaults(registry: Registry) -> None:
    """Nothing is said of TLS; only SSL 2.0 is switched off for clients."""
    client = rf"{PROTOCOLS}\SSL 2.0\Client"
    registry.create(client)
    registry.set(client, "DisabledByDefault", RegistryType.REG_DWORD, 1)
    registry.set(SCHANNEL, "EventLogging", RegistryType.REG_DWORD, 1)
