# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases that lie beside the project, with the right values of each. A test that needs one is skipped where they are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "cases"


def cases(pattern: str) -> dict[str, bytes]:
    """Those that fit the pattern, by the name of their file without its extension."""
    found = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob(pattern))}
    if not found:
        pytest.skip(f"{FOLDER / pattern} is not there")
    return found


def case(name: str) -> bytes:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return path.read_bytes()
