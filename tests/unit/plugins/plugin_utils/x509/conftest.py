# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures that several test files of this folder use."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture
def openssl() -> str:
    command = shutil.which("openssl")
    if command is None:
        pytest.skip("there is no openssl command here")
    return command
