# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One machine of the lab, its endpoint, and sessions with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

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
