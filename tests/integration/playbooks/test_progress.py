# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback progress, in real runs on a terminal and without one."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import groupby

import pytest
from ansible.release import __version__ as ansible_version

from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.terminal import Watched, watch
from tests.lab.demonstration import GATEWAY

CHECK = ("scom.dmz.check", "-e", json.dumps({"gateway_trust_gateway": GATEWAY}))
ENABLED = "ANSIBLE_CALLBACKS_ENABLED"
IN_TURN = ("--forks", "1")
_COUNT = re.compile(r"^(\d+) of (\d+) hosts done, (\d+) left")

TASK = "scom.dmz.health_service: {state: started}"
AGENTS = "web01.dmz.example:web02.dmz.example:app01.dmz.example:db01.dmz.example:mail01.dmz.example"
PLAY = f"{{hosts: '{AGENTS}', gather_facts: false, tasks: [%s]}}"


@pytest.fixture(autouse=True)
def _on_somebodys_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "AWX_ISOLATED_DATA_DIR", ENABLED):
        monkeypatch.delenv(name, raising=False)


def _watch(lab: Controller, *arguments: str, callback: bool = True, interrupt_at: str = "\0") -> Watched:
    enabled = {ENABLED: "scom.dmz.progress"} if callback else {}
    environment = {**lab._environment(lab.folder), **enabled}
    return watch(lab._command("ansible-playbook", *arguments), lab.folder, environment, interrupt_at)


def _watch_text(lab: Controller, text: str, *options: str, callback: bool = True) -> Watched:
    (lab.folder / "playbook.yml").write_text(text, encoding="utf-8")
    return _watch(lab, "playbook.yml", *options, callback=callback)


def _expected_hosts(status_lines: Sequence[str]) -> list[int]:
    """How many hosts each task in turn was said to have."""
    counts = [_COUNT.match(line) for line in status_lines]
    return [total for total, _lines in groupby(int(count[2]) for count in counts if count)]


def test_the_line_tells_how_many_are_done_and_left_and_the_verdicts_so_far(lab: Controller) -> None:
    counts = [line.partition("; now ")[0] for line in _watch(lab, *CHECK, *IN_TURN).status_lines]
    assert [line for line, _same in groupby(counts)] == [
        "0 of 11 hosts done, 11 left",
        "1 of 11 hosts done, 10 left: 1 root_missing",
        "2 of 11 hosts done, 9 left: 1 no_agent, 1 root_missing",
        "3 of 11 hosts done, 8 left: 1 no_agent, 1 root_missing, 1 trusted",
        "4 of 11 hosts done, 7 left: 2 trusted, 1 no_agent, 1 root_missing",
        "5 of 11 hosts done, 6 left: 2 trusted, 1 no_agent, 1 not_pointed_at_gateway, 1 root_missing",
        "6 of 11 hosts done, 5 left: 3 trusted, 1 no_agent, 1 not_pointed_at_gateway, 1 root_missing",
        "7 of 11 hosts done, 4 left: 3 trusted, 1 no_agent, 1 not_pointed_at_gateway, 1 root_distrusted, 1 root_missing",
        "8 of 11 hosts done, 3 left: 3 trusted, 2 root_missing, 1 no_agent, 1 not_pointed_at_gateway, 1 root_distrusted",
        "9 of 11 hosts done, 2 left: 3 root_missing, 3 trusted, 1 no_agent, 1 not_pointed_at_gateway, 1 root_distrusted",
        "10 of 11 hosts done, 1 left:"
        + " 3 root_missing, 3 trusted, 1 no_agent, 1 not_pointed_at_gateway, 1 root_distrusted, 1 unreachable",
    ]


def test_the_line_names_the_hosts_that_are_being_worked_on(lab: Controller) -> None:
    assert _watch(lab, *CHECK, *IN_TURN).status_lines[0] == "0 of 11 hosts done, 11 left; now app01.dmz.example"


def test_at_the_end_the_screen_is_what_it_is_without_the_callback(lab: Controller) -> None:
    with_it, without = (_watch(lab, *CHECK, *IN_TURN, callback=callback) for callback in (True, False))
    assert with_it.status_lines
    assert with_it.screen == without.screen


def test_the_lines_of_many_workers_at_once_are_unharmed(lab: Controller) -> None:
    play = f"[{{hosts: all, gather_facts: false, tasks: [{{{TASK}}}]}}]"
    with_it, without = (_watch_text(lab, play, "--forks", "20", callback=callback) for callback in (True, False))
    assert with_it.status_lines
    assert sorted(with_it.screen) == sorted(without.screen)


@pytest.mark.skipif(
    ansible_version.startswith("2.18."), reason="workers of ansible-core 2.18 print a traceback of their own at Ctrl-C"
)
def test_an_interrupted_run_leaves_no_line_behind(lab: Controller) -> None:
    screen = _watch(lab, *CHECK, *IN_TURN, interrupt_at="2 of 11 hosts done").screen
    assert [line for line in screen if "hosts done" in line] == []
    assert "User interrupted execution" in screen[-1]


@pytest.mark.parametrize(
    ("play", "options", "hosts"),
    [
        (PLAY % f"{{{TASK}}}", (), [5]),
        (PLAY % f"{{{TASK}}}", ("--limit", "web*"), [2]),
        (PLAY % f"{{{TASK}, run_once: true}}", (), []),
        (PLAY % f"{{{TASK}, loop: [1, 2]}}", (), [5]),
        (PLAY.replace("{hosts", "{serial: 3, hosts") % f"{{{TASK}}}", (), [3, 2]),
        (PLAY.replace("{hosts", "{strategy: free, hosts") % f"{{{TASK}}}", (), [5]),
        (
            PLAY % f"{{fail: , when: inventory_hostname == 'db01.dmz.example'}}, {{{TASK}}}",
            (),
            [4],
        ),
        (
            PLAY.replace("{hosts", f"{{handlers: [{{name: Start, {TASK}}}], hosts")
            % "{debug: , changed_when: inventory_hostname is match('web'), notify: Start}",
            (),
            [2],
        ),
        (PLAY % "{include_tasks: included.yml, when: inventory_hostname is match('web')}", (), [2]),
        (PLAY.replace("{hosts", "{collections: [scom.dmz], hosts") % f"{{{TASK[len('scom.dmz.') :]}}}", (), [5]),
        (PLAY % "{debug: }", (), []),
    ],
    ids=[
        "all",
        "limited",
        "run_once",
        "a loop",
        "batches",
        "free",
        "one has failed",
        "a handler",
        "included by some",
        "a short name",
        "no task of this collection",
    ],
)
def test_each_task_has_the_hosts_that_it_runs_on(
    lab: Controller, play: str, options: Sequence[str], hosts: list[int]
) -> None:
    (lab.folder / "included.yml").write_text(f"[{{{TASK}}}]", encoding="utf-8")
    watched = _watch_text(lab, f"[{play}]", *options)
    assert _expected_hosts(watched.status_lines) == hosts
    assert any(line.startswith("PLAY RECAP") for line in watched.screen), watched.screen
    assert [line for line in watched.screen if "hosts done" in line or "WARNING" in line] == []


def test_the_last_line_of_a_task_tells_what_came_of_all_others(lab: Controller) -> None:
    hosts = "{hosts: 'bare01.dmz.example:db01.dmz.example:down01.dmz.example:web01.dmz.example'"
    task = f"{{{TASK}, when: inventory_hostname != 'web01.dmz.example'}}"
    watched = _watch_text(lab, f"[{hosts}, gather_facts: false, tasks: [{task}]}}]", *IN_TURN)
    assert watched.status_lines[-1] == (
        "3 of 4 hosts done, 1 left: 1 failed, 1 ok, 1 unreachable; now web01.dmz.example"
    )


def test_without_a_terminal_not_a_byte_differs(lab: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    without = lab.play("scom.dmz.check", *IN_TURN)
    monkeypatch.setenv(ENABLED, "scom.dmz.progress")
    assert lab.play("scom.dmz.check", *IN_TURN) == without
