# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The established connections to a port."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import FaultFields, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.tcp import read_connections
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim


def test_rows_become_connections(host: FakeHost, windows: Host) -> None:
    host.methods["Query"] = [
        cim(RemoteAddress="192.0.2.10", RemotePort=5723, OwningProcess=4711),
        cim(RemoteAddress="2001:db8::1", RemotePort=5723),
    ]
    assert read_connections(windows, 5723) == (Connection("192.0.2.10", 5723, 4711), Connection("2001:db8::1", 5723, 0))


def test_only_established_connections_to_the_port_are_asked_for(host: FakeHost, windows: Host) -> None:
    host.methods["Query"] = []
    assert read_connections(windows, 5723) == ()
    ((wql, parameters),) = host.calls
    assert wql.endswith("FROM MSFT_NetTCPConnection WHERE RemotePort = 5723 AND State = 5")
    assert parameters == {"namespace": "root/StandardCimv2"}


def test_a_host_without_the_class_is_an_error_that_names_the_attempt(
    host: FakeHost, windows: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(namespace: str, wql: str) -> None:
        raise WsmanFault(FaultFields("CannotProcessFilter", 2150858778))

    monkeypatch.setattr(host, "query", refuse)
    with pytest.raises(WsmanFault, match="^cannot read the TCP connections of web01.dmz.example: "):
        read_connections(windows, 5723)
