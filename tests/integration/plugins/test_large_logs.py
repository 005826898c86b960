# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check asks and what it is answered does not grow with the log of a host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.integration.plugins.diagnosing import diagnose, read_gateway
from tests.lab.demonstration import GATEWAY
from tests.lab.hygiene import serve_watched
from tests.lab.scenarios import AGENT, build

MANY = 3000
SCRIPT_FAILED = 6022
STARTED = 7036
ALERT_SENT = 36888


def check_beside(
    folder: Path, count: int, number: int, provider: str, *data: str, log: str = "operations manager"
) -> tuple[dict[str, Any], int, int]:
    """The result of the check beside so many such events, the number of its requests, and the bytes of the answers."""
    dmz = build("pending_approval")
    for _time in range(count):
        dmz.machines[AGENT].event_logs[log].write(number, 2, provider, *data)
    with serve_watched(dmz) as site:
        gateway = read_gateway(site.endpoint, folder)
        before = len(list(site.endpoint.log))
        result = diagnose(site.endpoint, gateway, folder)
        entries = list(site.endpoint.log)[before:]
    return result, len(entries), sum(entry.answer_bytes for entry in entries)


def test_events_of_others_cost_nothing(tmp_path: Path) -> None:
    few, many = (check_beside(tmp_path, count, SCRIPT_FAILED, "Health Service Script", GATEWAY) for count in (0, MANY))
    assert (few[0]["verdict"], few[1:]) == (many[0]["verdict"], many[1:])


def test_refusals_without_end_cost_one_more_command_line(tmp_path: Path) -> None:
    """It asks for older configurations, which the newest events do not show any more."""
    few, some, many = (check_beside(tmp_path, count, 20070, "OpsMgr Connector", GATEWAY) for count in (0, 300, MANY))
    assert [result["verdict"] for result, _requests, _bytes in (few, some, many)] == ["not_approved"] * 3
    assert len(many[0]["events"]) == len(some[0]["events"]) == 200
    assert some[1] - few[1] == 5
    assert (some[1], some[2] // 10_000) == (many[1], many[2] // 10_000)


def test_of_a_large_log_system_a_check_asks_no_more_than_of_a_small_one(tmp_path: Path) -> None:
    """Events of others cost nothing, and of Schannel's the newest are read."""
    others = [check_beside(tmp_path, count, STARTED, "Service Control Manager", log="system") for count in (0, MANY)]
    assert (others[0][0]["verdict"], others[0][1:]) == (others[1][0]["verdict"], others[1][1:])
    alerts = [check_beside(tmp_path, count, ALERT_SENT, "Schannel", log="system") for count in (300, MANY)]
    assert [result["verdict"] for result, _requests, _bytes in alerts] == [others[0][0]["verdict"]] * 2
    assert alerts[0][1] == alerts[1][1]
    assert alerts[0][2] // 10_000 == alerts[1][2] // 10_000
