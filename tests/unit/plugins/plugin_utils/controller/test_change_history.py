# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of a host is told from its journal, whichever run wrote it and wherever a crash cut it short."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import (
    Change,
    ChangeHistory,
    ChangeOutcome,
    changes_of_all_hosts,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

HOST = "web01.dmz.example"
SHA1 = "AB" * 20
OTHER_SHA1 = "CD" * 20

INTENT = {
    "kind": "intent",
    "id": "1f2e3d4c5b6a7988",
    "run": "20251231T235959Z-5f3a9c",
    "time": "2026-01-01T00:00:00Z",
    "user": "operator",
    "host": HOST,
    "store": "Root",
    "thumbprint": SHA1,
    "before": None,
    "after": "00ff",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> Journal:
    return Journal(folder, HOST, "run-1")


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / f"{HOST}.jsonl"


def _imported(journal: Journal, thumbprint: str = SHA1, outcome: ChangeOutcome = ChangeOutcome.DONE) -> Change:
    change = journal.intend("Root", thumbprint, None, b"after")
    journal.conclude(change, outcome)
    return change


def test_the_lines_of_a_journal_are_those_of_earlier_versions(folder: Path, file: Path) -> None:
    folder.mkdir(parents=True)
    ended = {"kind": "outcome", "id": INTENT["id"], "time": INTENT["time"]}
    outcomes = [{**ended, "outcome": outcome} for outcome in ("undoing", "undone")]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in (INTENT, *outcomes)))
    history = ChangeHistory(folder, HOST)
    fields = {name: value for name, value in INTENT.items() if name != "kind"}
    assert history.changes() == [(Change(**{**fields, "after": b"\x00\xff"}), ChangeOutcome.UNDONE)]
    assert history.being_undone() == {INTENT["id"]}


@pytest.mark.parametrize(
    "outcome", [ChangeOutcome.DONE, ChangeOutcome.UNDONE, ChangeOutcome.FAILED, ChangeOutcome.SUPERSEDED]
)
def test_a_change_that_ended_otherwise_was_not_to_be_put_back(journal: Journal, outcome: ChangeOutcome) -> None:
    _imported(journal, outcome=outcome)
    assert journal.being_undone() == frozenset()


def test_a_change_is_open_until_its_outcome(journal: Journal) -> None:
    change = journal.intend("Root", SHA1, None, b"after")
    assert (journal.open_changes(), journal.done_changes("run-1")) == ([change], [])
    journal.conclude(change, ChangeOutcome.DONE)
    assert (journal.open_changes(), journal.done_changes("run-1")) == ([], [change])


@pytest.mark.parametrize("outcome", [ChangeOutcome.UNDONE, ChangeOutcome.FAILED])
def test_what_did_not_come_about_is_neither_open_nor_done(journal: Journal, outcome: ChangeOutcome) -> None:
    _imported(journal, outcome=outcome)
    assert (journal.open_changes(), journal.done_changes("run-1")) == ([], [])


def test_the_changes_of_a_run_are_told_apart_and_in_order(folder: Path) -> None:
    first, other = (_imported(Journal(folder, HOST, run)) for run in ("run-1", "run-2"))
    second = _imported(Journal(folder, HOST, "run-1"), OTHER_SHA1)
    journal = Journal(folder, HOST)
    assert journal.done_changes("run-1") == [first, second]
    assert journal.done_changes("run-2") == [other]
    assert journal.done_changes(RUN) == []


def test_hosts_whose_names_give_one_file_do_not_mix(folder: Path) -> None:
    for host in ("web 01", "web/01"):
        Journal(folder, host, "run-1").intend("Root", SHA1, None, host.encode())
    assert [path.name for path in folder.iterdir()] == ["web_01.jsonl"]
    assert [change.after for change in Journal(folder, "web/01").open_changes()] == [b"web/01"]


def test_the_gateways_that_a_change_is_for_are_read_back(journal: Journal) -> None:
    change = journal.intend("Root", SHA1, None, b"after", ["gw01", "gw02"])
    assert (change.gateways, journal.open_changes()) == (("gw01", "gw02"), [change])


def test_a_folder_tells_of_all_its_hosts(folder: Path) -> None:
    hosts = ("web/01", "web 01", "app01")
    for host in hosts:
        _imported(Journal(folder, host, "run-1"))
    (folder / "notes.txt").write_text("{}")
    told, unreadable = changes_of_all_hosts(folder)
    assert sorted(change.host for change, _outcome in told) == sorted(hosts)
    assert {outcome for _change, outcome in told} == {ChangeOutcome.DONE}
    assert unreadable == []


def test_a_folder_that_was_never_written_tells_of_no_host(folder: Path) -> None:
    assert changes_of_all_hosts(folder) == ([], [])


def test_a_part_that_cannot_be_read_is_named_and_the_others_are_told(folder: Path) -> None:
    change = _imported(Journal(folder, HOST, "run-1"))
    (folder / "damaged.jsonl").write_text("{}")
    (folder / "folder.jsonl").mkdir()
    told, unreadable = changes_of_all_hosts(folder)
    assert told == [(change, ChangeOutcome.DONE)]
    assert [sentence.partition(": ")[0] for sentence in unreadable] == [
        f"cannot read the journal {folder / name}.jsonl" for name in ("damaged", "folder")
    ]


def test_a_folder_that_cannot_be_listed_is_not_empty(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_text("")
    assert changes_of_all_hosts(path) == ([], [f"cannot read the journal {path}: Not a directory"])


def test_a_host_without_a_file_has_no_changes(journal: Journal, folder: Path) -> None:
    assert journal.open_changes() == []
    assert not folder.exists()


def _cut_anywhere(line: bytes) -> Iterator[bytes]:
    return (line[:length] for length in range(1, len(line) - 1))


def test_an_intent_that_was_cut_short_counts_for_nothing(journal: Journal, file: Path) -> None:
    done = _imported(journal)
    whole = file.read_bytes()
    journal.intend("Root", OTHER_SHA1, None, b"after")
    for cut in _cut_anywhere(file.read_bytes().removeprefix(whole)):
        file.write_bytes(whole + cut)
        assert (journal.open_changes(), journal.done_changes("run-1")) == ([], [done])


def test_an_outcome_that_was_cut_short_leaves_its_change_open(journal: Journal, file: Path) -> None:
    change = journal.intend("Root", SHA1, None, b"after")
    whole = file.read_bytes()
    journal.conclude(change, ChangeOutcome.DONE)
    for cut in _cut_anywhere(file.read_bytes().removeprefix(whole)):
        file.write_bytes(whole + cut)
        assert (journal.open_changes(), journal.done_changes("run-1")) == ([change], [])


@pytest.mark.parametrize("content", ["$ANSIBLE_VAULT;1.1;AES256\n6162", "\0\0\0", "\n\n", "done"])
def test_a_file_without_a_line_of_a_journal_is_not_empty(journal: Journal, file: Path, content: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(content)
    with pytest.raises(JournalError, match="a line of it is not its own"):
        journal.changes()


def test_room_that_a_crash_left_filled_with_zeros_is_passed_over(journal: Journal, file: Path) -> None:
    change = _imported(journal)
    file.write_bytes(file.read_bytes() + bytes(100) + b"\n")
    assert journal.done_changes("run-1") == [change]


def test_what_a_crash_leaves_anywhere_is_no_fault(journal: Journal, file: Path) -> None:
    change = journal.intend("Root", SHA1, None, b"after", ["gw01", 'a "name" with \\ and {'])
    whole = file.read_bytes()
    journal.conclude(change, ChangeOutcome.DONE)
    outcome = file.read_bytes().removeprefix(whole)
    for cut in (*_cut_anywhere(whole), *_cut_anywhere(outcome)):
        for rest in (b"", b"\n", b"\0\0\n"):
            file.write_bytes(whole + cut + rest)
            assert journal.faults() == [], cut


@pytest.mark.parametrize(
    "line",
    [
        '{"kind" "intent"}',
        '{"kind": "outcome", "id": "1", "outcome": done}',
        "[]",
        "7",
        "done",
        '{"kind": "int\x00ent", "id"',
        '{"kind": "outc\ufffd',
        '"kind": "outcome"}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_a_line_that_no_crash_explains_is_a_fault(journal: Journal, file: Path, line: str) -> None:
    _imported(journal)
    file.write_text(f"{file.read_text()}{line}\n")
    _imported(journal, OTHER_SHA1)
    assert journal.faults() == ["line 3 cannot be read"]


def test_an_outcome_without_its_change_is_a_fault(journal: Journal, file: Path) -> None:
    change, other = _imported(journal), _imported(journal, OTHER_SHA1)
    intent, outcome, *others = file.read_text().splitlines(keepends=True)
    file.write_text("".join([outcome, *others]))
    assert journal.faults() == [f"the change {change.id} has an outcome and is not there itself"]
    assert journal.done_changes("run-1") == [other]
    file.write_text("".join([intent, outcome, *others]))
    assert journal.faults() == []


def test_the_outcome_of_another_host_that_shares_the_file_is_no_fault(folder: Path) -> None:
    _imported(Journal(folder, "web 01", "run-1"))
    assert Journal(folder, "web/01").faults() == []


def test_lines_of_a_kind_that_is_not_known_are_passed_over(journal: Journal, file: Path) -> None:
    change = _imported(journal)
    file.write_text(f'{file.read_text()}{{"kind": "of a later version", "id": 7}}\n')
    assert (journal.faults(), journal.changes()) == ([], [(change, ChangeOutcome.DONE)])


@pytest.mark.parametrize("what", ["open", "done"])
def test_a_journal_that_cannot_be_read_is_not_empty(journal: Journal, file: Path, what: str) -> None:
    file.mkdir(parents=True)
    with pytest.raises(JournalError, match=f"^cannot read the journal {file}: Is a directory$"):
        journal.open_changes() if what == "open" else journal.done_changes("run-1")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("{}", ChangeHistory.changes),
        (f'{{"kind": "intent", "host": "{HOST}"}}', ChangeHistory.changes),
        (json.dumps({**INTENT, "store": "My"}), ChangeHistory.changes),
        (json.dumps({**INTENT, "store": None}), ChangeHistory.changes),
        (json.dumps({**INTENT, "thumbprint": 7}), ChangeHistory.changes),
        (json.dumps({**INTENT, "thumbprint": "..\\x"}), ChangeHistory.changes),
        ('{"kind": "outcome", "outcome": "done"}', ChangeHistory.changes),
        ('{"kind": "outcome", "id": "1", "outcome": "well"}', ChangeHistory.changes),
        ('{"kind": "outcome", "id": [], "outcome": "done"}', ChangeHistory.changes),
        ('{"kind": "outcome", "outcome": "undoing"}', ChangeHistory.being_undone),
    ],
)
def test_a_journal_that_somebody_else_has_written_into_is_not_taken_for_whole(
    journal: Journal, file: Path, line: str, read: Callable[[ChangeHistory], object]
) -> None:
    _imported(journal)
    file.write_text(f"{file.read_text()}{line}\n")
    with pytest.raises(JournalError, match=f"^cannot read the journal {file}: a line of it is not its own"):
        read(journal)
