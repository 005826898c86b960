# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One machine of the lab, its endpoint, and sessions with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import NAME, OPERATOR, PASSWORD, connect
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.windows.machine import Account, Machine
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits


@pytest.fixture
def site() -> Dmz:
    dmz = Dmz(PASSWORD)
    dmz.accounts = {**dmz.accounts, OPERATOR: Account(PASSWORD, administrator=False)}
    dmz.add_machine(NAME)
    return dmz


@pytest.fixture
def machine(site: Dmz) -> Machine:
    return site.machines[NAME]


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def endpoint(site: Dmz, limits: Limits) -> Iterator[Endpoint]:
    with serve_watched(site, limits=limits) as served:
        yield served.endpoint


@pytest.fixture
def https_endpoint(site: Dmz) -> Iterator[Endpoint]:
    with serve_watched(site, https=True) as served:
        yield served.endpoint


@pytest.fixture
def session(endpoint: Endpoint) -> Session:
    return connect(endpoint)


@pytest.fixture
def change(session: Session, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Serve a task of root_certificate on the machine."""
    return lambda **arguments: act(session, "root_certificate", tmp_path, **arguments)


@pytest.fixture
def roll_back(endpoint: Endpoint, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Take back all that was changed, over a connection of its own."""
    return lambda **arguments: act(connect(endpoint), "root_rollback", tmp_path, run=RUN, **arguments)
