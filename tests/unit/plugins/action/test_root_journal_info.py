# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal tells what was changed where, by which run, and how it ended; no host is asked."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.action.root_journal_info import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob, encode

WEB, APP = "web01.dmz.example", "app01.dmz.example"
SHA1 = "AB" * 20
TASK = SimpleNamespace(delegate_to=None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def _changed(
    folder: Path, host: str, run: str, before: bytes | None, after: bytes | None, *outcomes: ChangeOutcome
) -> None:
    journal = Journal(folder, host, run)
    change = journal.intend("Root", SHA1, before, after)
    for outcome in outcomes:
        journal.conclude(change, outcome)


def _asked(folder: Path, **arguments: Any) -> dict[str, Any]:
    given = {"hosts": [WEB, APP], "run": None, "outcome": None, "journal": str(folder), **arguments}
    return ActionModule(TASK, None, None, None, None, None).work(given, {"inventory_hostname": APP})


def _told(folder: Path, **arguments: Any) -> list[dict[str, Any]]:
    result = _asked(folder, **arguments)
    assert (result["changed"], result["unreadable"], "failed" in result) == (False, [], False)
    changes: list[dict[str, Any]] = result["changes"]
    return changes


@pytest.mark.parametrize(
    ("before", "after", "action"),
    [(None, b"new", "imported"), (b"old", b"new", "updated"), (b"old", None, "removed"), (None, None, "removed")],
)
def test_a_change_is_told_by_what_it_did(folder: Path, before: bytes | None, after: bytes | None, action: str) -> None:
    _changed(folder, WEB, "run-1", before, after, ChangeOutcome.DONE)
    (change,) = _told(folder)
    assert change["action"] == action
    assert (change["host"], change["run"], change["store"], change["thumbprint"]) == (WEB, "run-1", "Root", SHA1)


def test_a_change_is_told_with_the_fingerprint_of_its_certificate(folder: Path) -> None:
    entry = encode(Blob(b"certificate", {}))
    _changed(folder, WEB, "run-1", entry, None)
    _changed(folder, WEB, "run-1", None, entry)
    _changed(folder, WEB, "run-1", None, b"broken")
    fingerprint = sha256(b"certificate").hexdigest().upper()
    assert [change["sha256"] for change in _told(folder)] == [fingerprint, fingerprint, None]


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ((), "open"),
        ((ChangeOutcome.UNDOING,), "open"),
        ((ChangeOutcome.DONE,), "done"),
        ((ChangeOutcome.UNDOING, ChangeOutcome.UNDONE), "undone"),
        ((ChangeOutcome.FAILED,), "failed"),
        ((ChangeOutcome.SUPERSEDED,), "superseded"),
    ],
)
def test_a_change_is_told_with_its_end(folder: Path, outcomes: tuple[ChangeOutcome, ...], told: str) -> None:
    _changed(folder, WEB, "run-1", None, b"new", *outcomes)
    assert [change["outcome"] for change in _told(folder)] == [told]


def test_changes_are_told_by_host_run_and_outcome(folder: Path) -> None:
    _changed(folder, WEB, "run-1", None, b"new", ChangeOutcome.DONE)
    _changed(folder, WEB, "run-2", b"new", None)
    _changed(folder, APP, "run-2", None, b"new", ChangeOutcome.DONE)
    assert [(each["host"], each["run"]) for each in _told(folder)] == [(WEB, "run-1"), (WEB, "run-2"), (APP, "run-2")]
    assert [each["host"] for each in _told(folder, run="run-2", outcome=["done"])] == [APP]
    assert [each["run"] for each in _told(folder, hosts=[WEB], outcome=["open", "done"])] == ["run-1", "run-2"]


def test_the_host_of_the_task_is_meant_when_none_is_named(folder: Path) -> None:
    for host in (WEB, APP):
        _changed(folder, host, "run-1", None, b"new", ChangeOutcome.DONE)
    assert [each["host"] for each in _told(folder, hosts=None)] == [APP]


def test_a_journal_that_cannot_be_read_fails_the_task_and_hides_no_other(folder: Path) -> None:
    (folder / f"{WEB}.jsonl").mkdir()
    _changed(folder, APP, "run-1", None, b"new")
    result = _asked(folder)
    reason = f"cannot read the journal {folder}/{WEB}.jsonl: Is a directory"
    assert [change["host"] for change in result["changes"]] == [APP]
    assert result["unreadable"] == [{"host": WEB, "reason": reason}]
    assert (result["failed"], result["msg"]) == (True, reason)


def test_a_folder_that_cannot_be_read_takes_no_sentence_a_host(folder: Path) -> None:
    (folder / "journal").write_text("a file")
    result = _asked(folder / "journal", hosts=[f"web{number:03}" for number in range(100)])
    assert result["msg"].count("cannot read the journal") == 20
    assert result["msg"].endswith("/web019.jsonl: Not a directory; and 80 more")
    assert len(result["unreadable"]) == 100
