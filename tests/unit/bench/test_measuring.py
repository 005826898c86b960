# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench.measuring import RunError, run
from tests.bench.memory import Peak

WORKING = "import time\nwhile time.process_time() < 0.2: pass"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORKING!r}], check=True); print('done')"


def test_the_work_of_a_child_is_the_commands_own(tmp_path: Path) -> None:
    cost, output = run([sys.executable, "-c", PARENT], tmp_path, {})
    assert output == "done\n"
    # A lower bound of what was done, and no limit of what it may take.
    assert cost.cpu >= 0.2
    assert cost.memory > 1_000_000


HOLDING = "import time\nheld = bytearray(64_000_000)\nheld[::4096] = bytes(len(held[::4096]))\ntime.sleep(1.5)"
PARENT_OF_TWO = (
    f"import subprocess, sys; children = [subprocess.Popen([sys.executable, '-c', {HOLDING!r}]) for _ in 'ab']; "
    "[child.wait() for child in children]"
)


def test_memory_is_that_of_the_command_and_that_of_it_and_its_children_together(tmp_path: Path) -> None:
    cost, _output = run([sys.executable, "-c", PARENT_OF_TWO], tmp_path, {}, watches_memory=True)
    assert 1_000_000 < cost.peak.main < 64_000_000
    assert cost.peak.together > 2 * 64_000_000


def test_memory_is_not_watched_unless_it_is_asked_for(tmp_path: Path) -> None:
    cost, _output = run([sys.executable, "-c", ""], tmp_path, {})
    assert cost.peak == Peak(0, 0)


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"ended with 3:\nthe reason"):
        run([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], tmp_path, {})
