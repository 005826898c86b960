# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run changes as many hosts as it may, whatever number of workers it has."""

from __future__ import annotations

import fcntl
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller import change_limit
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_limit import ChangeLimit
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ChangeLimitReached, JournalError, OptionError

WORKERS = 8


def admitted(folder: Path, hosts: Sequence[str], most: int, run: str = "run-1") -> list[str]:
    return [host for host in hosts if is_admitted(folder, host, most, run)]


def is_admitted(folder: Path, host: str, most: int, run: str = "run-1") -> bool:
    try:
        ChangeLimit(folder, run, most).admit(host)
    except ChangeLimitReached:
        return False
    return True


@pytest.mark.parametrize(
    ("hosts", "most", "expected"),
    [
        (["a", "b", "c"], 0, ["a", "b", "c"]),
        (["a", "b", "c"], 2, ["a", "b"]),
        (["a", "b", "c"], 3, ["a", "b", "c"]),
        (["a", "a", "b", "c", "a"], 2, ["a", "a", "b", "a"]),
    ],
)
def test_so_many_hosts_are_admitted_each_as_often_as_it_asks(
    tmp_path: Path, hosts: list[str], most: int, expected: list[str]
) -> None:
    assert admitted(tmp_path, hosts, most) == expected


def test_each_run_counts_for_itself(tmp_path: Path) -> None:
    assert [admitted(tmp_path, ["a", "b"], 1, run) for run in ("run-1", "run-2")] == [["a"], ["a"]]


@pytest.mark.parametrize(("most", "hosts"), [(1, "1 host was"), (2, "2 hosts were")])
def test_a_refusal_names_the_limit_and_what_was_done(tmp_path: Path, most: int, hosts: str) -> None:
    admitted(tmp_path, ["a", "b"], most)
    with pytest.raises(ChangeLimitReached) as refusal:
        ChangeLimit(tmp_path, "run-1", most).admit("c")
    assert str(refusal.value) == f"not changed: gateway_trust_stop_after is {most}, and {hosts} changed in this run"


def test_no_file_is_written_without_a_limit(tmp_path: Path) -> None:
    ChangeLimit(tmp_path / "journal", "run-1", 0).admit("a")
    assert not (tmp_path / "journal").exists()


def test_a_number_below_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="stop_after is -1: give a number of hosts, or 0 for all"):
        ChangeLimit(tmp_path, "run-1", -1)


def test_workers_that_ask_at_the_same_time_are_admitted_one_after_the_other(tmp_path: Path) -> None:
    hosts = [f"host{number}" for number in range(20 * WORKERS)]
    with ProcessPoolExecutor(WORKERS, get_context("fork")) as workers:
        asked = workers.map(is_admitted, [tmp_path] * len(hosts), hosts, [7] * len(hosts))
        assert sum(asked) == 7


def test_no_other_worker_looks_between_a_look_and_the_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, append = change_limit.read_objects, change_limit.append_objects

    def locked_out(path: Path) -> bool:
        with path.open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True

    monkeypatch.setattr(change_limit, "read_objects", lambda path: locked_out(path) and read(path))
    monkeypatch.setattr(
        change_limit, "append_objects", lambda path, objects: locked_out(path) and append(path, objects)
    )
    assert admitted(tmp_path, ["a", "b"], 1) == ["a"]


@pytest.mark.parametrize("content", ["[]\n", "something else\n", '{"run": "run-1"}\n'])
def test_nothing_is_admitted_by_a_file_that_something_else_has_written(tmp_path: Path, content: str) -> None:
    (tmp_path / "change-limit.log").write_text(content)
    with pytest.raises(JournalError, match="a line of it is not its own"):
        ChangeLimit(tmp_path, "run-1", 1).admit("a")


def test_a_line_that_was_cut_short_counts_for_no_host(tmp_path: Path) -> None:
    (tmp_path / "change-limit.log").write_text('{"run": "run-1", "ho')
    assert admitted(tmp_path, ["a", "b"], 1) == ["a"]


def test_nothing_is_admitted_where_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "journal").touch()
    with pytest.raises(JournalError, match="nothing is changed without it"):
        ChangeLimit(tmp_path / "journal", "run-1", 1).admit("a")
