# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults of a host, as a client sees it that makes a shell, runs a command, and reads and writes a registry."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import requests
import xmltodict  # type: ignore[import-untyped]
from winrm.exceptions import WinRMOperationTimeoutError, WinRMTransportError, WSManFaultError

from tests.integration.lab import clients
from tests.lab.dmz import ADMINISTRATOR
from tests.lab.faults import FAULTS
from tests.lab.faults.catalogue import ROOT_STORE
from tests.lab.scenarios import AGENT, build
from tests.lab.scenarios.building import PASSWORD
from tests.lab.windows.machine import Machine
from tests.lab.wsman import names
from tests.lab.wsman.codes import MEANINGS, Code
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.request_log import RequestLog

STORE = rf"{ROOT_STORE}\Certificates".removeprefix("HKLM\\")
COMMAND = f'reg query "HKLM\\{STORE}"'
NEW_KEY = rf"{STORE}\{'A' * 40}"


@pytest.fixture
def machine() -> Machine:
    return build("trusted").machines[AGENT]


@pytest.fixture
def endpoint(machine: Machine) -> Iterator[Endpoint]:
    with Endpoint({AGENT: machine}, log=RequestLog(keep_answers=True)) as running:
        yield running


@pytest.fixture
def client(endpoint: Endpoint) -> clients.Protocol:
    return clients.pywinrm(
        endpoint,
        host=AGENT,
        username=ADMINISTRATOR,
        password=PASSWORD,
        operation_timeout_sec=4,
        read_timeout_sec=5,
    )


def returned(client: clients.Protocol, method: str, key: str = STORE, **parameters: str) -> int:
    answer = clients.invoke(client, clients.REGISTRY, method, None, sSubKeyName=key, **parameters)
    [value] = clients.texts(answer, "ReturnValue")
    return int(value or "")


def work(client: clients.Protocol) -> Iterator[tuple[str, int]]:
    """The steps of an import, each with what it returns."""
    shell = client.open_shell()
    yield "shell", 0
    command = client.run_command(shell, COMMAND)
    yield "command", 0
    yield "output", client.get_command_output(shell, command)[2]
    yield "EnumKey", returned(client, "EnumKey")
    yield "CreateKey", returned(client, "CreateKey", NEW_KEY)
    yield "SetBinaryValue", returned(client, "SetBinaryValue", NEW_KEY, sValueName="Blob", uValue="1")
    client.close_shell(shell)
    yield "end", 0


def seen(client: clients.Protocol) -> tuple[str, str]:
    """The last step that went well, and what went wrong then."""
    last = ""
    try:
        for step, value in work(client):
            if value:
                return last, f"{step} {value}"
            last = step
    except WinRMTransportError as error:
        return last, f"HTTP {error.code}"
    except WSManFaultError as error:
        return last, f"fault {error.wsman_fault_code or error.wmierror_code:#x}"
    except (requests.RequestException, ElementTree.ParseError, AssertionError) as error:
        return last, type(error).__name__
    return last, ""


SEEN = {
    "refuses": ("", "ConnectionError"),
    "hangs": ("", "ReadTimeout"),
    "hangs_in_the_middle": ("output", "ReadTimeout"),
    "drops_half_an_answer": ("output", "ChunkedEncodingError"),
    "login_lost_in_the_middle": ("output", "HTTP 400"),
    "login_lost_for_good": ("output", "HTTP 400"),
    "busy": ("", "HTTP 503"),
    "not_found": ("", "HTTP 404"),
    "bad_request": ("output", "HTTP 400"),
    "too_large": ("output", "HTTP 413"),
    "quota_of_shells": ("", "fault 0x803381a5"),
    "quota_of_operations": ("shell", "fault 0x803381a6"),
    "quota_of_user": ("output", "fault 0x803381a7"),
    "quota_of_system": ("output", "fault 0x803381a8"),
    "profile_not_loaded": ("", "fault 0x1f4"),
    "wmi_broken": ("output", "fault 0x80338003"),
    "provider_failure": ("output", "fault 0x80338003"),
    "wmi_error": ("output", "fault 0x80041001"),
    "access_denied_on_root_store": ("command", "output 1"),
    "access_denied_on_write": ("EnumKey", "CreateKey 5"),
    "disk_full": ("CreateKey", "SetBinaryValue 112"),
    "truncated_xml": ("output", "ParseError"),
    "wrong_relates_to": ("SetBinaryValue", "AssertionError"),
}
"""Not those whose answers this client would read for ever, or into its memory."""


@pytest.mark.parametrize("name", SEEN)
def test_a_client_sees_the_fault_at_its_place(
    endpoint: Endpoint, machine: Machine, client: clients.Protocol, name: str
) -> None:
    FAULTS[name].inject(endpoint, machine)
    assert seen(client) == SEEN[name]


def test_a_host_without_a_fault_lets_everything_be_done(client: clients.Protocol) -> None:
    assert seen(client) == ("end", "")


def test_a_dropped_idle_connection_is_noticed_at_the_next_request(
    endpoint: Endpoint, machine: Machine, client: clients.Protocol
) -> None:
    FAULTS["drops_idle_connection"].inject(endpoint, machine)
    assert seen(client)[0] == "EnumKey"
    assert [entry.status for entry in endpoint.log if entry.action] == [200] * 4


@pytest.mark.parametrize("code", list(MEANINGS), ids=lambda code: code.name)
def test_each_code_of_the_table_can_be_injected(
    endpoint: Endpoint, machine: Machine, client: clients.Protocol, code: Code
) -> None:
    FAULTS[f"fault_{code.name.lower()}"].inject(endpoint, machine)
    if code is Code.OPERATION_TIMEDOUT:
        with pytest.raises(WinRMOperationTimeoutError):
            seen(client)
    else:
        assert seen(client) == ("output", f"fault {code:#x}")


@pytest.mark.parametrize("nth", range(1, 8))
def test_a_fault_can_be_moved_to_any_request(
    endpoint: Endpoint, machine: Machine, client: clients.Protocol, nth: int
) -> None:
    FAULTS["fault_quota_user"].inject(endpoint, machine, nth, onwards=False)
    seen(client)
    statuses = [entry.status for entry in endpoint.log if entry.action]
    assert statuses[:nth] == [200] * (nth - 1) + [500]


def test_a_denied_key_is_denied_to_the_console_and_to_wmi_and_no_other_key_is(
    endpoint: Endpoint, machine: Machine, client: clients.Protocol
) -> None:
    FAULTS["access_denied_on_root_store"].inject(endpoint, machine)
    shell = client.open_shell()
    lines = [COMMAND, COMMAND.replace("ROOT", "AuthRoot")]
    assert [client.get_command_output(shell, client.run_command(shell, line))[2] for line in lines] == [1, 0]
    keys = [STORE, STORE.replace("ROOT", "AuthRoot")]
    assert [returned(client, "EnumKey", key) for key in keys] == [5, 0]


def test_a_full_disk_has_room_for_a_key_and_not_for_its_value(
    endpoint: Endpoint, machine: Machine, client: clients.Protocol
) -> None:
    FAULTS["disk_full"].inject(endpoint, machine)
    seen(client)
    assert machine.registry.values(f"HKLM\\{NEW_KEY}") == []


def test_a_long_output_comes_in_pieces(endpoint: Endpoint, machine: Machine, client: clients.Protocol) -> None:
    FAULTS["many_receives"].inject(endpoint, machine)
    shell = client.open_shell()
    output = client.get_command_output(shell, client.run_command(shell, f"echo {'a' * 2_500}"))
    assert output == (b"a" * 2_500 + b"\r\n", b"", 0)
    assert len([entry for entry in endpoint.log if entry.action == "Receive"]) == 3


def test_an_enumeration_of_the_only_instance_goes_on(
    endpoint: Endpoint, machine: Machine, client: clients.Protocol
) -> None:
    FAULTS["endless_pull"].inject(endpoint, machine)
    wanted = clients.query("SELECT Name FROM Win32_Service WHERE Name = 'WinRM'")
    answer = clients.send(client, names.ENUMERATE, clients.EVERYTHING, wanted)
    for _page in range(3):
        assert clients.texts(answer, "Name") == ["WinRM"]
        [context] = clients.texts(answer, "EnumerationContext")
        answer = clients.send(client, names.PULL, clients.EVERYTHING, clients.pull(context or "", 1))


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("entity_bomb", '<!ENTITY i "&h;&h;'),
        ("external_entity", 'SYSTEM "file:///etc/passwd"'),
        ("deep_nesting", "<n>" * 50_000),
    ],
)
def test_a_hostile_answer_is_sealed_and_relates_to_the_request(
    endpoint: Endpoint, machine: Machine, client: clients.Protocol, name: str, sign: str
) -> None:
    FAULTS[name].inject(endpoint, machine, nth=1)
    header = client.build_wsman_header(names.GET, clients.SERVICE)
    xml = client.send_message(xmltodict.unparse({"env:Envelope": header | {"env:Body": {}}})).decode()
    assert f"<a:RelatesTo>{header['env:Header']['a:MessageID']}</a:RelatesTo>" in xml
    assert sign in xml
    assert [entry.sealed for entry in endpoint.log if entry.action] == [True]
