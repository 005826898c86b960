# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the controller that are written as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ControllerFileError, attempting

_MODE = 0o644


def read_if_there(path: Path) -> str | None:
    """The text of a file, or None when its folder holds no such file. Raises :class:`ControllerFileError`."""
    with attempting(f"read the file {path} on the controller"):
        if not path.parent.is_dir():
            raise ControllerFileError(f"the folder {path.parent} does not exist")
        try:
            return path.read_bytes().decode("utf-8", "replace")
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
