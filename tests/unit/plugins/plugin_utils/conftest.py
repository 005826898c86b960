# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripted host that the tests of reading, controlling and changing a host talk to."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def session(host: FakeHost) -> Any:
    """The same host, where a Session is expected."""
    return host


@pytest.fixture
def registry(session: Any) -> Registry:
    return Registry(session)


@pytest.fixture
def windows(session: Any) -> Host:
    """The same host, as what reads, controls and changes it takes it."""
    return Host(session)
