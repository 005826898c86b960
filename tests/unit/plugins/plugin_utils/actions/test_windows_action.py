# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every action plugin stands in one frame: a winrm connection, checked arguments, and errors that become results."""

from __future__ import annotations

import signal
from functools import partial
from typing import Any, ClassVar

import pytest
from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible.utils.display import Display
from ansible_collections.scom.dmz.plugins.plugin_utils.actions import windows_action
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction, exchange_log
from ansible_collections.scom.dmz.plugins.plugin_utils.controller import libraries
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ConnectionLost,
    ScomDmzError,
    Unreadable,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import Deadline
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.exchange_log import Exchange

from tests.unit.plugins.plugin_utils.frames import Connection, parts


class Action(WindowsAction):
    _load_name = "health_service"
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "count": {"type": "int", "default": 1},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"changed": self.check_mode, "host": host.name, "count": arguments["count"]}


class Failing(Action):
    def __init__(self, error: Exception, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._error = error

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        with attempting(f"read the store Root of {host.name}"):
            raise self._error


def run(action: WindowsAction) -> dict[str, Any]:
    return action.run(task_vars={"inventory_hostname": "web01"})


def test_a_task_is_served_with_checked_arguments() -> None:
    assert run(Action(**parts(count="3"))) == {"changed": False, "host": "web01", "count": 3}


def test_check_mode_is_passed_on() -> None:
    assert run(Action(**parts(check_mode=True)))["changed"] is True


def test_a_delegated_task_speaks_of_the_host_it_goes_to() -> None:
    assert run(Action(**parts(delegate_to="gw01")))["host"] == "gw01"


@pytest.mark.parametrize("transport", ["psrp", "ssh", "local"])
def test_another_connection_fails_with_the_way_out(transport: str) -> None:
    assert run(Action(**parts(Connection(transport)))) == {
        "failed": True,
        "msg": f"web01 is reached by the connection plugin {transport}, but scom.dmz.health_service needs winrm: "
        "set ansible_connection: winrm in the vars of this task, role or play",
    }


def test_becoming_another_is_refused_before_the_host_is_asked() -> None:
    connection = Connection(error=AssertionError())
    connection.become = object()
    assert run(Action(**parts(connection))) == {
        "failed": True,
        "msg": "scom.dmz.health_service acts on web01 as the account that logs in and cannot become another: "
        "set become: false for this task, role or play",
    }


def test_running_in_the_background_is_refused_before_the_host_is_asked() -> None:
    action = Action(**parts(Connection(error=AssertionError())))
    action._task.async_val = 60
    assert run(action) == {
        "failed": True,
        "msg": "scom.dmz.health_service cannot run in the background: remove async and poll from this task",
    }


def test_a_connection_that_cannot_be_opened_is_unreachable() -> None:
    refused = AnsibleConnectionFailure("ntlm: [Errno 111] Connection refused")
    assert run(Action(**parts(Connection(error=refused)))) == {
        "unreachable": True,
        "msg": "cannot connect to web01 at 192.0.2.1:5985: the connection was refused (is WinRM listening there?)",
    }


def test_a_host_that_is_lost_on_the_way_is_unreachable_with_the_deed() -> None:
    assert run(Failing(ConnectionLost("the connection to the host broke"), **parts())) == {
        "unreachable": True,
        "msg": "cannot read the store Root of web01: the connection to the host broke",
    }


@pytest.mark.parametrize("error", [ScomDmzError("refused"), Unreadable("refused")])
def test_an_error_of_ours_fails_the_task_with_its_sentence(error: ScomDmzError) -> None:
    assert run(Failing(error, **parts())) == {
        "failed": True,
        "msg": "cannot read the store Root of web01: refused",
    }


def test_a_defect_is_not_disguised_as_an_answer() -> None:
    with pytest.raises(ZeroDivisionError):
        run(Failing(ZeroDivisionError(), **parts()))


class Slow(Action):
    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        with host.deadline.waiting():
            signal.raise_signal(signal.SIGALRM)
        return {}


class SlowConnection(Connection):
    def _connect(self) -> None:
        try:
            signal.raise_signal(signal.SIGALRM)
        except Exception as error:  # as pywinrm's and Ansible's own code does
            raise AssertionError from error


def test_the_connection_is_closed_with_the_task() -> None:
    connection = Connection()
    run(Action(**parts(connection)))
    assert connection.closed


class TaskTimeout(BaseException):
    """Ansible's own limit of a task."""


class Interrupted(Action):
    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        raise TaskTimeout


def test_a_task_that_ansible_ends_does_not_wait_for_the_host_again() -> None:
    connection = Connection()
    with pytest.raises(TaskTimeout):
        run(Interrupted(**parts(connection)))
    assert (connection.closed, connection.protocol, connection.shell_id) == (False, None, None)


def test_what_a_host_says_to_the_end_of_the_connection_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Connection()
    monkeypatch.setattr(connection, "close", lambda: 1 / 0)
    assert run(Action(**parts(connection)))["count"] == 1


def test_a_host_that_keeps_the_task_waiting_is_unreachable_and_not_waited_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = iter([0, 0, 0, 60])  # at the start, the login, the task and the end of the connection
    monkeypatch.setattr(windows_action, "Deadline", partial(Deadline, monotonic=lambda: next(moments)))
    connection = Connection()
    assert run(Slow(**parts(connection, time_limit=60))) == {
        "unreachable": True,
        "msg": "it took longer than 60 seconds (time_limit)",
    }
    assert not connection.closed
    assert connection.protocol is None


def test_a_host_that_keeps_the_login_waiting_is_unreachable() -> None:
    assert run(Action(**parts(SlowConnection(), time_limit=60))) == {
        "unreachable": True,
        "msg": "cannot connect to web01 at 192.0.2.1:5985: it took longer than 60 seconds (time_limit)",
    }


@pytest.mark.parametrize("seconds", [0, -1, 10**11])
def test_a_time_limit_that_is_none_is_refused(seconds: int) -> None:
    assert run(Action(**parts(Connection(error=AssertionError()), time_limit=seconds)))["msg"] == (
        f"time_limit is {seconds}: it must be from 1 to 100000000 seconds"
    )


def test_a_missing_library_fails_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "LIBRARIES", libraries.Libraries(["no-such-library>=2"]))
    assert run(Action(**parts())) == {
        "failed": True,
        "msg": "the Python that runs Ansible lacks no-such-library>=2 (nothing is installed): "
        "install with python -m pip install 'no-such-library>=2'",
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"count": "many"}, "count"),
        ({"counts": 1}, "counts"),
    ],
    ids=["type", "name"],
)
def test_wrong_arguments_are_refused_before_the_host_is_asked(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(AnsibleActionFail, match=words):
        run(Action(**parts(Connection("psrp"), **arguments)))


@pytest.mark.parametrize(
    ("verbosity", "shown"),
    [
        (3, []),
        (4, ["<web01> WSMAN Command (1 command): HTTP 200, 7 ms"]),
        (5, ["<web01> WSMAN Command (1 command): HTTP 200, 7 ms", r"<web01> WSMAN COMMAND LINE reg \x1b[query"]),
    ],
)
def test_an_exchange_is_a_line_from_vvvv_on_and_its_command_line_another_from_vvvvv_on(
    verbosity: int, shown: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Display(), "verbosity", verbosity)
    exchange_log("web01")(Exchange("Command (1 command)", "HTTP 200", 7.0, command_line="reg \x1b[query"))
    assert capsys.readouterr().out.splitlines() == shown


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (None, ["<web01> WSMAN Connect: done", "<web01> WSMAN Disconnect: done"]),
        (AnsibleConnectionFailure("refused"), ["<web01> WSMAN Connect: AnsibleConnectionFailure"]),
    ],
)
def test_the_login_and_the_end_of_the_connection_are_lines_too(
    error: Exception | None, shown: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Display(), "verbosity", 4)
    run(Action(**parts(Connection(error=error))))
    assert [line.rpartition(",")[0] for line in capsys.readouterr().out.splitlines()] == shown
