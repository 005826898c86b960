# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session over pywinrm's own protocol, against a served machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.tcp import read_connections
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import HKEY_LOCAL_MACHINE
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Services
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.envelope import Parameter
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.names import cim_class
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.integration.plugins.connecting import connect
from tests.lab.windows import tcp
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.services import Service
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits

SERVICE = cim_class("root/cimv2", "Win32_Service")
STD_REG_PROV = cim_class("root/cimv2", "StdRegProv")
AUTH_ROOT = r"SOFTWARE\Microsoft\SystemCertificates\AuthRoot\Certificates"
SYSTEM_STORES = r"HKLM\SOFTWARE\Microsoft\SystemCertificates"


@pytest.fixture(params=["sealed", "https"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """NTLM with sealed messages over HTTP, and Basic in clear over HTTPS."""
    if request.param == "sealed":
        yield connect(request.getfixturevalue("endpoint"))
    else:
        endpoint = request.getfixturevalue("https_endpoint")
        yield connect(endpoint, transport="plaintext", message_encryption="auto")


def _count(endpoint: Endpoint, action: str) -> int:
    return sum(entry.action == action for entry in endpoint.log)


def test_an_instance_is_read_by_its_key(session: Session) -> None:
    service = session.get(SERVICE, {"Name": "winrm"})
    assert (service.text("Name"), service.text("State"), service.text("InstallDate")) == ("WinRM", "Running", None)


def test_a_method_is_called(session: Session, machine: Machine) -> None:
    parameters: dict[str, Parameter] = {"hDefKey": HKEY_LOCAL_MACHINE, "sSubKeyName": AUTH_ROOT}
    output = session.invoke(STD_REG_PROV, "EnumKey", parameters)
    assert output.integer("ReturnValue") == 0
    assert output.texts("sNames") == machine.registry.subkeys(f"HKLM\\{AUTH_ROOT}")


def test_text_outside_ascii_survives_the_way_there_and_back(session: Session, machine: Machine) -> None:
    key = r"SOFTWARE\Größe & <証明書>"
    session.invoke(STD_REG_PROV, "CreateKey", {"hDefKey": HKEY_LOCAL_MACHINE, "sSubKeyName": key})
    assert machine.registry.exists(f"HKLM\\{key}")
    output = session.invoke(STD_REG_PROV, "EnumKey", {"hDefKey": HKEY_LOCAL_MACHINE, "sSubKeyName": "SOFTWARE"})
    assert "Größe & <証明書>" in output.texts("sNames")


def test_a_value_of_every_byte_survives_the_way_there_and_back(session: Session, machine: Machine) -> None:
    where: dict[str, Parameter] = {"hDefKey": HKEY_LOCAL_MACHINE, "sSubKeyName": "SOFTWARE", "sValueName": "Blob"}
    session.invoke(STD_REG_PROV, "SetBinaryValue", {**where, "uValue": bytes(range(256)) * 8})
    assert machine.registry.data(r"HKLM\SOFTWARE", "Blob") == bytes(range(256)) * 8
    assert session.invoke(STD_REG_PROV, "GetBinaryValue", where).octets("uValue") == bytes(range(256)) * 8


def test_the_output_of_a_command_is_read(session: Session, machine: Machine) -> None:
    output = session.run(rf'reg query "{SYSTEM_STORES}"&echo done')
    assert output.stdout.endswith(b"done\r\n")
    assert rf"HKEY_LOCAL_MACHINE\{SYSTEM_STORES[5:]}\AuthRoot".encode() in output.stdout
    assert output.exit_code == 0


def test_errors_and_the_exit_code_of_a_command_are_read(session: Session) -> None:
    output = session.run(r'reg query "HKLM\SOFTWARE\Missing"')
    assert (output.stdout, output.exit_code) == (b"", 1)
    assert output.stderr.startswith(b"ERROR: ")


def test_every_message_of_a_sealed_session_is_sealed(endpoint: Endpoint) -> None:
    session = connect(endpoint)
    session.get(SERVICE, {"Name": "WinRM"})
    session.run("echo a")
    assert {entry.sealed for entry in endpoint.log if entry.action} == {True}


def test_a_query_takes_as_many_pages_as_it_needs(machine: Machine) -> None:
    for number in range(300):
        machine.services.add(Service(f"Service{number:03}", f"Service {number}", r"C:\service.exe"))
    with Endpoint({machine.name: machine}, limits=Limits(page_characters=30_000)) as endpoint:
        rows = connect(endpoint).query("root/cimv2", "SELECT * FROM Win32_Service")
        assert [row.text("Name") for row in rows] == [service.name for service in machine.services]
        assert _count(endpoint, "Enumerate") == 1
        assert _count(endpoint, "Pull") > 2


def test_a_query_for_nothing_is_empty(session: Session) -> None:
    assert session.query("root/cimv2", "SELECT Name FROM Win32_Service WHERE Name = 'Missing'") == []


def test_big_output_takes_several_receives(machine: Machine, endpoint: Endpoint) -> None:
    machine.registry.set(r"HKLM\SOFTWARE", "Big", RegistryType.REG_BINARY, bytes(100_000))
    output = connect(endpoint).run(r'reg query "HKLM\SOFTWARE" /v Big')
    assert b"00" * 100_000 in output.stdout
    assert _count(endpoint, "Receive") > 3
    assert _count(endpoint, "Signal") == 1


def test_a_service_is_stopped_and_started(session: Session, machine: Machine) -> None:
    machine.services.add(Service("HealthService", "Agent", r"C:\agent.exe", state="Running", process_id=7))
    services = Services(session, sleep=lambda seconds: None)
    assert services.stop("HealthService", 30).state == "Stopped"
    assert services.start("healthservice", 30).state == "Running"
    assert services.get("Missing") is None


@pytest.mark.parametrize(("first", "then"), [("start", "stop"), ("stop", "start")])
def test_a_service_that_is_still_changing_is_waited_for_and_asked_again(
    session: Session, machine: Machine, first: str, then: str
) -> None:
    state = {"start": "Stopped", "stop": "Running"}
    service = machine.services.add(Service("HealthService", "Agent", r"C:\agent.exe", state=state[first]))
    service.pending_reads, service.pending_seconds = 3, 600
    getattr(machine.services, first)(service)
    services = Services(session, sleep=lambda seconds: None)
    assert getattr(services, then)("HealthService", 30).state == state[first]


def test_connections_to_a_port_are_read(session: Session, machine: Machine) -> None:
    for port, state in ((5723, tcp.ESTABLISHED), (5723, 3), (443, tcp.ESTABLISHED)):
        row = tcp.Connection("192.0.2.10", 49_700, "198.51.100.1", port, 4711, machine.clock.now(), state)
        machine.connections.add(row)
    assert read_connections(Host(session), 5723) == (Connection("198.51.100.1", 5723, 4711),)
