# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""At -vvvv there is a line for each exchange that the host has seen, with its bytes."""

from __future__ import annotations

import re
from pathlib import Path

from tests.integration.playbooks.ansible import controller
from tests.lab.demonstration import ROOT_MISSING, demo
from tests.lab.wsman.request_log import Entry

WEB = ROOT_MISSING[0]
LINE = re.compile(
    rf"^<{WEB}> WSMAN (\w+)(?: \w+\.(\w+))?[^:\n]*: HTTP 200, (\d+) bytes sent, (\d+) bytes received, \d+ ms$",
    re.MULTILINE,
)
CONNECTION = re.compile(rf"^<{WEB}> WSMAN (Connect|Disconnect): done, \d+ ms$", re.MULTILINE)

Told = tuple[str, int, int]


def told(output: str) -> list[Told]:
    return [
        (method or operation, int(sent), int(received)) for operation, method, sent, received in LINE.findall(output)
    ]


def seen(entry: Entry) -> Told:
    return entry.action, entry.request_bytes, entry.answer_bytes


def test_a_task_tells_of_each_exchange_that_the_host_has_seen(tmp_path: Path) -> None:
    with controller(demo(), tmp_path, https=True) as lab:
        run = lab.play("scom.dmz.onboard", "-vvvv", "--limit", WEB, ansible_winrm_transport="basic")
        entries = [entry for entry in lab.log.of(WEB) if entry.action]
    shells = [entry.action for entry in entries if entry.action in ("Create", "Delete")]
    assert told(run.output) == [seen(entry) for entry in entries if entry.action not in shells]
    assert CONNECTION.findall(run.output) == ["Connect", "Disconnect"] * shells.count("Create")
    assert "COMMAND LINE" not in run.output
