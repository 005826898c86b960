# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of the controller is replaced as a whole, or stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller import files as controller_file
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ControllerFileError


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "roots.pem"
    controller_file.replace(path, "Körper\n")
    assert controller_file.read_if_there(path) == "Körper\n"


def test_a_file_is_readable_for_everybody_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "roots.pem"
    controller_file.replace(path, "text")
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_there_has_no_text(tmp_path: Path) -> None:
    assert controller_file.read_if_there(tmp_path / "roots.pem") is None


def test_bytes_that_are_no_text_are_another_text(tmp_path: Path) -> None:
    path = tmp_path / "roots.pem"
    path.write_bytes(b"\xff\r\n")
    assert controller_file.read_if_there(path) == "\ufffd\r\n"


def test_a_missing_folder_is_named_and_not_created(tmp_path: Path) -> None:
    path = tmp_path / "audit" / "roots.pem"
    with pytest.raises(ControllerFileError) as caught:
        controller_file.read_if_there(path)
    assert str(caught.value) == (
        f"cannot read the file {path} on the controller: the folder {tmp_path}/audit does not exist"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_file_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "roots.pem"
    path.mkdir()
    with pytest.raises(ControllerFileError, match="^cannot read the file .*: Is a directory$"):
        controller_file.read_if_there(path)
    with pytest.raises(ControllerFileError, match="^cannot write the file .*: Is a directory$"):
        controller_file.replace(path, "text")
    assert list(tmp_path.iterdir()) == [path]
