# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the controller: read when they are regular and not too large, and written as a whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ControllerFileError, attempting

_MODE = 0o644

LARGEST_TEXT = 64 * 1024 * 1024
"""Bytes of a file that is replaced; all that is written here is below 10 MiB."""

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

# Between the question and the opening a file may be replaced by a pipe, whose opening would wait for a writer.
_OPEN = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of a file, ``limit`` at most. Its kind and size are asked before a byte is read.

    Raises :class:`ControllerFileError` when it is missing, no regular file, larger, or cannot be read.
    """
    try:
        return _read(path, limit)
    except OSError as error:
        raise ControllerFileError(str(error.strerror)) from error
    except ValueError as error:
        raise ControllerFileError("its name is no name of a file") from error


def _read(path: Path, limit: int) -> bytes:
    _require_regular(os.stat(path), limit)
    with os.fdopen(os.open(path, _OPEN), "rb") as file:
        _require_regular(os.fstat(file.fileno()), limit)
        data = file.read(limit + 1)  # a file below /proc has more than its size says
    if len(data) > limit:
        raise _too_large(limit)
    return data


def _require_regular(status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(status.st_mode)), "no regular file")
        raise ControllerFileError(f"it is {kind}")
    if status.st_size > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> ControllerFileError:
    return ControllerFileError(f"it is larger than {limit} bytes")


def read_if_there(path: Path) -> str | None:
    """The text of a file, or None when its folder holds no such file. Raises :class:`ControllerFileError`."""
    with attempting(f"read the file {path} on the controller"):
        if not path.parent.is_dir():
            raise ControllerFileError(f"the folder {path.parent} does not exist")
        try:
            return _read(path, LARGEST_TEXT).decode("utf-8", "replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ControllerFileError(str(error.strerror)) from error


def replace(path: Path, text: str) -> None:
    """Write a file with mode 0644; readers find the old content or the new one. Raises :class:`ControllerFileError`."""
    with attempting(f"write the file {path} on the controller"):
        try:
            _write(path, text)
        except OSError as error:
            raise ControllerFileError(str(error.strerror)) from error


def _write(path: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _MODE)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
