# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run changes is on the disk before it is done, and a crash at any moment leaves a journal that can be read."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import DONE, FAILED, RUN, UNDONE, Change, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

HOST = "web01.dmz.example"
SHA1 = "AB" * 20
OTHER_SHA1 = "CD" * 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "journal"


@pytest.fixture
def journal(folder: Path) -> Journal:
    return Journal(folder, HOST, "run-1")


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / f"{HOST}.jsonl"


def _imported(journal: Journal, thumbprint: str = SHA1, outcome: str = DONE) -> Change:
    change = journal.intend("Root", thumbprint, None, b"after")
    journal.conclude(change, outcome)
    return change


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_an_intent_is_synced_to_the_disk_with_its_folder_before_it_is_carried_out(
    journal: Journal, folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = {}

    def sync(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        synced[path] = path.read_text() if path.is_file() else sorted(each.name for each in path.iterdir())

    monkeypatch.setattr(os, "fsync", sync)
    journal.intend("Root", SHA1, None, b"after")
    assert synced == {file: file.read_text(), folder: [file.name]}
    assert SHA1 in synced[file]


def test_a_change_is_kept_in_full(journal: Journal) -> None:
    change = journal.intend("CA", SHA1, b"\0before", None)
    (found,) = journal.open_changes()
    assert found == change
    assert (change.run, change.user, change.host) == ("run-1", getpass.getuser(), HOST)
    assert (change.store, change.thumbprint, change.before, change.after) == ("CA", SHA1, b"\0before", None)


def test_a_user_without_a_name_is_known_by_number(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 1000660000")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert journal.intend("Root", SHA1, None, b"").user == str(os.getuid())


def test_a_change_is_open_until_its_outcome(journal: Journal) -> None:
    change = journal.intend("Root", SHA1, None, b"after")
    assert (journal.open_changes(), journal.done_changes("run-1")) == ([change], [])
    journal.conclude(change, DONE)
    assert (journal.open_changes(), journal.done_changes("run-1")) == ([], [change])


@pytest.mark.parametrize("outcome", [UNDONE, FAILED])
def test_what_did_not_come_about_is_neither_open_nor_done(journal: Journal, outcome: str) -> None:
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
    journal.conclude(change, DONE)
    for cut in _cut_anywhere(file.read_bytes().removeprefix(whole)):
        file.write_bytes(whole + cut)
        assert (journal.open_changes(), journal.done_changes("run-1")) == ([change], [])


def test_a_line_after_one_that_was_cut_short_is_whole(journal: Journal, file: Path) -> None:
    change = journal.intend("Root", SHA1, None, b"after")
    with file.open("ab") as torn:
        torn.write(b'{"kind": "outc')
    journal.conclude(change, DONE)
    assert journal.done_changes("run-1") == [change]


@pytest.mark.parametrize("rest", [b"\0" * 512, b"\xff\xfe\x80", b"\n\n"], ids=["nul", "no text", "empty lines"])
def test_what_a_crash_leaves_of_a_block_is_passed_over(journal: Journal, file: Path, rest: bytes) -> None:
    before = _imported(journal)
    file.write_bytes(file.read_bytes() + rest)
    assert journal.done_changes("run-1") == [before]
    after = _imported(journal, OTHER_SHA1)
    assert journal.done_changes("run-1") == [before, after]


def test_many_writers_at_once_lose_no_line(folder: Path) -> None:
    thumbprints = [f"{number:040X}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        changes = list(pool.map(lambda thumbprint: _imported(Journal(folder, HOST, "run-1"), thumbprint), thumbprints))
    found = Journal(folder, HOST).done_changes("run-1")
    assert sorted(found, key=lambda change: change.thumbprint) == changes


def test_only_its_owner_can_read_a_journal(journal: Journal, folder: Path, file: Path) -> None:
    _imported(journal)
    assert (_mode(folder), _mode(file)) == (0o700, 0o600)


def test_a_journal_in_a_folder_that_others_may_open_is_private_all_the_same(
    journal: Journal, folder: Path, file: Path
) -> None:
    folder.mkdir(parents=True, mode=0o755)
    _imported(journal)
    assert _mode(file) == 0o600


def test_a_journal_that_cannot_be_written_is_named(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("a file")
    with pytest.raises(JournalError) as caught:
        Journal(folder, HOST).intend("Root", SHA1, None, b"")
    sentence = f"cannot write the journal {folder}/{HOST}.jsonl: File exists; nothing is changed without it"
    assert str(caught.value) == sentence


def test_an_outcome_that_cannot_be_written_does_not_deny_the_change(journal: Journal, file: Path) -> None:
    change = journal.intend("Root", SHA1, None, b"")
    file.unlink()
    file.mkdir()
    with pytest.raises(JournalError, match="Is a directory; the next run will find out what the host holds$"):
        journal.conclude(change, DONE)


@pytest.mark.parametrize("what", ["open", "done"])
def test_a_journal_that_cannot_be_read_is_not_empty(journal: Journal, file: Path, what: str) -> None:
    file.mkdir(parents=True)
    with pytest.raises(JournalError, match=f"^cannot read the journal {file}: Is a directory$"):
        journal.open_changes() if what == "open" else journal.done_changes("run-1")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("{}", Journal.history),
        (f'{{"kind": "intent", "host": "{HOST}"}}', Journal.history),
        ('{"kind": "outcome", "outcome": "done"}', Journal.history),
        ('{"kind": "outcome", "outcome": "undoing"}', Journal.being_undone),
    ],
)
def test_a_journal_that_somebody_else_has_written_into_is_not_taken_for_whole(
    journal: Journal, file: Path, line: str, read: Callable[[Journal], object]
) -> None:
    _imported(journal)
    file.write_text(f"{file.read_text()}{line}\n")
    with pytest.raises(JournalError, match=f"^cannot read the journal {file}: a line of it is not its own"):
        read(journal)


def test_a_run_is_named_by_its_start_and_a_random_end() -> None:
    assert Journal(Path(), HOST).run == RUN
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{6}", RUN)
