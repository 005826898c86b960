# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of the controller is read when it is one of bounded size, and is replaced as a whole or stays as it was."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

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
    with pytest.raises(ControllerFileError, match="^cannot read the file .*: it is a directory$"):
        controller_file.read_if_there(path)
    with pytest.raises(ControllerFileError, match="^cannot write the file .*: Is a directory$"):
        controller_file.replace(path, "text")
    assert list(tmp_path.iterdir()) == [path]


LIMIT = 1000


@pytest.mark.parametrize("size", [0, 1, LIMIT])
def test_a_regular_file_is_read_whole(tmp_path: Path, size: int) -> None:
    path = tmp_path / "root.cer"
    path.write_bytes(b"x" * size)
    assert controller_file.read_regular(path, LIMIT) == b"x" * size


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "root.cer").write_bytes(b"x")
    (tmp_path / "link.cer").symlink_to(tmp_path / "root.cer")
    assert controller_file.read_regular(tmp_path / "link.cer", LIMIT) == b"x"


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))


UNREADABLE: dict[str, tuple[Any, str]] = {
    "nothing": (lambda path: None, "No such file or directory"),
    "a directory": (Path.mkdir, "it is a directory"),
    "a pipe that has no writer": (_pipe, "it is a named pipe"),
    "a socket": (_socket, "it is a socket"),
    "an endless device": (lambda path: path.symlink_to("/dev/zero"), "it is a device"),
    "a link to itself": (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    "a large file": (lambda path: path.write_bytes(b"x" * (LIMIT + 1)), f"it is larger than {LIMIT} bytes"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_readable_file_is_named_for_what_it_is(tmp_path: Path, kind: str) -> None:
    make, reason = UNREADABLE[kind]
    make(tmp_path / "x")
    with pytest.raises(ControllerFileError) as caught:
        controller_file.read_regular(tmp_path / "x", LIMIT)
    assert caught.value.reason == reason


def test_a_large_file_is_refused_unopened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.cer"
    path.touch()
    os.truncate(path, 1 << 40)
    monkeypatch.setattr(os, "open", _unexpected)
    with pytest.raises(ControllerFileError, match="larger than"):
        controller_file.read_regular(path, LIMIT)


def test_a_file_whose_size_is_not_known_is_read_up_to_the_limit() -> None:
    with pytest.raises(ControllerFileError, match="larger than 10 bytes"):
        controller_file.read_regular(Path("/proc/self/status"), 10)


def test_a_pipe_that_takes_the_place_of_a_file_meanwhile_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, regular = tmp_path / "root.cer", os.stat(__file__)
    os.mkfifo(path)
    monkeypatch.setattr(os, "stat", lambda _path: regular)
    with pytest.raises(ControllerFileError, match="it is a named pipe"):
        controller_file.read_regular(path, 1 << 20)


def test_a_file_without_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "root.cer"
    path.touch()
    monkeypatch.setattr(os, "open", _denied)
    with pytest.raises(ControllerFileError, match="Permission denied"):
        controller_file.read_regular(path, LIMIT)


def test_a_name_that_no_file_can_have_is_an_error_and_no_traceback() -> None:
    with pytest.raises(ControllerFileError, match="no name of a file"):
        controller_file.read_regular(Path("a\0b"), LIMIT)


def _unexpected(*_arguments: Any) -> int:
    raise AssertionError("the file was opened")


def _denied(*_arguments: Any) -> int:
    raise PermissionError(13, "Permission denied")
