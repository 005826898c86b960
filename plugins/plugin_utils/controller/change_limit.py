# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many hosts a run may change. Workers are processes of their own, so each notes its host in one file beside the journal."""

from __future__ import annotations

import fcntl
from collections.abc import Collection
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.journal_files import (
    append_objects,
    foreign_line,
    open_file,
    read_objects,
    unwritable,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ChangeLimitReached, OptionError

_NAME = "change-limit.log"
"""No host's file: theirs end otherwise."""


class ChangeLimit:
    """``most`` is the number of hosts, 0 for all. Raises :class:`OptionError` for a number below that."""

    def __init__(self, folder: Path, run: str, most: int) -> None:
        if most < 0:
            raise OptionError(f"stop_after is {most}: give a number of hosts, or 0 for all")
        self._path = folder / _NAME
        self._run = run
        self._most = most

    def admit(self, host: str) -> None:
        """Count a host that is about to be changed, once; when this returns, that is on the disk.

        Raises :class:`ChangeLimitReached` when that would be one too many, and :class:`JournalError`.
        """
        if not self._most:
            return
        try:
            with open_file(self._path) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                admitted = self._admitted()
                if host in admitted:
                    return
                if len(admitted) >= self._most:
                    raise ChangeLimitReached(_refusal(self._most, len(admitted)))
                append_objects(self._path, [{"run": self._run, "host": host}])
        except OSError as error:
            raise unwritable(self._path, error, "nothing is changed without it") from error

    def _admitted(self) -> Collection[str]:
        try:
            return {entry["host"] for entry in read_objects(self._path) if entry["run"] == self._run}
        except (KeyError, TypeError) as error:
            raise foreign_line(self._path) from error


def _refusal(most: int, changed: int) -> str:
    hosts = "1 host was" if changed == 1 else f"{changed} hosts were"
    return f"not changed: gateway_trust_stop_after is {most}, and {hosts} changed in this run"
