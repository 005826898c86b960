# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run may be killed at any moment, or meet another one: the next run brings every host home."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.playbooks.ansible import Controller, Running, controller
from tests.integration.playbooks.killing import bury, kill_everything, kill_parent, wait_until
from tests.integration.playbooks.registry import differences, entry_key, root_of
from tests.lab.scenarios.building import agent_name, build

AGENTS = [agent_name(number) for number in (1, 2, 3)]
KILLS = int(os.environ.get("KILLS", "2"))
EXCHANGES = 130
"""About as many as an onboarding of three agents takes."""


@contextmanager
def _fleet(folder: Path) -> Iterator[Controller]:
    folder.mkdir(exist_ok=True)
    with controller(build("root_missing", agents=len(AGENTS)), folder) as lab:
        yield lab


def _onboard_until(lab: Controller, exchanges: int) -> Running:
    run = lab.start("scom.dmz.onboard")
    wait_until(run, lambda: len(lab.log) >= exchanges)
    return run


def _assert_home(lab: Controller, before: dict[str, dict[str, object]]) -> None:
    """Another run ends well, and each host has the root, a link, and nothing else that it hadn't before."""
    run = lab.play("scom.dmz.onboard")
    assert run.code == 0, run.output
    assert {host: (row.verdict, row.link) for host, row in run.rows.items()} == dict.fromkeys(AGENTS, ("trusted", "up"))
    after = lab.registries()
    root = {entry_key(root_of(lab.dmz)): {"Blob"}}
    assert {host: differences(before[host], after[host]) for host in AGENTS} == dict.fromkeys(AGENTS, root)
    assert all(lab.dmz.agents[host].links for host in AGENTS)
    assert _open_intents(lab.folder) == set()


def _open_intents(home: Path) -> set[str]:
    """The changes in a controller's journal that have no end; every line but a torn one can be read."""
    intents, ends = set(), set()
    for path in home.glob(".scom-dmz/journal/*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if entry["kind"] == "intent":
                intents.add(entry["id"])
            elif entry["kind"] == "outcome" and entry["outcome"] != "undoing":
                ends.add(entry["id"])
    return intents - ends


@pytest.mark.parametrize("number", range(KILLS))
def test_after_a_power_failure_at_any_moment_the_next_run_brings_every_host_home(tmp_path: Path, number: int) -> None:
    moment = random.randint(1, EXCHANGES)
    print(f"killed after {moment} exchanges")
    with _fleet(tmp_path) as lab:
        before = dict(lab.registries())
        kill_everything(_onboard_until(lab, moment))
        _assert_home(lab, before)


@pytest.mark.parametrize("number", range((KILLS + 1) // 2))
def test_workers_that_outlive_their_parent_do_no_harm_to_the_next_run(tmp_path: Path, number: int) -> None:
    moment = random.randint(1, EXCHANGES)
    print(f"parent killed after {moment} exchanges")
    with _fleet(tmp_path) as lab:
        before = dict(lab.registries())
        orphans = kill_parent(_onboard_until(lab, moment))
        lab.play("scom.dmz.onboard")
        bury(orphans)
        _assert_home(lab, before)


@pytest.mark.parametrize("shared", [True, False], ids=["one journal", "two controllers"])
def test_of_two_runs_at_once_each_ends_well(tmp_path: Path, shared: bool) -> None:
    with _fleet(tmp_path) as lab:
        before, other = dict(lab.registries()), tmp_path / "other"
        other.mkdir()
        running = [lab.start("scom.dmz.onboard"), lab.start("scom.dmz.onboard", home=None if shared else other)]
        runs = [each.finish() for each in running]
        for run in runs:
            assert run.code == 0, run.output
            # Whoever comes second may find the root there, and the agent just started.
            assert {row.link for row in run.rows.values()} <= {"up", "pending"}
        _assert_home(lab, before)
        assert _open_intents(other) == set()
