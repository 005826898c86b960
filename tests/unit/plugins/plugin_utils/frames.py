# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible makes an action of, as far as the frame of actions touches it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import requests


def _transport() -> SimpleNamespace:
    session = requests.Session()
    return SimpleNamespace(session=session, encryption=None, build_session=lambda: session)


class Connection:
    """The parts of a connection plugin that the frame touches."""

    def __init__(self, transport: str = "winrm", error: Exception | None = None) -> None:
        self.transport = transport
        self.protocol: SimpleNamespace | None = None
        self.shell_id: str | None = None
        self.become: object | None = None
        self._shell = SimpleNamespace(tmpdir="unused")
        self._error = error
        self.closed = False

    def _connect(self) -> None:
        if self._error:
            raise self._error
        self.protocol = SimpleNamespace(transport=_transport(), operation_timeout_sec=20)
        self.shell_id = "shell"

    def close(self) -> None:
        self.closed = True

    def get_option(self, name: str) -> Any:
        return {"remote_addr": "192.0.2.1", "port": 5985}[name]


def parts(
    connection: Connection | None = None,
    delegate_to: str | None = None,
    check_mode: bool = False,
    until: list[str] | None = None,
    retries: int | None = None,
    **arguments: Any,
) -> dict[str, Any]:
    task = SimpleNamespace(
        action="scom.dmz.health_service",
        args=arguments,
        async_val=0,
        check_mode=check_mode,
        delegate_to=delegate_to,
        until=until or [],
        retries=retries,
    )
    return {
        "task": task,
        "connection": connection or Connection(),
        "play_context": None,
        "loader": None,
        "templar": None,
        "shared_loader_obj": None,
    }
