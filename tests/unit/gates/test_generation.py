# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are not as they are generated are named, and written when that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gates.generated.generation import File, generate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "same").write_text("text")
    (tmp_path / "stale").write_text("old text")
    return tmp_path


@pytest.mark.parametrize(("write", "text"), [(False, "old text"), (True, "text")])
def test_stale_and_missing_files_are_named_and_written_on_request(folder: Path, write: bool, text: str) -> None:
    paths = [folder / name for name in ("same", "stale", "missing")]
    assert generate([lambda: [(path, "text") for path in paths]], write=write) == paths[1:]
    assert (folder / "stale").read_text() == text
    assert (folder / "missing").exists() == write


def test_a_generator_finds_what_the_one_before_it_has_written(folder: Path) -> None:
    def longer() -> Iterator[File]:
        yield folder / "same", (folder / "same").read_text() + "+"

    generate([longer, longer], write=True)
    assert (folder / "same").read_text() == "text++"
