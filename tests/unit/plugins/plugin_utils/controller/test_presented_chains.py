# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which CAs were behind which gateway is noted once, and read back whatever a crash has cut."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import changes_of_all_hosts
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.presented_chains import (
    PresentedChain,
    note_presented_chains,
    read_presented_chains,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

FIRST = PresentedChain("2026-01-01T00:00:00Z", "run-1", ("gw01", "gw01.corp.example"), "a root\n")
SECOND = PresentedChain("2026-01-02T00:00:00Z", "run-2", ("gw02",), "a root\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def file(folder: Path) -> Path:
    [found] = folder.iterdir()
    return found


def test_nothing_is_noted_at_first(folder: Path) -> None:
    assert read_presented_chains(folder) == ()


def test_what_is_noted_is_read_back_and_noted_once(folder: Path) -> None:
    note_presented_chains(folder, [FIRST])
    note_presented_chains(folder, [PresentedChain("later", "run-3", FIRST.names, FIRST.issuers), SECOND])
    assert read_presented_chains(folder) == (FIRST, SECOND)


def test_it_is_private_and_no_journal_of_a_host(folder: Path) -> None:
    note_presented_chains(folder, [FIRST])
    assert stat.S_IMODE(file(folder).stat().st_mode) == 0o600
    assert changes_of_all_hosts(folder) == ([], [])


def test_a_line_that_was_cut_short_is_passed_over(folder: Path) -> None:
    note_presented_chains(folder, [FIRST])
    whole = file(folder).read_bytes().rstrip()
    for length in range(1, len(whole)):
        file(folder).write_bytes(whole + b"\n" + whole[:length])
        assert set(read_presented_chains(folder)) == {FIRST}
        note_presented_chains(folder, [SECOND])
        assert set(read_presented_chains(folder)) == {FIRST, SECOND}


@pytest.mark.parametrize(
    "content", ["{}", "[]", "$ANSIBLE_VAULT;1.1;AES256", "\0\0", '{"time": 1, "run": 4, "names": 2, "issuers": 3}']
)
def test_anything_else_is_no_empty_file(folder: Path, content: str) -> None:
    note_presented_chains(folder, [FIRST])
    file(folder).write_text(content)
    with pytest.raises(JournalError, match="^cannot read the journal"):
        read_presented_chains(folder)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("")
    with pytest.raises(JournalError, match="journal"):
        note_presented_chains(tmp_path / "journal", [FIRST])
