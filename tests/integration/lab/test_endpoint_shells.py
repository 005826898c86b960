# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remote shells, as pywinrm uses them."""

from __future__ import annotations

import pytest
from winrm.exceptions import WSManFaultError

from tests.integration.lab import clients
from tests.integration.lab.fake_host import FakeHost
from tests.lab.wsman import names
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits


def _run(client: clients.Protocol, command: str, *arguments: str) -> tuple[bytes, bytes, int]:
    shell = client.open_shell(codepage=65001)
    running = client.run_command(shell, command, arguments)
    output = client.get_command_output(shell, running)
    client.cleanup_command(shell, running)
    client.close_shell(shell)
    return output


def _receives(endpoint: Endpoint) -> int:
    return sum(entry.action == "Receive" for entry in endpoint.log)


def test_a_command_gives_output_errors_and_exit_code(endpoint: Endpoint) -> None:
    assert _run(clients.pywinrm(endpoint), "reg", "query", '"HKLM\\A B"') == (
        b'reg query "HKLM\\A B"',
        b"warning",
        3,
    )
    assert _receives(endpoint) == 1


def test_big_output_takes_several_receives(endpoint: Endpoint, host: FakeHost) -> None:
    host.repetitions = 40_000
    stdout, stderr, code = _run(clients.pywinrm(endpoint), "dir")
    assert (stdout, stderr, code) == (b"dir" * 40_000, b"warning", 3)
    assert _receives(endpoint) == 3
    assert max(len(entry.answer or "") for entry in endpoint.log) <= 76_800


def test_a_chunk_limit_splits_the_output_further(host: FakeHost) -> None:
    with Endpoint({host.name: host}, limits=Limits(receive_chunk_bytes=4)) as endpoint:
        assert _run(clients.pywinrm(endpoint), "hostname")[:2] == (b"hostname", b"warning")
        assert _receives(endpoint) == 4


def test_a_shell_id_has_no_prefix(endpoint: Endpoint) -> None:
    assert not clients.pywinrm(endpoint).open_shell().startswith("uuid:")


def test_an_unknown_shell_is_unexpected_selectors(endpoint: Endpoint) -> None:
    with pytest.raises(WSManFaultError) as caught:
        clients.pywinrm(endpoint).run_command("11111111-0000-0000-0000-000000000000", "dir")
    assert caught.value.wsman_fault_code == 2150858843
    assert caught.value.fault_subcode == "w:InvalidSelectors"


@pytest.mark.parametrize("method", ["get_command_output", "cleanup_command"])
def test_an_unknown_command_is_unexpected_selectors(endpoint: Endpoint, method: str) -> None:
    client = clients.pywinrm(endpoint)
    with pytest.raises(WSManFaultError) as caught:
        getattr(client, method)(client.open_shell(), "11111111-0000-0000-0000-000000000000")
    assert caught.value.wsman_fault_code == 2150858843


def test_a_finished_command_has_nothing_more_to_receive(endpoint: Endpoint) -> None:
    client = clients.pywinrm(endpoint)
    shell = client.open_shell()
    command = client.run_command(shell, "dir")
    client.get_command_output(shell, command)
    with pytest.raises(WSManFaultError) as caught:
        client.get_command_output(shell, command)
    assert caught.value.wsman_fault_code == 2150858843


def test_a_closed_shell_is_gone(endpoint: Endpoint) -> None:
    client = clients.pywinrm(endpoint)
    shell = client.open_shell()
    client.close_shell(shell)
    with pytest.raises(WSManFaultError):
        client.close_shell(shell)


def test_a_shell_outlives_its_connection(endpoint: Endpoint) -> None:
    client = clients.pywinrm(endpoint)
    shell = client.open_shell()
    client.transport.close_session()
    assert client.run_command(shell, "dir")


def test_too_many_shells_are_a_wmi_error_without_a_wsman_fault(host: FakeHost) -> None:
    with Endpoint({host.name: host}, limits=Limits(max_shells_per_user=1)) as endpoint:
        client = clients.pywinrm(endpoint)
        client.open_shell()
        with pytest.raises(WSManFaultError) as caught:
            client.open_shell()
    assert caught.value.fault_subcode == "w:QuotaLimit"
    assert (caught.value.wsman_fault_code, caught.value.wmierror_code) == (None, 2150859173)


def test_a_shell_never_gives_a_command_back_to_its_quota(host: FakeHost) -> None:
    with Endpoint({host.name: host}, limits=Limits(max_commands_per_shell=1)) as endpoint:
        client = clients.pywinrm(endpoint)
        shell = client.open_shell()
        client.cleanup_command(shell, client.run_command(shell, "dir"))
        with pytest.raises(WSManFaultError) as caught:
            client.run_command(shell, "dir")
    assert caught.value.wsman_fault_code == 2150859174


def test_a_host_may_allow_no_shells_and_still_serve_cim(host: FakeHost) -> None:
    with Endpoint({host.name: host}, limits=Limits(allow_remote_shell_access=False)) as endpoint:
        client = clients.pywinrm(endpoint)
        with pytest.raises(WSManFaultError) as caught:
            client.open_shell()
        assert caught.value.wsman_fault_code == 2150859180
        assert len(clients.invoke(client, clients.REGISTRY, "EnumKey")) > 0


def test_who_is_no_administrator_gets_no_shell(endpoint: Endpoint) -> None:
    with pytest.raises(WSManFaultError) as caught:
        clients.pywinrm(endpoint, username="guest").open_shell()
    assert (caught.value.wsman_fault_code, caught.value.fault_subcode) == (5, "w:AccessDenied")


def test_an_action_that_shells_do_not_have_is_refused(endpoint: Endpoint) -> None:
    with pytest.raises(WSManFaultError) as caught:
        clients.send(
            clients.pywinrm(endpoint), f"{names.SHELL}/Reconnect", names.COMMAND_SHELL, selectors={"ShellId": "S1"}
        )
    assert caught.value.wsman_fault_code == 2150858753
