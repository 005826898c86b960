# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an attempt to change a host came to, and what earlier runs have left open there."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.attempt import (
    Attempt,
    Interruptions,
    read_interruptions,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob, encode

APP, SHA1 = "app01.dmz.example", "AB" * 20


@pytest.mark.parametrize("error", ["", "the host went away"])
@pytest.mark.parametrize(
    ("changed", "dry", "run"),
    [(False, False, ""), (False, True, ""), (True, True, ""), (True, False, "run-1")],
)
def test_only_what_was_written_can_be_taken_back(changed: bool, dry: bool, run: str, error: str) -> None:
    assert Attempt("run-1", changed, error, dry).run == run


def test_interrupted_changes_are_known_by_their_certificates(tmp_path: Path) -> None:
    journal, entries = Journal(tmp_path, APP), [encode(Blob(name, {})) for name in (b"one", b"two", b"three")]
    journal.intend("Root", SHA1, None, entries[0])
    journal.intend("Root", SHA1, entries[1], None)
    journal.intend("Root", SHA1, None, b"damaged")
    journal.conclude(journal.intend("Root", SHA1, None, entries[2]), ChangeOutcome.DONE)
    found = [sha256(name).hexdigest().upper() for name in (b"one", b"two")]
    assert read_interruptions(journal) == Interruptions((*found, ""))


def test_a_host_without_a_journal_has_none(tmp_path: Path) -> None:
    assert read_interruptions(Journal(tmp_path, APP)) == Interruptions()


def test_a_journal_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / f"{APP}.jsonl").mkdir()
    reason = f"cannot read the journal {tmp_path}/{APP}.jsonl: Is a directory"
    assert read_interruptions(Journal(tmp_path, APP)) == Interruptions(fault=reason)
