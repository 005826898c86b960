# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that Galaxy gets, installed into an empty folder, does the job from there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.environment import TOOLS
from tests.gates.collection import installed_collection
from tests.integration.playbooks.ansible import Controller
from tests.lab.demonstration import ROOT_MISSING, small_demo
from tests.lab.hygiene import serve_watched


@pytest.fixture(scope="module")
def installed() -> Iterator[Path]:
    with installed_collection() as collection:
        yield collection


@pytest.fixture
def lab(installed: Path, tmp_path: Path) -> Iterator[Controller]:
    with serve_watched(small_demo()) as site:
        yield Controller(site, tmp_path, installed.parents[2])


def test_its_playbooks_check_and_onboard_by_name(lab: Controller, installed: Path) -> None:
    runs = [lab.play(f"scom.dmz.{name}", "-vv") for name in ("check", "onboard", "onboard")]
    assert [run.changed for run in runs] == [set(), set(ROOT_MISSING), set()], runs[-1].output
    assert all(f"task path: {installed}/roles/gateway_trust/tasks/" in run.output for run in runs)
    assert {runs[-1].rows[host].verdict for host in ROOT_MISSING} == {"trusted"}
    assert {runs[-1].rows[host].link for host in ROOT_MISSING} == {"up"}


def test_it_says_who_it_is_and_holds_what_was_built() -> None:
    """Before anything was run from it: Python writes its bytecode beside the files, which is none of what was built."""
    galaxy = [TOOLS / "ansible-galaxy", "collection", "verify", "--offline", "scom.dmz"]
    with installed_collection() as fresh:
        verified = subprocess.run([*galaxy, "-p", fresh.parents[2]], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr
    assert "Successfully verified that checksums" in verified.stdout
