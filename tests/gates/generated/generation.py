# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares files of the repository with what they should be, and writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

File = tuple[Path, str]
"""A file, and the text that it should have."""

Generator = Callable[[], Iterable[File]]


class GenerationError(Exception):
    """Raised when a file cannot be generated; one sentence, which names it."""


def generate(generators: Iterable[Generator], *, write: bool) -> list[Path]:
    """The files that were not as they are generated. With ``write`` they are now, and each generator finds what those before it have written."""
    found = []
    for generator in generators:
        for path, text in generator():
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            found.append(path)
            if write:
                path.write_text(text, encoding="utf-8")
    return found
