# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run changes is on the disk before it is done, and a crash at any moment leaves a journal that can be read."""

from __future__ import annotations

import getpass
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import Occasion
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

from tests.unit.plugins.plugin_utils.windows.stores import ONE, OTHER, entry

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


def _imported(journal: Journal, thumbprint: str = SHA1, outcome: ChangeOutcome = ChangeOutcome.DONE) -> Change:
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


@pytest.mark.parametrize(
    ("before", "irregular"),
    [(None, False), (entry(ONE), False), (entry(OTHER), True), (b"damaged", True)],
    ids=["none", "its own", "another certificate", "damaged"],
)
def test_a_change_notes_whether_its_entry_lay_as_it_should(
    journal: Journal, before: bytes | None, irregular: bool
) -> None:
    change = journal.intend("Root", ONE.thumbprint, before, None)
    assert (change.irregular, journal.open_changes()) == (irregular, [change])


def test_a_change_is_noted_with_its_occasion(folder: Path) -> None:
    occasion = Occasion("root_rotation", "remove", "why", "new.pem", "CHG1", "admin", "run-0")
    journal = Journal(folder, HOST, "run-1", occasion)
    change = journal.intend("Root", SHA1, None, b"after")
    journal.rely("Root", SHA1, "run-0", ["gw01"])
    assert (change.occasion, journal.open_changes()) == (occasion, [change])
    (reliance,) = journal.reliances()
    assert (reliance.occasion, reliance.run, reliance.relied_upon) == (occasion, "run-1", "run-0")
    assert (reliance.host, reliance.store, reliance.thumbprint, reliance.gateways) == (HOST, "Root", SHA1, ("gw01",))


def test_every_line_is_on_one_level(folder: Path, file: Path) -> None:
    journal = Journal(folder, HOST, "run-1", Occasion("root_certificate"))
    _imported(journal)
    journal.rely("Root", SHA1, "run-0")
    values = [value for line in file.read_text().splitlines() for value in json.loads(line).values()]
    assert not any(isinstance(value, dict) for value in values)


def test_a_reliance_is_noted_once_for_the_same_gateways(folder: Path) -> None:
    for run in ("run-1", "run-2"):
        for gateways in ([], ["gw01"], ["gw01"]):
            Journal(folder, HOST, run).rely("Root", SHA1, "run-0", gateways)
    assert [(each.run, each.gateways) for each in Journal(folder, HOST).reliances()] == [
        ("run-1", ()),
        ("run-1", ("gw01",)),
    ]
    assert Journal(folder, "another host").reliances() == []


def test_a_user_without_a_name_is_known_by_number(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 1000660000")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert journal.intend("Root", SHA1, None, b"").user == str(os.getuid())


def test_a_line_after_one_that_was_cut_short_is_whole(journal: Journal, file: Path) -> None:
    change = journal.intend("Root", SHA1, None, b"after")
    with file.open("ab") as torn:
        torn.write(b'{"kind": "outc')
    journal.conclude(change, ChangeOutcome.DONE)
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
        journal.conclude(change, ChangeOutcome.DONE)


def test_a_run_is_named_by_its_start_and_a_random_end() -> None:
    assert Journal(Path(), HOST).run == RUN
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{6}", RUN)
