# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the set-ups of the agent and the gateway, and MOMCertImport, leave in a machine's registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.lab.canary import CANARY, CANARY_BYTES
from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.held_certificate import AnyCertificate, as_held
from tests.lab.windows.machine import Machine
from tests.lab.windows.private_key import PrivateKey
from tests.lab.windows.registry import RegistryType

OPERATIONS_MANAGER = r"HKLM\SOFTWARE\Microsoft\Microsoft Operations Manager\3.0"
SETUP = rf"{OPERATIONS_MANAGER}\Setup"
MACHINE_SETTINGS = rf"{OPERATIONS_MANAGER}\Machine Settings"
AGENT_GROUPS = rf"{OPERATIONS_MANAGER}\Agent Management Groups"
SERVER_GROUPS = rf"{OPERATIONS_MANAGER}\Server Management Groups"
PARAMETERS = r"HKLM\SYSTEM\CurrentControlSet\Services\HealthService\Parameters"
CONNECTOR_MANAGER = rf"{PARAMETERS}\ConnectorManager"

AGENT_SETUP = {
    "Product": "Microsoft Monitoring Agent",
    "AgentVersion": "10.22.10056.0",
    "CurrentVersion": "10.22.10056.0",
    "InstallDirectory": "C:\\Program Files\\Microsoft Monitoring Agent\\Agent\\",
    "InstalledOn": "3/14/2024 9:26:53 AM",
}
GATEWAY_SETUP = {
    "Product": "System Center Operations Manager Gateway Server",
    "ServerVersion": "10.22.10118.0",
    "CurrentVersion": "10.22.10118.0",
    "InstallDirectory": "C:\\Program Files\\Microsoft System Center\\Operations Manager\\Gateway\\",
    "InstalledOn": "3/12/2024 4:10:08 PM",
}
SERVER_SETUP = {
    "Product": "System Center Operations Manager Management Server",
    "ServerVersion": "10.22.10118.0",
    "CurrentVersion": "10.22.10118.0",
    "InstallDirectory": "C:\\Program Files\\Microsoft System Center\\Operations Manager\\Server\\",
    "InstalledOn": "3/11/2024 2:31:40 PM",
}

DEFAULT_PORT = 5723


@dataclass(frozen=True)
class Parent:
    """A parent health service as the registry names it."""

    network_name: str
    port: int = DEFAULT_PORT
    authentication_name: str | None = None

    @property
    def expected_name(self) -> str:
        return self.authentication_name or self.network_name


def install(machine: Machine, setup: Mapping[str, str]) -> None:
    """The keys of an installation that belongs to no management group yet, and the store it makes for itself."""
    machine.stores.create("Microsoft Monitoring Agent")
    machine.registry.create(MACHINE_SETTINGS)
    machine.registry.create(rf"{PARAMETERS}\Management Groups")
    machine.registry.create(CONNECTOR_MANAGER)
    _set_numbers(machine, CONNECTOR_MANAGER, {"EnableADIntegration": 0})
    state = setup["InstallDirectory"] + "Health Service State"
    machine.registry.set(PARAMETERS, "State Directory", RegistryType.REG_SZ, state)
    machine.registry.create(SETUP)
    for name, text in setup.items():
        machine.registry.set(SETUP, name, RegistryType.REG_SZ, text)


def add_management_group(machine: Machine, group: str, parents: Sequence[Parent], *, server: bool = False) -> None:
    """Join an agent (or, with `server`, a gateway) to a management group, canaries included."""
    key = rf"{SERVER_GROUPS if server else AGENT_GROUPS}\{group}"
    settings = {"IsServer": int(server), "UseActiveDirectory": 0, "RequireAuthentication": 1, "RequireEncryption": 1}
    machine.registry.create(key)
    _set_numbers(machine, key, settings)
    for index, parent in enumerate(parents):
        _add_parent(machine, rf"{key}\Parent Health Services\{index}", parent)
    _plant_secrets(machine, rf"{PARAMETERS}\Management Groups\{group}")


def _add_parent(machine: Machine, key: str, parent: Parent) -> None:
    machine.registry.create(key)
    machine.registry.set(key, "NetworkName", RegistryType.REG_SZ, parent.network_name)
    machine.registry.set(key, "AuthenticationName", RegistryType.REG_SZ, parent.expected_name)
    _set_numbers(
        machine,
        key,
        {
            "Port": parent.port,
            "CanEstablishConnectionTo": 1,
            "MaxSendBytesPerSecond": 1_000_000,
            "NetworkTimeoutMilliseconds": 0xFFFFFFFF,
            "RetryAttempts": 3,
            "RetryDelayMs": 1000,
        },
    )


def _plant_secrets(machine: Machine, key: str) -> None:
    """RunAs accounts live in AllowedSSIDs and SSDB; here they hold a canary."""
    registry = machine.registry
    registry.create(key)
    registry.set(key, "Connector CLSID", RegistryType.REG_SZ, "{534E71F9-7970-42D6-921F-59CFB873855F}")
    _set_numbers(machine, key, {"maximumQueueSizeKb": 15_360})
    for secret in (r"AllowedSSIDs", r"AllowedSSIDs\RestrictSSIDs", r"SSDB\References", r"SSDB\SSIDs"):
        registry.create(rf"{key}\{secret}")
        registry.set(rf"{key}\{secret}", "", RegistryType.REG_SZ, CANARY)
        registry.set(rf"{key}\{secret}", "Data", RegistryType.REG_BINARY, CANARY_BYTES)


def _set_numbers(machine: Machine, key: str, numbers: Mapping[str, int]) -> None:
    for name, number in numbers.items():
        machine.registry.set(key, name, RegistryType.REG_DWORD, number)


def channel_key(machine: Machine) -> PrivateKey:
    """The key as certreq makes it from Microsoft's template of a request."""
    return PrivateKey(f"{machine.host_name}-channel")


def register_certificate(machine: Machine, certificate: AnyCertificate, *, private_key: bool = True) -> None:
    """Put the certificate into My and name it in Machine Settings, as MOMCertImport does."""
    machine.stores.add("My", certificate, key=channel_key(machine) if private_key else None)
    name_certificate(machine, certificate)


def name_certificate(machine: Machine, certificate: AnyCertificate) -> None:
    """Name a certificate in Machine Settings."""
    registry = machine.registry
    serial = reversed_serial(certificate)
    registry.set(MACHINE_SETTINGS, "ChannelCertificateSerialNumber", RegistryType.REG_BINARY, serial)
    registry.set(MACHINE_SETTINGS, "ChannelCertificateHash", RegistryType.REG_SZ, thumbprint(certificate).lower())


def unregister_certificate(machine: Machine) -> None:
    for name in ("ChannelCertificateSerialNumber", "ChannelCertificateHash"):
        machine.registry.delete_value(MACHINE_SETTINGS, name)


def reversed_serial(certificate: AnyCertificate) -> bytes:
    """The serial number's octets, last first: AF 3C 56 is kept as 56 3C AF.

    CryptoAPI removes leading 00 from a positive one, and FF from a negative one (Microsoft, CERT_INFO and
    CertCompareIntegerBlob).
    """
    serial = as_held(certificate).serial
    return serial.lstrip(b"\xff" if serial >= b"\x80" else b"\0")[::-1]
