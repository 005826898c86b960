# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The listeners of WinRM in a machine's registry, as exported registries and public scripts show them (not documented)."""

from __future__ import annotations

from tests.lab.windows.registry import Registry, RegistryType

LISTENERS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener"
HTTP_PORT = 5985


def write_http_listener(registry: Registry) -> None:
    """The listener that `winrm quickconfig` makes."""
    write_listener(registry, "*+HTTP", HTTP_PORT)


def write_listener(registry: Registry, name: str, port: int) -> None:
    """The listener `name`, such as `*+HTTP`, as WinRM keeps it."""
    key = rf"{LISTENERS}\{name}"
    registry.create(key)
    registry.set(key, "uriprefix", RegistryType.REG_SZ, "wsman")
    registry.set(key, "Port", RegistryType.REG_DWORD, port)
