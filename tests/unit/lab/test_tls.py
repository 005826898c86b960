# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The versions of TLS that a machine's registry enables."""

from __future__ import annotations

import pytest

from tests.lab.opsmgr.tls import enabled_versions, switch
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.schannel import PROTOCOLS

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
