# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine's own addresses in its registry."""

from __future__ import annotations

import pytest

from tests.lab.demonstration import demo
from tests.lab.windows.clock import Clock
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.tcpip import INTERFACES, PARAMETERS, POLICY


def addresses(machine: Machine) -> dict[str, object]:
    """The values that name an address, apart from that of the interface without a cable."""
    found: dict[str, object] = {}
    for interface in machine.registry.subkeys(INTERFACES):
        for value in machine.registry.values(rf"{INTERFACES}\{interface}"):
            if value.name.endswith("IPAddress") and value.data != "0.0.0.0":
                found[value.name] = value.data
    return found


@pytest.mark.parametrize(
    ("dhcp", "found"), [(False, {"IPAddress": ("192.0.2.9",)}), (True, {"DhcpIPAddress": "192.0.2.9"})]
)
def test_an_address_is_static_or_leased(dhcp: bool, found: dict[str, object], clock: Clock) -> None:
    assert addresses(Machine("web01.dmz.example", {}, address="192.0.2.9", dhcp=dhcp, clock=clock)) == found


def test_a_site_has_both_kinds_and_each_is_the_machines_address(clock: Clock) -> None:
    machines = demo(clock=clock).machines.values()
    kinds = set()
    for machine in machines:
        [(kind, address)] = addresses(machine).items()
        assert address in (machine.address, (machine.address,))
        kinds.add(kind)
    assert kinds == {"IPAddress", "DhcpIPAddress"}


def test_reg_prints_both_kinds(clock: Clock) -> None:
    machine = Machine("web01.dmz.example", {}, address="192.0.2.9", clock=clock)
    output = machine.run(rf'reg query "{INTERFACES}" /s').stdout.decode()
    assert "    IPAddress    REG_MULTI_SZ    192.0.2.9\r\n" in output
    assert "    DhcpIPAddress    REG_SZ    0.0.0.0\r\n" in output


@pytest.mark.parametrize(
    ("own", "values", "name"),
    [
        ("dmz.example", {}, "web01.dmz.example"),
        ("", {}, "web01"),
        ("", {"PrimaryDnsSuffix": "corp.example"}, "web01.corp.example"),
        ("dmz.example", {"PrimaryDnsSuffix": "corp.example"}, "web01.corp.example"),
        ("dmz.example", {"NV PrimaryDnsSuffix": "corp.example"}, "web01.dmz.example"),
    ],
)
def test_a_machine_calls_itself_what_its_registry_says(
    own: str, values: dict[str, str], name: str, clock: Clock
) -> None:
    machine = Machine("web01.dmz.example", {}, clock=clock)
    machine.registry.set(PARAMETERS, "Domain", RegistryType.REG_SZ, own)
    machine.registry.create(POLICY)
    for value, text in values.items():
        machine.registry.set(POLICY, value, RegistryType.REG_SZ, text)
    assert machine.own_name == name
