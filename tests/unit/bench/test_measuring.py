# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench.measuring import RunError, run

WORKING = "import time\nwhile time.process_time() < 0.2: pass"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORKING!r}], check=True); print('done')"


def test_the_work_of_a_child_is_the_commands_own(tmp_path: Path) -> None:
    cost, output = run([sys.executable, "-c", PARENT], tmp_path, {})
    assert output == "done\n"
    # A lower bound of what was done, and no limit of what it may take.
    assert cost.cpu >= 0.2
    assert cost.memory > 1_000_000


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"ended with 3:\nthe reason"):
        run([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], tmp_path, {})
