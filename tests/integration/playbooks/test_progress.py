# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback progress, in real runs on a terminal and without one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import groupby

import pytest
from ansible.release import __version__ as ansible_version

from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.meeting import Holding
from tests.integration.playbooks.terminal import Watched, watch
from tests.lab.demonstration import GATEWAY

CHECK = ("scom.dmz.check", "-e", json.dumps({"gateway_trust_gateway": GATEWAY}))
ENABLED = "ANSIBLE_CALLBACKS_ENABLED"
IN_TURN = ("--forks", "1")
_COUNT = re.compile(r"^(\d+) of (\d+) hosts done, (\d+) left")

TASK = "scom.dmz.health_service: {state: started}"
AGENTS = "all:!down01.dmz.example"
PLAY = f"{{hosts: '{AGENTS}', gather_facts: false, tasks: [%s]}}"


@pytest.fixture(autouse=True)
def _on_somebodys_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "AWX_ISOLATED_DATA_DIR", ENABLED):
        monkeypatch.delenv(name, raising=False)


def _watch(
    lab: Controller, *arguments: str, callback: bool = True, interrupt_when: Callable[[], bool] = lambda: False
) -> Watched:
    enabled = {ENABLED: "scom.dmz.progress"} if callback else {}
    environment = {**lab._environment(lab.folder), **enabled}
    return watch(lab._command("ansible-playbook", *arguments), lab.folder, environment, interrupt_when)


def _watch_text(lab: Controller, text: str, *options: str, callback: bool = True) -> Watched:
    (lab.folder / "playbook.yml").write_text(text, encoding="utf-8")
    return _watch(lab, "playbook.yml", *options, callback=callback)


def _expected_hosts(status_lines: Sequence[str]) -> list[int]:
    """How many hosts each task in turn was said to have."""
    counts = [_COUNT.match(line) for line in status_lines]
    return [total for total, _lines in groupby(int(count[2]) for count in counts if count)]


def test_the_line_tells_how_many_are_done_and_the_verdicts_so_far_and_leaves_no_trace(whole: Controller) -> None:
    with_it, without = (_watch(whole, *CHECK, *IN_TURN, callback=callback) for callback in (True, False))
    assert with_it.status_lines[0] == "0 of 11 hosts done, 11 left; now app01.dmz.example"
    assert with_it.screen == without.screen
    counts = [line.partition("; now ")[0] for line in with_it.status_lines]
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


def test_the_lines_of_many_workers_at_once_are_unharmed(lab: Controller) -> None:
    play = f"[{{hosts: all, gather_facts: false, tasks: [{{{TASK}}}]}}]"
    with_it, without = (_watch_text(lab, play, "--forks", "20", callback=callback) for callback in (True, False))
    assert with_it.status_lines
    assert sorted(with_it.screen) == sorted(without.screen)


@pytest.mark.skipif(
    ansible_version.startswith("2.18."), reason="workers of ansible-core 2.18 print a traceback of their own at Ctrl-C"
)
def test_an_interrupted_run_leaves_no_line_behind(lab: Controller) -> None:
    lab.site.endpoint.misbehaviours = held = Holding("web02.dmz.example")
    watched = _watch(lab, *CHECK, *IN_TURN, interrupt_when=held.asked)
    held.release()
    assert "web02.dmz.example" in watched.status_lines[-1]
    assert [line for line in watched.screen if "hosts done" in line] == []
    assert "User interrupted execution" in watched.screen[-1]


PLAYS = (
    (f"{{{TASK}}}", [5]),
    (f"{{{TASK}, run_once: true}}", []),
    ("{include_tasks: included.yml, when: inventory_hostname is match('web')}", [2]),
    (f"{{{TASK}, loop: [1, 2]}}", [5]),
    ("{debug: }", []),
    (f"{{fail: , when: inventory_hostname == 'old01.dmz.example'}}, {{{TASK}}}", [4]),
)
"""Plays of tasks, and how many hosts each task of this collection runs on."""
OTHER_PLAYS = (
    (PLAY.replace("{hosts", "{serial: 3, hosts") % f"{{{TASK}}}", [3, 2]),
    (PLAY.replace("{hosts", "{collections: [scom.dmz], hosts") % f"{{{TASK[len('scom.dmz.') :]}}}", [5]),
    (
        PLAY.replace("{hosts", f"{{handlers: [{{name: Start, {TASK}}}], hosts")
        % "{debug: , changed_when: inventory_hostname is match('web'), notify: Start}",
        [2],
    ),
    (PLAY.replace("{hosts", "{strategy: free, hosts") % f"{{{TASK}}}", [5]),
)
"""A play in batches, one with a short name, one with a handler, and one that does not wait for all hosts."""


@pytest.mark.parametrize(
    ("plays", "options"),
    [
        (OTHER_PLAYS, ()),
        ([(PLAY % tasks, hosts) for tasks, hosts in PLAYS], ()),
        ([(PLAY % PLAYS[0][0], [2])], ("--limit", "web*")),
    ],
    ids=["kinds of plays", "kinds of tasks", "limited"],
)
def test_each_task_has_the_hosts_that_it_runs_on(
    lab: Controller, plays: Sequence[tuple[str, list[int]]], options: Sequence[str]
) -> None:
    (lab.folder / "included.yml").write_text(f"[{{{TASK}}}]", encoding="utf-8")
    watched = _watch_text(lab, f"[{', '.join(text for text, _hosts in plays)}]", *options)
    assert _expected_hosts(watched.status_lines) == [number for _text, hosts in plays for number in hosts]
    assert any(line.startswith("PLAY RECAP") for line in watched.screen), watched.screen
    assert [line for line in watched.screen if "hosts done" in line or "WARNING" in line] == []


def test_the_last_line_of_a_task_tells_what_came_of_all_others(whole: Controller) -> None:
    hosts = "{hosts: 'bare01.dmz.example:db01.dmz.example:down01.dmz.example:web01.dmz.example'"
    task = f"{{{TASK}, when: inventory_hostname != 'web01.dmz.example'}}"
    watched = _watch_text(whole, f"[{hosts}, gather_facts: false, tasks: [{task}]}}]", *IN_TURN)
    assert watched.status_lines[-1] == (
        "3 of 4 hosts done, 1 left: 1 failed, 1 ok, 1 unreachable; now web01.dmz.example"
    )


def test_without_a_terminal_not_a_byte_differs(lab: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    without = lab.play("scom.dmz.check", *IN_TURN)
    monkeypatch.setenv(ENABLED, "scom.dmz.progress")
    assert lab.play("scom.dmz.check", *IN_TURN) == without
