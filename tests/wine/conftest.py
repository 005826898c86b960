# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One prefix with its judge for all tests of a process, and a lab machine over WinRM for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.integration.plugins.connecting import NAME, PASSWORD, connect
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.windows.machine import Machine
from tests.wine.judge import Judge
from tests.wine.mirror import Mirror
from tests.wine.prefix import PACKAGES, Prefix, booted_prefix, missing


def pytest_runtest_setup() -> None:
    """Skip here and not in a fixture, so that one line tells of all tests."""
    if absent := missing():
        pytest.skip(f"{', '.join(absent)} not found; on Debian, apt-get install {' '.join(PACKAGES)}")


@pytest.fixture(scope="session")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefix]:
    with booted_prefix(tmp_path_factory.mktemp("wine") / "prefix") as booted:
        yield booted


@pytest.fixture(scope="session")
def judge(prefix: Prefix, tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(prefix, tmp_path_factory.mktemp("judge"))


@pytest.fixture
def site() -> Dmz:
    dmz = Dmz(PASSWORD)
    dmz.add_machine(NAME)
    return dmz


@pytest.fixture
def machine(site: Dmz) -> Machine:
    return site.machines[NAME]


@pytest.fixture
def session(site: Dmz) -> Iterator[Session]:
    with serve_watched(site) as served:
        yield connect(served.endpoint)


@pytest.fixture
def mirror(machine: Machine, prefix: Prefix) -> Iterator[Mirror]:
    """The machine's stores are laid into the prefix at each update, and taken out of it at the end."""
    laid = Mirror(machine.registry, prefix)
    yield laid
    laid.restore()
