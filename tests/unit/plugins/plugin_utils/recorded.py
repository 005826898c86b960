# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers and certificate blobs recorded from real Windows machines, where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[5] / "shared" / "fixtures"


def recorded(file: str) -> bytes:
    """The bytes of a recording; skips the test where the recordings are not there."""
    path = FOLDER / file
    if not path.is_file():
        pytest.skip("the recorded answers are not here")
    return path.read_bytes()
