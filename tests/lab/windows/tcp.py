# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine's TCP table and MSFT_NetTCPConnection, which shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tests.lab.windows.cim import CimError, CimValue, Parameters

LISTEN = 2
ESTABLISHED = 5
"""MIB_TCP_STATE."""


@dataclass(frozen=True)
class Connection:
    """One row; a listener's remote address is 0.0.0.0 and its remote port 0."""

    local_address: str
    local_port: int
    remote_address: str
    remote_port: int
    process_id: int
    created: datetime
    state: int = ESTABLISHED

    def other_end(self, process_id: int) -> Connection:
        """The same connection in the peer's table."""
        return Connection(
            self.remote_address, self.remote_port, self.local_address, self.local_port, process_id, self.created
        )


class TcpTable:
    """The rows of one machine."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._rows: list[Connection] = []
        self._last_port = 49_700

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._rows)

    def next_port(self) -> int:
        self._last_port += 1
        return self._last_port

    def add(self, row: Connection) -> None:
        self._rows.append(row)

    def listen(self, port: int, process_id: int, created: datetime) -> None:
        self.add(Connection("0.0.0.0", port, "0.0.0.0", 0, process_id, created, LISTEN))

    def remove(self, row: Connection) -> None:
        self._rows.remove(row)

    def close_established(self, process_id: int) -> None:
        """Drop a process's connections, and keep the ports that it listens on."""
        self._rows = [row for row in self._rows if row.process_id != process_id or row.state == LISTEN]

    def close(self, process_id: int) -> None:
        """Drop every row of a process."""
        self._rows = [row for row in self._rows if row.process_id != process_id]


class MsftNetTcpConnection:
    """The class of Get-NetTCPConnection (Windows Server 2012 and later)."""

    name = "MSFT_NetTCPConnection"
    namespaces = ("root/standardcimv2",)
    keys = ("LocalAddress", "LocalPort", "RemoteAddress", "RemotePort")

    def __init__(self, table: TcpTable) -> None:
        self._table = table

    def instances(self) -> Iterator[Mapping[str, CimValue]]:
        for row in self._table:
            yield {
                "AppliedSetting": None,
                "CreationTime": row.created,
                "LocalAddress": row.local_address,
                "LocalPort": row.local_port,
                "OffloadState": 0,
                "OwningProcess": row.process_id,
                "RemoteAddress": row.remote_address,
                "RemotePort": row.remote_port,
                "State": row.state,
            }

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        raise CimError("invalid_method", "ExecMethod", f"{self.name}::{method}", "nettcpip")
