# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newest events of Schannel are asked for, in one command, and nothing else of the log System."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.schannel_events import SchannelEventReader

from tests.lab.windows.event_log import ERROR, EventLog
from tests.lab.windows.machine import Account, Machine

SINCE = datetime(2026, 6, 1, tzinfo=UTC)


def machine() -> Machine:
    return Machine("agent01.dmz.example", {"Administrator": Account("x")})


def write(log: EventLog, number: int, provider: str = "Schannel") -> None:
    log.write(number, ERROR, provider, "48", names=("AlertDesc",))


def test_the_query_is_bounded_by_provider_number_moment_and_count() -> None:
    (command,) = SchannelEventReader(SINCE).commands
    assert command == (
        "wevtutil qe \"System\" /q:\"*[System[Provider[@Name='Schannel'] and TimeCreated[@SystemTime>='2026-06-01T00:00:00.000Z'] "
        'and ((EventID>=36870 and EventID<=36879) or (EventID>=36881 and EventID<=36888))]]" /f:xml /rd:true /c:200'
    )


def test_what_windows_prints_for_it_is_read(windows: Host) -> None:
    read = machine()
    log = read.event_logs["system"]
    for number, provider in (
        (36887, "Schannel"),
        (36887, "Other"),
        (36880, "Schannel"),
        (7036, "Service Control Manager"),
    ):
        write(log, number, provider)
    reader = SchannelEventReader()
    output = read.run(reader.commands[0])
    assert read.refused_commands == []
    (event,) = reader.read([Section(True, output.stdout.decode())], windows)
    assert (event.event_id, event.alert) == (36887, 48)


def test_a_log_that_is_not_delivered_is_unreadable(windows: Host) -> None:
    with pytest.raises(Unreadable, match=r"^cannot read the log System of web01\.dmz\.example"):
        SchannelEventReader().read([Section(False, "")], windows)
