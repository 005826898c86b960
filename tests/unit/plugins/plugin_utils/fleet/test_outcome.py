# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts fail in which batch, and for what the run fails at its end."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import (
    Batch,
    BatchOutcome,
    judge_outcome,
    read_batch,
    say_unused,
)

HOSTS = ("a", "b", "c", "d")
ALL = Batch(HOSTS, HOSTS, HOSTS)
FIRST = Batch(HOSTS, HOSTS, ("a", "b"))
LAST = Batch(HOSTS, HOSTS, ("c", "d"))
LAST_AFTER_A_FAILED = Batch(HOSTS, ("b", "c", "d"), ("c", "d"))
ONE_OF_FIRST_ALREADY_FAILED = Batch(HOSTS, ("a", "c", "d"), ("a",))
LAST_HOST_ALREADY_FAILED = Batch(HOSTS, ("a", "b", "c"), ("c",))


def sentences(hosts: str) -> dict[str, str]:
    return {host: f"{host} is wrong." for host in hosts}


@pytest.mark.parametrize(
    ("wrong", "batch", "failing", "run"),
    [
        ("", ALL, "", None),
        ("b", ALL, "b", None),
        ("abcd", ALL, "abcd", None),
        ("", FIRST, "", None),
        ("a", FIRST, "a", None),
        ("ab", FIRST, "", None),
        ("cd", FIRST, "", None),
        ("a", ONE_OF_FIRST_ALREADY_FAILED, "", None),
        ("ab", ONE_OF_FIRST_ALREADY_FAILED, "", None),
        ("c", LAST, "c", None),
        ("cd", LAST, "cd", None),
        ("ab", LAST, "", "a is wrong. b is wrong."),
        ("abc", LAST, "", "a is wrong. b is wrong. c is wrong."),
        ("abcd", LAST, "", "a is wrong. b is wrong. c is wrong. d is wrong."),
        ("a", LAST_AFTER_A_FAILED, "", None),
        ("ac", LAST_AFTER_A_FAILED, "c", None),
        ("ab", LAST_AFTER_A_FAILED, "", "b is wrong."),
        ("c", LAST_HOST_ALREADY_FAILED, "c", None),
        ("cd", LAST_HOST_ALREADY_FAILED, "c", None),
        ("bd", LAST_HOST_ALREADY_FAILED, "", "b is wrong."),
    ],
)
def test_a_host_fails_in_its_batch_and_a_whole_batch_is_left_to_the_last(
    wrong: str, batch: Batch, failing: str, run: str | None
) -> None:
    outcome = judge_outcome(sentences(wrong), batch)
    assert (outcome.hosts, outcome.run) == (sentences(failing), run)


@pytest.mark.parametrize(
    ("wrong", "ends", "batch", "failing", "run"),
    [
        ("ab", "a", FIRST, "ab", None),
        ("ab", "ab", FIRST, "ab", None),
        ("a", "a", FIRST, "a", None),
        ("ab", "c", FIRST, "", None),
        ("b", "a", FIRST, "b", None),
        ("a", "a", ONE_OF_FIRST_ALREADY_FAILED, "a", None),
        ("cd", "c", LAST, "cd", None),
        ("bcd", "c", LAST_AFTER_A_FAILED, "", "b is wrong. c is wrong. d is wrong."),
    ],
)
def test_a_batch_with_a_host_that_was_changed_in_vain_fails_at_once(
    wrong: str, ends: str, batch: Batch, failing: str, run: str | None
) -> None:
    outcome = judge_outcome(sentences(wrong), batch, ends=frozenset(ends))
    assert (outcome.hosts, outcome.run) == (sentences(failing), run)


@pytest.mark.parametrize(
    ("wrong", "batch", "failing", "run"),
    [
        ("", ALL, "", "The folder is full."),
        ("b", ALL, "", "b is wrong. The folder is full."),
        ("a", FIRST, "a", None),
        ("", FIRST, "", None),
        ("ac", LAST, "", "a is wrong. c is wrong. The folder is full."),
    ],
)
def test_a_problem_fails_the_run_in_the_last_batch(wrong: str, batch: Batch, failing: str, run: str | None) -> None:
    outcome = judge_outcome(sentences(wrong), batch, "The folder is full.")
    assert (outcome.hosts, outcome.run) == (sentences(failing), run)


@pytest.mark.parametrize(("batch", "run"), [(ALL, "a\\u202e is wrong."), (FIRST, None), (LAST, "a\\u202e is wrong.")])
def test_the_run_fails_for_a_host_that_goes_by_another_name_in_the_play(batch: Batch, run: str | None) -> None:
    outcome = judge_outcome({"a\\u202e": "a\\u202e is wrong."}, batch)
    assert (outcome.hosts, outcome.run) == ({}, run)


def test_the_batch_is_that_of_the_task() -> None:
    task_vars = {"ansible_play_hosts_all": ["a", "b"], "ansible_play_hosts": ["b"], "ansible_play_batch": ["b"]}
    batch = read_batch(task_vars)
    assert (batch.targeted, batch.failed, batch.hosts, batch.is_last) == (["a", "b"], {"a"}, ["b"], True)


@pytest.mark.parametrize(
    ("outcome", "packed"),
    [
        (BatchOutcome({}), {"failures": {}, "run_failure": None, "fail_once": True}),
        (BatchOutcome({"a": "why"}), {"failures": {"a": "why"}, "run_failure": None, "fail_once": False}),
        (BatchOutcome({}, "why"), {"failures": {}, "run_failure": "why", "fail_once": True}),
    ],
)
def test_one_task_for_all_is_enough_unless_hosts_fail_for_themselves(
    outcome: BatchOutcome, packed: dict[str, Any]
) -> None:
    assert outcome.pack() == packed


GW01, GW02 = "gw01.corp.example", "gw02.corp.example"


@pytest.mark.parametrize(
    ("pointed_at", "unread", "words"),
    [
        ([{GW01}, {GW02}], 0, None),
        ([{GW01, GW02}], 3, None),
        ([], 5, None),
        ([set()], 0, "No host is pointed at gw01.corp.example, gw02.corp.example: "),
        ([{GW01}, set()], 0, "No host is pointed at gw02.corp.example: "),
        ([set()], 2, "No host is pointed at gw01.corp.example, gw02.corp.example, and 2 could not be asked: "),
    ],
    ids=["each has one", "one has both", "none was read", "neither", "one alone", "not all were read"],
)
def test_a_gateway_that_nobody_who_was_read_is_pointed_at_is_named(
    pointed_at: list[set[str]], unread: int, words: str | None
) -> None:
    said = say_unused([GW01, GW02], pointed_at, unread)
    assert said is words is None or (said is not None and words is not None and said.startswith(words))
