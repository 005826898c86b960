# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The listeners of WinRM in a machine's registry, as exported registries and public scripts show them (not documented)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.private_key import PrivateKey
from tests.lab.windows.registry import Registry, RegistryType

if TYPE_CHECKING:
    from tests.lab.windows.machine import Machine

LISTENERS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener"
HTTP_PORT, HTTPS_PORT = 5985, 5986
HTTP_SYS = 4
"""The process whose ports the driver http.sys listens on: System."""


def write_http_listener(registry: Registry) -> None:
    """The listener that `winrm quickconfig` makes."""
    _write(registry, "*+HTTP", HTTP_PORT)


def add_https_listener(machine: Machine, certificate: x509.Certificate, name: str = "*+HTTPS") -> None:
    """A listener with a certificate, which is put into My, as `winrm create` makes it."""
    machine.connections.listen(HTTPS_PORT, HTTP_SYS, machine.clock.now())
    machine.stores.add("My", certificate, key=PrivateKey(f"{machine.host_name}-winrm"))
    _write(machine.registry, name, HTTPS_PORT)
    machine.registry.set(rf"{LISTENERS}\{name}", "certThumbprint", RegistryType.REG_SZ, thumbprint(certificate))
    machine.registry.set(rf"{LISTENERS}\{name}", "hostname", RegistryType.REG_SZ, machine.name)


def _write(registry: Registry, name: str, port: int) -> None:
    key = rf"{LISTENERS}\{name}"
    registry.create(key)
    registry.set(key, "uriprefix", RegistryType.REG_SZ, "wsman")
    registry.set(key, "Port", RegistryType.REG_DWORD, port)
