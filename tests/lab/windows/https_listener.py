# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A WinRM listener with a certificate."""

from __future__ import annotations

from cryptography import x509

from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.windows.private_key import PrivateKey
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.winrm_listener import LISTENERS, write_listener

HTTPS_PORT = 5986
HTTP_SYS = 4
"""The process whose ports the driver http.sys listens on: System."""


def add_https_listener(machine: Machine, certificate: x509.Certificate, name: str = "*+HTTPS") -> None:
    """The certificate is put into My, and the listener made as `winrm create` makes it."""
    machine.connections.listen(HTTPS_PORT, HTTP_SYS, machine.clock.now())
    machine.stores.add("My", certificate, key=PrivateKey(f"{machine.host_name}-winrm"))
    write_listener(machine.registry, name, HTTPS_PORT)
    machine.registry.set(rf"{LISTENERS}\{name}", "certThumbprint", RegistryType.REG_SZ, thumbprint(certificate))
    machine.registry.set(rf"{LISTENERS}\{name}", "hostname", RegistryType.REG_SZ, machine.name)
