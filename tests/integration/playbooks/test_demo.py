# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`make demo`, as a stranger types it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.environment import COLLECTIONS, REPOSITORY, variables


def test_the_demo_ends_as_expected() -> None:
    path = f"{COLLECTIONS}{os.pathsep}{REPOSITORY}"
    environment = variables(ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS), PYTHONPATH=path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "As expected." in done.stdout, done.stdout[-3000:]
    assert done.returncode == 0
