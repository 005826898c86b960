# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the action plugins that talk to a Windows host, over the host's own WinRM connection."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, suppress
from typing import Any, ClassVar

from ansible.errors import AnsibleError
from ansible.utils.display import Display
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction, Result
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ConnectionUnusable,
    HostUnreachable,
    OptionError,
    ScomDmzError,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import one_line
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.connection_failures import explain
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import DEFAULT_SECONDS, LONGEST_SECONDS, Deadline
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.exchange_log import Exchange, Listener, Response, telling
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response_guard import guard_session
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


class WindowsAction(ControllerAction):
    """Subclasses serve a task on the host, and add what they take to ``ARGUMENTS``."""

    ARGUMENTS: ClassVar[dict[str, Any]] = {"time_limit": {"type": "int", "default": DEFAULT_SECONDS}}

    def serve(self, host: Host, arguments: Result) -> Result:
        """Do the task on the host and return its result."""
        raise NotImplementedError

    @property
    def remote_user(self) -> str:
        """The account on the host; empty where the connection names none, as with a ticket of Kerberos."""
        return str(self._connection.get_option("remote_user") or "") if self._connection else ""

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        if self._task.async_val:
            reason = f"{self._task.action} cannot run in the background: remove async and poll from this task"
            return {"failed": True, "msg": reason}
        return super().run(tmp, task_vars)

    def work(self, arguments: Result, task_vars: Result) -> Result:
        name = self._task.delegate_to or task_vars.get("inventory_hostname", "the host")
        self._check_connection(name)
        limit = _limit(arguments["time_limit"])
        log = exchange_log(name)
        try:
            return self.serve(self._connect(name, limit, log), arguments)
        except ScomDmzError:
            raise
        except BaseException:  # Ansible's own limit of the task among others: the host is not waited for again
            self._abandon()
            raise
        finally:
            self._close(limit, log)

    def _check_connection(self, name: str) -> None:
        """Raises :class:`ConnectionUnusable`."""
        transport = getattr(self._connection, "transport", None)
        if transport != "winrm":
            raise ConnectionUnusable(
                f"{name} is reached by the connection plugin {transport}, but {self._task.action} needs winrm: "
                "set ansible_connection: winrm in the vars of this task, role or play"
            )
        if getattr(self._connection, "become", None):
            raise ConnectionUnusable(
                f"{self._task.action} acts on {name} as the account that logs in and cannot become another: "
                "set become: false for this task, role or play"
            )

    def _connect(self, name: str, limit: Deadline, log: Listener) -> Host:
        address = f"{self._connection.get_option('remote_addr')}:{self._connection.get_option('port')}"
        try:
            with attempting(f"connect to {name} at {address}"), _told(log, "Connect"), limit.waiting():
                self._connection._connect()
        except AnsibleError as error:
            raise HostUnreachable(explain(name, address, error.message)) from error
        session = Session(self._connection.protocol, self._connection.shell_id, name, limit, listener=log)
        return Host(session)

    def _close(self, limit: Deadline, log: Listener) -> None:
        """End the shell and the connection, which Ansible would do after the task, however long the host takes.

        A host that has used its time up is not waited for again; it ends the shell by itself when that was idle for long.
        """
        if self._connection.protocol is not None:
            # As Ansible does: the task's own outcome matters more.
            with suppress(Exception), _told(log, "Disconnect"), limit.waiting():
                guard_session(self._connection.protocol.transport)
                self._connection.close()
        self._abandon()

    def _abandon(self) -> None:
        self._connection.protocol = self._connection.shell_id = None
        self._connection._connected = False


def _limit(seconds: int) -> Deadline:
    if not 1 <= seconds <= LONGEST_SECONDS:
        raise OptionError(f"time_limit is {seconds}: it must be from 1 to {LONGEST_SECONDS} seconds")
    return Deadline(seconds)


def exchange_log(host: str) -> Listener:
    """Show each exchange with the host from -vvvv on, and the command lines from -vvvvv on."""
    display = Display()

    def show(exchange: Exchange) -> None:
        display.vvvv(f"WSMAN {one_line(str(exchange))}", host=host)
        if exchange.command_line is not None:
            display.vvvvv(f"WSMAN COMMAND LINE {one_line(exchange.command_line)}", host=host)

    return show


def _told(log: Listener, operation: str) -> AbstractContextManager[Response]:
    """Tell of what Ansible's connection plugin exchanges with the host, which opens and ends a shell of ours."""
    return telling(log, time.monotonic, operation)
