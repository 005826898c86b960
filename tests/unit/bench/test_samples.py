# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest

from tests.bench.measuring import Cost
from tests.bench.samples import Recap, Sample, recaps, sample
from tests.bench.site import Traffic, by_host, processes_of
from tests.lab.demonstration import GATEWAY

OUTPUT = f"""\
PLAY RECAP *********************************************************************
agent01.dmz.example        : ok=7    changed=1    unreachable=0    failed=0    skipped=2    rescued=0    ignored=0
agent02.dmz.example        : ok=3    changed=0    unreachable=0    failed=0    skipped=0    rescued=0    ignored=1
agent03.dmz.example        : ok=0    changed=0    unreachable=1    failed=0    skipped=0    rescued=0    ignored=0
agent04.dmz.example        : ok=1    changed=0    unreachable=0    failed=1    skipped=0    rescued=0    ignored=0
{GATEWAY}        : ok=1    changed=0    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0
"""


def test_a_recap_counts_skipped_tasks_and_tells_which_host_was_served() -> None:
    found = recaps(OUTPUT)
    assert [host.partition(".")[0] for host in found] == ["agent01", "agent02", "agent03", "agent04"]
    assert [(recap.tasks, recap.changed, recap.is_served) for recap in found.values()] == [
        (9, 1, True),
        (3, 0, False),
        (0, 0, False),
        (1, 0, False),
    ]


def test_traffic_is_added_up_for_each_host() -> None:
    entries = [
        {"machine": "a", "action": "Create", "request_bytes": 5, "answer_bytes": 7, "command_line": ""},
        {"machine": "b", "action": "", "request_bytes": 1, "answer_bytes": 1},
        {"machine": "a", "action": "Command", "request_bytes": 0, "answer_bytes": 0, "command_line": "reg query x"},
        {"machine": "a", "action": "Receive", "request_bytes": 10, "answer_bytes": 20},
    ]
    assert by_host(map(json.dumps, entries)) == {"a": Traffic(3, 1, 15, 27, 2), "b": Traffic(1, 0, 1, 1)}


def test_a_sample_is_the_cost_of_one_host_without_that_of_the_start() -> None:
    found = {"a": Recap(2, 0, 0, 0, 0, 0, 0), "b": Recap(1, 0, 0, 0, 1, 0, 0)}
    traffic = {"a": Traffic(10, 3, 1000, 2000, 30), "b": Traffic(12, 5, 3000, 6000, 34), GATEWAY: Traffic(20, 9, 9, 9)}
    run, startup = Cost(cpu=2.5, wall=4.0, memory=70, main=50), Cost(cpu=0.5, wall=1.0, memory=60, main=40)
    assert sample(run, startup, found, traffic, served=1.0) == Sample(
        1.0, 1.5, 2, 11, 4, 2000, 4000, 32, memory=70, main=50, grown=5.0, busy=0.25, lasted=4.0, gateway_exchanges=20
    )


def test_of_two_runs_costs_add_up_and_the_peak_is_that_of_the_larger_one() -> None:
    first = Sample(1, 2, 3, 4, 5, 6, 7, 8, memory=90, main=10, grown=9, busy=0.5, lasted=8, gateway_exchanges=10)
    second = Sample(2, 2, 3, 4, 5, 6, 7, 8, memory=80, main=20, grown=5, busy=0.2, lasted=9, gateway_exchanges=10)
    both = Sample(3, 4, 6, 8, 10, 12, 14, 16, memory=90, main=20, grown=9, busy=0.5, lasted=17, gateway_exchanges=20)
    assert first + second == both


@pytest.mark.parametrize(
    ("line", "processes"),
    [
        ("", 0),
        ("echo a", 1),
        ('reg query "HKLM\\A & B" /s&&echo x+||echo x-&wevtutil qe "C"&&echo x+||echo x-', 3),
        ("PowerShell -NoProfile -EncodedCommand AAAA", 2),
    ],
)
def test_cmd_and_every_program_of_a_line_are_processes(line: str, processes: int) -> None:
    assert processes_of(line) == processes
