# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of every action plugin here: arguments, the host's own WinRM session, one translation of errors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ConnectionUnusable, HostUnreachable, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.libraries import require_libraries
from ansible_collections.scom.dmz.plugins.plugin_utils.unreachable import explain
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

Result = dict[str, Any]


class WindowsAction(ActionBase):
    """Subclasses say which arguments they take and serve a task over the session."""

    _supports_check_mode = True
    _supports_async = False

    ARGUMENTS: ClassVar[dict[str, Any]] = {}
    RULES: ClassVar[dict[str, Any]] = {}
    """Rules among arguments, such as ``mutually_exclusive`` and ``required_one_of``."""

    def serve(self, session: Session, arguments: Result) -> Result:
        """Do the task and return its result. Errors of this collection become the task's failure message."""
        raise NotImplementedError

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        result: Result = super().run(tmp, task_vars)
        try:
            require_libraries()
            _validation, arguments = self.validate_argument_spec(self.ARGUMENTS, **self.RULES)
            return {**result, **self.serve(self._session(task_vars or {}), arguments)}
        except HostUnreachable as error:
            return {**result, "unreachable": True, "msg": str(error)}
        except ScomDmzError as error:
            return {**result, "failed": True, "msg": str(error)}

    @property
    def check_mode(self) -> bool:
        return bool(self._task.check_mode)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def _session(self, task_vars: Result) -> Session:
        host = self._task.delegate_to or task_vars.get("inventory_hostname", "the host")
        transport = getattr(self._connection, "transport", None)
        if transport != "winrm":
            raise ConnectionUnusable(
                f"{host} is reached by the connection plugin {transport}, but {self._task.action} needs winrm: "
                "set ansible_connection: winrm for this task or host"
            )
        try:
            self._connection._connect()
        except AnsibleError as error:
            address = f"{self._connection.get_option('remote_addr')}:{self._connection.get_option('port')}"
            raise HostUnreachable(explain(host, address, error.message)) from error
        return Session(self._connection.protocol, self._connection.shell_id, host)
