# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the action plugins that talk to a Windows host, over the host's own WinRM session."""

from __future__ import annotations

from ansible.errors import AnsibleError
from ansible_collections.scom.dmz.plugins.plugin_utils.controller_action import ControllerAction, Result
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ConnectionUnusable, HostUnreachable
from ansible_collections.scom.dmz.plugins.plugin_utils.unreachable import explain
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


class WindowsAction(ControllerAction):
    """Subclasses serve a task over the session."""

    def serve(self, session: Session, arguments: Result) -> Result:
        """Do the task on the host and return its result."""
        raise NotImplementedError

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        if self._task.async_val:
            reason = f"{self._task.action} cannot run in the background: remove async and poll from this task"
            return {"failed": True, "msg": reason}
        return super().run(tmp, task_vars)

    def work(self, arguments: Result, task_vars: Result) -> Result:
        host = self._task.delegate_to or task_vars.get("inventory_hostname", "the host")
        self._check_connection(host)
        return self.serve(self._session(host), arguments)

    def _check_connection(self, host: str) -> None:
        """Raises :class:`ConnectionUnusable`."""
        transport = getattr(self._connection, "transport", None)
        if transport != "winrm":
            raise ConnectionUnusable(
                f"{host} is reached by the connection plugin {transport}, but {self._task.action} needs winrm: "
                "set ansible_connection: winrm in the vars of this task, role or play"
            )
        if getattr(self._connection, "become", None):
            raise ConnectionUnusable(
                f"{self._task.action} acts on {host} as the account that logs in and cannot become another: "
                "set become: false for this task, role or play"
            )

    def _session(self, host: str) -> Session:
        try:
            self._connection._connect()
        except AnsibleError as error:
            address = f"{self._connection.get_option('remote_addr')}:{self._connection.get_option('port')}"
            raise HostUnreachable(explain(host, address, error.message)) from error
        return Session(self._connection.protocol, self._connection.shell_id, host)
