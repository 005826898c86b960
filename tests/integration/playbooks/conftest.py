# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The demonstration site, or its first hosts, served anew for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.playbooks.ansible import Controller, controller
from tests.lab.demonstration import demo, small_demo


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Controller]:
    """A gateway, and five hosts."""
    with controller(small_demo(), tmp_path) as running:
        yield running


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Controller]:
    """The whole demonstration, where each host has another verdict."""
    with controller(demo(), tmp_path) as running:
        yield running
