# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Puts a machine of a site into the state that was read of it."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from tests.lab.dmz import MANAGEMENT_SERVER, Dmz
from tests.lab.opsmgr import tls
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import DEFAULT_PORT, SERVER_SETUP, SETUP, add_management_group
from tests.lab.opsmgr.installation import install as set_up
from tests.lab.states.certificates import Certificates
from tests.lab.states.events import replace_log
from tests.lab.states.machines import MachineState
from tests.lab.states.registry import write_registry
from tests.lab.states.section import StateError
from tests.lab.states.stores import fill_stores, register
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.tcp import Connection

WORKSPACE = "AOI-1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
START_MODES = {"running": "Auto", "stopped": "Auto", "disabled": "Disabled", "manual": "Manual"}
UNRESOLVED = "nothing"
CONTROLLERS = "domain controllers"


def install(dmz: Dmz, state: MachineState) -> None:
    """Windows, and what is installed on it."""
    windows = {"os_version": state.windows, "domain": state.domain}
    match state.product:
        case "agent":
            dmz.install_agent(state.name, state.groups, **windows)
        case "log analytics":
            dmz.install_agent(state.name, {WORKSPACE: ()}, **windows)
        case "gateway":
            dmz.install_gateway(state.name, state.groups, **windows)
        case "nothing":
            dmz.add_machine(state.name, **windows)
        case _:
            _install_server(dmz, state, windows)


def _install_server(dmz: Dmz, state: MachineState, windows: Mapping[str, str]) -> None:
    machine = dmz.add_machine(state.name, **windows)
    set_up(machine, SERVER_SETUP)
    HealthService(machine, "Microsoft Monitoring Agent", SERVER_SETUP["InstallDirectory"], dmz.behaviour)
    if state.product == "service manager":
        machine.registry.delete_tree(SETUP)
    for group in state.groups:
        add_management_group(machine, group, (), server=True)


def configure(dmz: Dmz, state: MachineState, certificates: Certificates) -> None:
    """Everything that is there before its services start."""
    machine = dmz.machines[state.name]
    machine.clock.skew = state.clock
    machine.adapters.ipv6_addresses = list(state.ipv6)
    fill_stores(machine, state.stores, certificates)
    if state.product != "nothing":
        register(machine, state.registered, certificates)
    if state.version:
        for name in ("AgentVersion", "ServerVersion", "CurrentVersion"):
            if machine.registry.data(SETUP, name) is not None:
                machine.registry.set(SETUP, name, RegistryType.REG_SZ, state.version)
    for version, enabled in state.tls.items():
        tls.switch(machine, version, enabled)
    write_registry(machine.registry, state.registry, f"{state.place}, registry")
    for key in state.unreadable:
        machine.registry.deny(key, "read")
    for name, address in state.resolves.items():
        dmz.network.name(name, None if address == UNRESOLVED else str(address), source=machine.address)
    for peer in state.blocked:
        if peer == CONTROLLERS:
            dmz.network.directory.block(machine.address)
            continue
        dmz.network.filter(_address(dmz, peer, f"{state.place}, blocked"), source=machine.address)
    _set_service(machine, state)


def _set_service(machine: Machine, state: MachineState) -> None:
    service = machine.services.find("HealthService")
    if service is not None and state.service == "missing":
        machine.services.remove("HealthService")
    elif service is not None:
        service.start_mode = START_MODES[state.service]


def tell_afterwards(dmz: Dmz, state: MachineState) -> None:
    """Where the state tells a log, the health service starts without a word, and the log and the connections are as they are told."""
    machine = dmz.machines[state.name]
    service = machine.services.find("HealthService")
    if service is not None and state.name in dmz.agents and state.events is not None:
        usual, service.on_started = service.on_started, lambda: None
        dmz.after_boot.append(lambda: setattr(service, "on_started", usual))
    if state.events is not None:
        dmz.after_boot.append(lambda: replace_log(machine, state.events or ()))
    if state.connections is not None:
        dmz.after_boot.append(lambda: _connect(dmz, state))
    if service is not None and state.service == "stopped":
        dmz.after_boot.append(lambda: machine.services.stop_at_once(service))


def _connect(dmz: Dmz, state: MachineState) -> None:
    machine = dmz.machines[state.name]
    service = machine.services.find("HealthService")
    if service is None:
        raise StateError(f"{state.place} has connections, and no service that could have opened them.")
    machine.connections.close_established(service.process_id)
    for peer in state.connections or ():
        name, _colon, port = peer.partition(":") if peer.count(":") == 1 else (peer, "", "")
        address = _address(dmz, name, f"{state.place}, connections")
        table = machine.connections
        row = Connection(
            table.address,
            table.next_port(),
            address,
            int(port or DEFAULT_PORT),
            service.process_id,
            machine.clock.now(),
        )
        table.add(row)


def _address(dmz: Dmz, peer: str, place: str) -> str:
    known = {MANAGEMENT_SERVER.name: MANAGEMENT_SERVER.address} | {
        name: machine.address for name, machine in dmz.machines.items()
    }
    if peer in known:
        return known[peer]
    try:
        return str(ip_address(peer))
    except ValueError:
        raise StateError(f"{place} names {peer!r}, and may name an address or: {', '.join(known)}.") from None
