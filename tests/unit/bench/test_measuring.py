# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from tests.bench.measuring import RunError, high_water, run

HELD = 64_000_000
HOLDING = f"held = b'x' * {HELD}"
PARENT = f"""
import resource, subprocess, sys
subprocess.run([sys.executable, '-c', {HOLDING!r}], check=True)
child = resource.getrusage(resource.RUSAGE_CHILDREN)
print(child.ru_utime + child.ru_stime)
"""


def test_the_time_and_the_memory_of_a_child_are_the_commands_own(tmp_path: Path) -> None:
    cost, of_child = run([sys.executable, "-c", PARENT], tmp_path, {})
    assert cost.cpu > float(of_child) > 0
    assert cost.memory > HELD


def test_the_peak_of_a_process_outlasts_what_it_held() -> None:
    command = [sys.executable, "-c", f"{HOLDING}\ndel held\nprint('held', flush=True)\ninput()"]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert high_water(process.pid) > HELD
        process.communicate("\n")


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"ended with 3:\nthe reason"):
        run([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], tmp_path, {})
