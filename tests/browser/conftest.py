# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a run, made once, and a browser to open it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import axe, chromium
from tests.integration.playbooks.ansible import controller
from tests.lab.demonstration import GATEWAY
from tests.lab.scenarios import HOST_SCENARIOS, fleet

OF_EACH = 2
HOSTS = OF_EACH * len(HOST_SCENARIOS)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that the workers of a run have in common."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "browser"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium.PROGRAM is None:
        pytest.skip("chromium is not installed")
    with chromium.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def axe_core(browser: Browser, shared: Path) -> str:
    try:
        with _one_at_a_time(shared):
            return axe.script()
    except axe.AxeMissing as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def report(browser: Browser, shared: Path) -> Path:
    """The page of a check of agents in every state that the lab knows."""
    made = shared / "report" / "report.html"
    with _one_at_a_time(shared):
        if not made.exists():
            with controller(fleet(HOSTS), shared) as lab:
                lab.play("scom.dmz.check", "--limit", f"{GATEWAY},dmz", gateway_trust_report_folder=str(made.parent))
    return made
