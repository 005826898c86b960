# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kills a run of Ansible, whose workers have sessions of their own."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import psutil

from tests.integration.playbooks.ansible import Running


def kill_everything(run: Running) -> None:
    """The controller's power fails. The parent is stopped first, so that it starts no worker meanwhile."""
    run.process.send_signal(signal.SIGSTOP)
    for worker in workers(run):
        worker.kill()
    run.process.kill()
    run.finish()


def kill_parent(run: Running) -> list[psutil.Process]:
    """Only the parent ends. Returns its workers, which go on with what they are at."""
    run.process.send_signal(signal.SIGSTOP)
    orphans = workers(run)
    run.process.kill()
    run.finish()
    return orphans


def bury(orphans: list[psutil.Process]) -> None:
    """Give orphans time to end their tasks. Ansible then leaves them hanging in the pipe to their parent."""
    _ended, hanging = psutil.wait_procs(orphans, timeout=5)
    for worker in hanging:
        worker.kill()


def workers(run: Running) -> list[psutil.Process]:
    return psutil.Process(run.process.pid).children(recursive=True) if run.process.poll() is None else []


def wait_until(run: Running, condition: Callable[[], bool]) -> None:
    """Return when the condition holds, or when the run has ended before."""
    while run.process.poll() is None and not condition():
        time.sleep(0.002)
