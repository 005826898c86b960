# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is noted beside the journal is noted once, in a file that no journal of a host is taken for."""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.approved_roots import (
    ApprovedRoot,
    note_approved_roots,
    read_approved_roots,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import changes_of_all_hosts
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.presented_chains import (
    PresentedChain,
    note_presented_chains,
    read_presented_chains,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

DAYS = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
NAMES = (("gw01", "gw01.corp.example"), ("gw02",))


@dataclass(frozen=True)
class Kind:
    """A kind of notes: two that say different things, one that says what the first one does, and a line that is none."""

    read: Callable[[Path], Sequence[Any]]
    note: Callable[[Path, Sequence[Any]], None]
    first: Any
    second: Any
    again: Any
    foreign: str


def _of(read: Any, note: Any, first: Any, second: Any, foreign: str, **others: str) -> Kind:
    return Kind(read, note, first, second, replace(first, time="later", **others), foreign)


KINDS = {
    "approved roots": _of(
        read_approved_roots,
        note_approved_roots,
        *(ApprovedRoot(day, names, "a root\n") for day, names in zip(DAYS, NAMES, strict=True)),
        foreign='{"time": 1, "names": 2, "root": 3}',
    ),
    "presented chains": _of(
        read_presented_chains,
        note_presented_chains,
        *(PresentedChain(day, "run-1", names, "a root\n") for day, names in zip(DAYS, NAMES, strict=True)),
        foreign='{"time": 1, "run": 4, "names": 2, "issuers": 3}',
        run="run-3",
    ),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def file(folder: Path) -> Path:
    [found] = folder.iterdir()
    return found


def test_nothing_is_noted_at_first(kind: Kind, folder: Path) -> None:
    assert kind.read(folder) == ()


def test_what_is_noted_is_read_back_and_noted_once(kind: Kind, folder: Path) -> None:
    kind.note(folder, [kind.first])
    kind.note(folder, [kind.again, kind.second])
    assert kind.read(folder) == (kind.first, kind.second)


def test_it_is_private_and_no_journal_of_a_host(kind: Kind, folder: Path) -> None:
    kind.note(folder, [kind.first])
    assert stat.S_IMODE(file(folder).stat().st_mode) == 0o600
    assert changes_of_all_hosts(folder) == ([], [])


def test_kinds_lie_beside_each_other(folder: Path) -> None:
    for kind in KINDS.values():
        kind.note(folder, [kind.first])
    assert [kind.read(folder) for kind in KINDS.values()] == [(kind.first,) for kind in KINDS.values()]


def test_a_line_that_was_cut_short_is_passed_over(kind: Kind, folder: Path) -> None:
    kind.note(folder, [kind.first])
    whole = file(folder).read_bytes().rstrip()
    for length in range(1, len(whole)):
        file(folder).write_bytes(whole + b"\n" + whole[:length])
        assert set(kind.read(folder)) == {kind.first}
        kind.note(folder, [kind.second])
        assert set(kind.read(folder)) == {kind.first, kind.second}


@pytest.mark.parametrize("content", ["{}", "[]", "$ANSIBLE_VAULT;1.1;AES256", "\0\0", None])
def test_anything_else_is_no_empty_file(kind: Kind, folder: Path, content: str | None) -> None:
    kind.note(folder, [kind.first])
    file(folder).write_text(content or kind.foreign)
    with pytest.raises(JournalError, match="^cannot read the journal"):
        kind.read(folder)


def test_a_folder_that_cannot_be_written_is_an_error(kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("")
    with pytest.raises(JournalError, match="journal"):
        kind.note(tmp_path / "journal", [kind.first])
