# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads established TCP connections by the CIM class MSFT_NetTCPConnection (Windows Server 2012 and later)."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection

_ESTABLISHED = 5


def read_connections(host: Host, remote_port: int) -> tuple[Connection, ...]:
    """The established connections to a port on any remote host."""
    query = (
        "SELECT RemoteAddress, RemotePort, OwningProcess FROM MSFT_NetTCPConnection "
        f"WHERE RemotePort = {int(remote_port)} AND State = {_ESTABLISHED}"
    )
    with attempting(f"read the TCP connections of {host.name}"):
        rows = host.session.query("root/StandardCimv2", query)
    return tuple(
        Connection(row.text("RemoteAddress") or "", row.integer("RemotePort") or 0, row.integer("OwningProcess") or 0)
        for row in rows
    )
