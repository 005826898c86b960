# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal tells what was changed where, by which run, and how it ended; no host is asked."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.action.root_journal_info import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import Occasion
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob, encode

from tests.unit.plugins.plugin_utils.windows.stores import ONE, entry

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
    given = {"hosts": [WEB, APP], "run": None, "outcome": None, "flat": False, "journal": str(folder), **arguments}
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


def test_a_change_is_told_with_all_that_an_auditor_asks(folder: Path) -> None:
    occasion = Occasion("root_rotation", "distribute", "it is replaced", "new.pem", "CHG1", "admin")
    journal = Journal(folder, WEB, "run-1", occasion)
    change = journal.intend("Root", ONE.thumbprint, None, entry(ONE), ["gw01"])
    journal.conclude(change, ChangeOutcome.DONE)
    (record,) = journal.records()
    (told,) = _told(folder)
    assert told == {
        "id": change.id,
        "host": WEB,
        "run": "run-1",
        "time": change.time,
        "ended": record.ended,
        "user": change.user,
        "remote_user": "admin",
        "store": "Root",
        "thumbprint": ONE.thumbprint,
        "sha256": ONE.sha256,
        "subject": ONE.subject,
        "action": "imported",
        "outcome": "done",
        "gateways": ["gw01"],
        "module": "root_rotation",
        "stage": "distribute",
        "reason": "it is replaced",
        "source": "new.pem",
        "change_id": "CHG1",
        "undoes_run": None,
        "undoes": [],
        "undone_by": [],
    }
    assert record.ended is not None


def test_what_is_not_known_of_a_change_is_null(folder: Path) -> None:
    _changed(folder, WEB, "run-1", None, b"broken")
    (told,) = _told(folder)
    unknown = ("subject", "ended", "remote_user", "module", "stage", "reason", "source", "change_id", "undoes_run")
    assert [told[name] for name in unknown] == [None] * len(unknown)


def test_a_repair_is_told_by_the_certificate_that_it_brought(folder: Path) -> None:
    _changed(folder, WEB, "run-1", b"broken", entry(ONE), ChangeOutcome.DONE)
    assert [change["subject"] for change in _told(folder)] == [ONE.subject]


def test_what_a_rollback_undoes_is_told_on_both_sides(folder: Path) -> None:
    journal = Journal(folder, WEB, "run-1")
    first, failed = (journal.intend("Root", SHA1, None, b"new") for _time in (1, 2))
    other = journal.intend("CA", SHA1, None, b"new")
    for change in (first, other):
        journal.conclude(change, ChangeOutcome.DONE)
    journal.conclude(failed, ChangeOutcome.FAILED)
    rollback = Journal(folder, WEB, "run-2", Occasion("root_rollback", undoes="run-1"))
    rollback.conclude(rollback.intend("Root", SHA1, b"new", None), ChangeOutcome.DONE)
    told = _told(folder)
    assert [(each["undoes_run"], each["undoes"]) for each in told] == [(None, [])] * 3 + [("run-1", [first.id])]
    assert [each["undone_by"] for each in told] == [["run-2"], [], [], []]
    assert [each["undone_by"] for each in _told(folder, run="run-1")] == [["run-2"], [], []]


def test_who_relies_on_whom_is_told(folder: Path) -> None:
    Journal(folder, WEB, "run-2", Occasion("gateway_trust", change_id="CHG2")).rely("Root", SHA1, "run-1", ["gw01"])
    (told,) = _asked(folder)["reliances"]
    assert {name: told[name] for name in ("host", "run", "relied_upon", "gateways", "change_id")} == {
        "host": WEB,
        "run": "run-2",
        "relied_upon": "run-1",
        "gateways": ["gw01"],
        "change_id": "CHG2",
    }
    assert [len(_asked(folder, run=run)["reliances"]) for run in ("run-1", "run-2", "run-3")] == [1, 1, 0]


def test_what_a_journal_lacks_is_told(folder: Path) -> None:
    _changed(folder, WEB, "run-1", None, b"new", ChangeOutcome.DONE)
    path = folder / f"{WEB}.jsonl"
    path.write_text(f"broken\n{path.read_text()}")
    assert _asked(folder)["faults"] == [{"host": WEB, "fault": "line 1 cannot be read"}]


def test_a_siem_gets_a_flat_line_a_change(folder: Path) -> None:
    _changed(folder, WEB, "run-1", None, entry(ONE), ChangeOutcome.DONE)
    journal = Journal(folder, WEB, "run-2")
    journal.intend("Root", ONE.thumbprint, entry(ONE), None, ["gw01", "gw02"])
    assert _asked(folder)["lines"] == []
    result = _asked(folder, flat=True)
    read = [json.loads(line) for line in result["lines"]]
    assert [list(line) for line in read] == [sorted(result["changes"][0])] * 2
    assert not any(isinstance(value, (list, dict)) for line in read for value in line.values())
    assert [line["gateways"] for line in read] == ["", "gw01, gw02"]
    assert entry(ONE).hex() not in "".join(result["lines"])


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
