# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tests in a fork of a process that has imported all libraries already, and nothing of the collection."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from importlib import import_module

import pytest

from tests.environment import REPOSITORY

LIBRARIES = (
    "ansible.parsing.dataloader",
    "ansible.plugins.action",
    "ansible.template",
    "cryptography.x509",
    "hypothesis",
    "tests.lab.dmz",
    "tests.lab.hygiene",
    "winrm.protocol",
)
"""What takes long to import."""

MOST_BYTES = 4 * 2**30
"""A mutant may never stop to grow."""

_ARGUMENTS = ("-q", "-x", "--no-header", "--tb=no", "--hypothesis-seed=0", "-p", "no:cacheprovider")
"""With a seed, hypothesis neither keeps nor replays what made a test fail."""


def import_libraries() -> None:
    for library in LIBRARIES:
        import_module(library)


def run_forked(task: Callable[[], int], seconds: float | None = None) -> int | None:
    """The exit code of a task in a child process; None when it took longer, and was ended with all processes it had started."""
    child = multiprocessing.get_context("fork").Process(target=_be_child, args=(task,))
    child.start()
    child.join(seconds)
    if child.exitcode is None:
        with suppress(ProcessLookupError):  # it leads no group before its first line
            os.killpg(child.pid or 0, signal.SIGKILL)
        child.kill()
        child.join()
        return None
    return child.exitcode


def _be_child(task: Callable[[], int]) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    raise SystemExit(task())


def run_tests(paths: Iterable[str], *plugins: object) -> int:
    """Run the tests below the paths up to the first that fails, and give pytest's exit code."""
    arguments = [*_ARGUMENTS, f"--rootdir={REPOSITORY}", *(str(REPOSITORY / path) for path in paths)]
    return int(pytest.main(arguments, plugins=list(plugins)))


class Only:
    """A plugin of pytest that leaves of the tests in a file the chosen ones, in their order."""

    def __init__(self, chosen: Collection[str]) -> None:
        self._order = {test: position for position, test in enumerate(chosen)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )
