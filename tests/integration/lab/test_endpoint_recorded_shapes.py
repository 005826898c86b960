# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of the endpoint have the same elements in the same nesting as those recorded from Windows."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from winrm.exceptions import WinRMOperationTimeoutError, WSManFaultError

from tests.integration.lab import clients
from tests.integration.lab.fake_host import FakeHost
from tests.lab.wsman import faults, names
from tests.lab.wsman.codes import Code
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour
from tests.lab.wsman.request_log import RequestLog

RECORDINGS = Path(__file__).parents[4] / "shared" / "fixtures"
pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recorded answers are not here")

Shape = tuple[str, tuple["Shape", ...]]


def _shape(element: ElementTree.Element) -> Shape:
    """Local names and nesting; a repeated element counts once, the optional ActivityId header not at all."""
    children: list[Shape] = []
    for child in element:
        shape = _shape(child)
        if shape[0] != "ActivityId" and (not children or children[-1] != shape):
            children.append(shape)
    return names.local(element.tag), tuple(children)


def _recorded(file: str) -> Shape:
    return _shape(ElementTree.parse(RECORDINGS / file).getroot())


def _answered(endpoint: Endpoint, action: str) -> Shape:
    answer = [entry.answer for entry in endpoint.log if entry.action == action][-1]
    return _shape(ElementTree.fromstring(answer or ""))


@pytest.fixture
def client(endpoint: Endpoint) -> clients.Protocol:
    return clients.pywinrm(endpoint)


@pytest.mark.parametrize(
    ("action", "file"),
    [
        ("Create", "pypsrp/winrs_stderr_rc_00_CreateResponse.xml"),
        ("Command", "pypsrp/winrs_stderr_rc_01_CommandResponse.xml"),
        ("Receive", "pypsrp/winrs_stderr_rc_02_ReceiveResponse.xml"),
        ("Signal", "pypsrp/winrs_stderr_rc_03_SignalResponse.xml"),
        ("Delete", "pypsrp/winrs_stderr_rc_04_DeleteResponse.xml"),
    ],
)
def test_a_shell_answers_as_recorded(client: clients.Protocol, endpoint: Endpoint, action: str, file: str) -> None:
    shell = client.open_shell()
    command = client.run_command(shell, "dir")
    client.get_command_output(shell, command)
    client.cleanup_command(shell, command)
    client.close_shell(shell)
    assert _answered(endpoint, action) == _recorded(file)


def test_a_running_command_answers_as_recorded(host: FakeHost) -> None:
    limits = Limits(receive_chunk_bytes=1)
    with Endpoint({host.name: host}, limits=limits, log=RequestLog(keep_answers=True)) as endpoint:
        client = clients.pywinrm(endpoint)
        shell = client.open_shell()
        client.get_command_output_raw(shell, client.run_command(shell, "dir"))
        assert _answered(endpoint, "Receive") == _recorded("pypsrp/winrs_operation_timeout_02_ReceiveResponse.xml")


def test_an_unknown_command_faults_as_recorded(client: clients.Protocol, endpoint: Endpoint) -> None:
    with pytest.raises(WSManFaultError):
        client.get_command_output(client.open_shell(), "11111111-0000-0000-0000-000000000000")
    assert _answered(endpoint, "Receive") == _recorded("pypsrp/winrs_bad_cmd_id_02_fault.xml")


def test_a_timeout_faults_as_recorded(client: clients.Protocol, endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.FAULT, action="Receive", fault=faults.of(Code.OPERATION_TIMEDOUT)))
    shell = client.open_shell()
    with pytest.raises(WinRMOperationTimeoutError):
        client.get_command_output_raw(shell, client.run_command(shell, "dir"))
    assert _answered(endpoint, "Receive") == _recorded("pypsrp/winrs_operation_timeout_03_fault.xml")


def test_a_bad_timeout_faults_as_recorded(client: clients.Protocol, endpoint: Endpoint) -> None:
    with pytest.raises(WSManFaultError) as caught:
        clients.send(client, names.GET, clients.SERVICE, w_OperationTimeout="PT-1S")
    answer = _shape(ElementTree.fromstring(caught.value.response))
    assert answer == _recorded("pypsrp/psrp_is_alive_other_wsman_error_03_fault.xml")


def test_a_missing_instance_faults_as_recorded(client: clients.Protocol, endpoint: Endpoint) -> None:
    with pytest.raises(WSManFaultError):
        clients.send(client, names.GET, clients.SERVICE, selectors={"Name": "Nothing"})
    assert _answered(endpoint, "Get") == _recorded("omi/TestInnerMessageFaultResponse.xml")


def test_a_bad_query_faults_as_recorded(client: clients.Protocol, endpoint: Endpoint) -> None:
    with pytest.raises(WSManFaultError):
        clients.send(client, names.ENUMERATE, clients.EVERYTHING, clients.query("SELECT * FROM Win32_Processa"))
    assert _answered(endpoint, "Enumerate") == _recorded("winrb/soap_fault_v2.xml")


def test_too_many_shells_fault_as_recorded(host: FakeHost) -> None:
    limits = Limits(max_shells_per_user=0)
    with Endpoint({host.name: host}, limits=limits, log=RequestLog(keep_answers=True)) as endpoint:
        with pytest.raises(WSManFaultError):
            clients.pywinrm(endpoint).open_shell()
        body = _answered(endpoint, "Create")[1][1]
    assert body == _recorded("winrb/wmi_error_v2.xml")[1][1]


def test_enum_key_answers_as_recorded(client: clients.Protocol, endpoint: Endpoint) -> None:
    clients.invoke(client, names.cim_class("root/default", "StdRegProv"), "EnumKey")
    assert _answered(endpoint, "EnumKey") == _recorded("openwsman/StdRegProv_EnumKey_response.xml")
