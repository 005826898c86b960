# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The versions of TLS that a machine's registry enables."""

from __future__ import annotations

import pytest

from tests.lab.opsmgr.installation import AGENT_SETUP, install
from tests.lab.opsmgr.tls import enabled_versions, switch
from tests.lab.windows.machine import Account, Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.schannel import PROTOCOLS, offered_signatures

ALL = {"TLS 1.0", "TLS 1.1", "TLS 1.2"}


def set_value(machine: Machine, side: str, name: str, number: int) -> None:
    key = rf"{PROTOCOLS}\TLS 1.0\{side}"
    machine.registry.create(key)
    machine.registry.set(key, name, RegistryType.REG_DWORD, number)


def test_a_new_machine_says_nothing_of_tls(machine: Machine) -> None:
    assert machine.registry.subkeys(PROTOCOLS) == ["SSL 2.0"]


def test_without_settings_every_version_is_enabled(machine: Machine) -> None:
    assert enabled_versions(machine, "Client") == enabled_versions(machine, "Server") == ALL


@pytest.mark.parametrize(
    ("name", "number", "enabled"),
    [
        ("Enabled", 0, False),
        ("Enabled", 1, True),
        ("Enabled", 0xFFFFFFFF, True),
        ("DisabledByDefault", 1, False),
        ("DisabledByDefault", 0, True),
    ],
)
def test_a_setting_counts_for_its_side_only(machine: Machine, name: str, number: int, enabled: bool) -> None:
    set_value(machine, "Client", name, number)
    assert ("TLS 1.0" in enabled_versions(machine, "Client")) is enabled
    assert "TLS 1.0" in enabled_versions(machine, "Server")


def test_a_version_is_switched_for_both_sides(machine: Machine) -> None:
    switch(machine, "TLS 1.2", False)
    assert enabled_versions(machine, "Client") == enabled_versions(machine, "Server") == ALL - {"TLS 1.2"}
    switch(machine, "TLS 1.2", True)
    assert enabled_versions(machine, "Client") == enabled_versions(machine, "Server") == ALL


def test_the_settings_can_be_read_with_reg(machine: Machine) -> None:
    switch(machine, "TLS 1.0", False)
    output = machine.run(rf'reg query "{PROTOCOLS}" /s').stdout.decode()
    assert r"SCHANNEL\Protocols\TLS 1.0\Server" in output
    assert "    Enabled    REG_DWORD    0x0" in output


def scom(version: str, os_version: str = "10.0.20348") -> Machine:
    """A machine with an agent of this version."""
    machine = Machine("agent01.dmz.example", {"Administrator": Account("x")}, os_version=os_version)
    install(machine, {**AGENT_SETUP, "CurrentVersion": version})
    return machine


def test_an_enabled_version_that_is_disabled_by_default_is_not_used(machine: Machine) -> None:
    set_value(machine, "Client", "Enabled", 1)
    set_value(machine, "Client", "DisabledByDefault", 1)
    assert "TLS 1.0" not in enabled_versions(machine, "Client")


@pytest.mark.parametrize(
    ("version", "os_version", "versions"),
    [
        ("8.0.10918.0", "10.0.14393", ALL - {"TLS 1.2"}),
        ("8.0.10977.0", "10.0.14393", ALL),
        ("7.1.10302.0", "6.3.9600", ALL - {"TLS 1.2"}),
        ("7.1.10305.0", "6.3.9600", ALL),
        ("10.22.10056.0", "10.0.20348", ALL),
        ("10.25.10132.0", "10.0.20348", ALL | {"TLS 1.3"}),
        ("10.25.10132.0", "10.0.17763", ALL),
    ],
)
def test_the_version_of_scom_and_of_windows_decide_too(version: str, os_version: str, versions: set[str]) -> None:
    assert enabled_versions(scom(version, os_version), "Client") == versions


@pytest.mark.parametrize(("os_version", "pss"), [("6.3.9600", False), ("10.0.14393", False), ("10.0.20348", True)])
def test_windows_offers_signatures_by_its_version(os_version: str, pss: bool) -> None:
    offered = offered_signatures(scom("10.22.10056.0", os_version).registry)
    assert {"RSA/SHA256", "RSA/SHA512"} <= offered
    assert ("RSAE-PSS/SHA256" in offered) is pss
