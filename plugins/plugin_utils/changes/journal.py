# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down what is changed on each host before it is done, synced to the controller's disk.

The next run reads on the host how an interrupted change ended, and closes it. Runs that share the folder change a host one
after the other.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import (
    Change,
    ChangeHistory,
    ChangeOutcome,
    Reliance,
    intent_line,
    outcome_line,
    reliance_line,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.journal_files import (
    append_objects,
    open_file,
    unwritable,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import UNKNOWN, Occasion
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import certificate_sha1

RUN = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
"""The name of this run. Ansible loads the plugins before it forks its workers, so all of them share it."""

_UNCHANGED = "nothing is changed without it"


class Journal(ChangeHistory):
    """The history of one host, and who writes it. Writing raises :class:`JournalError` when the disk does not take it.

    The ``occasion`` is noted with each change.
    """

    def __init__(self, folder: Path, host: str, run: str = RUN, occasion: Occasion = UNKNOWN) -> None:
        super().__init__(folder, host)
        self.run = run
        self._occasion = occasion

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs that share this journal from changing the host inside the block; wait for one that does."""
        try:
            file = open_file(self.path)
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            raise unwritable(self.path, error, _UNCHANGED) from error
        with file:
            yield

    def intend(
        self, store: str, thumbprint: str, before: bytes | None, after: bytes | None, gateways: Sequence[str] = ()
    ) -> Change:
        """Write an intent down, with the names of the gateways that it is for; when this returns, it is on the disk."""
        change = Change(
            id=secrets.token_hex(8),
            run=self.run,
            time=iso(datetime.now(UTC)),
            user=_user(),
            host=self._host,
            store=store,
            thumbprint=thumbprint,
            before=before,
            after=after,
            gateways=tuple(gateways),
            irregular=before is not None and certificate_sha1(before) != thumbprint,
            occasion=self._occasion,
        )
        self._append(intent_line(change), _UNCHANGED)
        return change

    def rely(self, store: str, thumbprint: str, run: str, gateways: Sequence[str] = ()) -> None:
        """Note that this run goes by an entry that another ``run`` has imported; once, whichever run noted it."""
        reliance = Reliance(
            run=self.run,
            time=iso(datetime.now(UTC)),
            user=_user(),
            host=self._host,
            store=store,
            thumbprint=thumbprint,
            relied_upon=run,
            gateways=tuple(gateways),
            occasion=self._occasion,
        )
        if not any(_same_reliance(reliance, known) for known in self.reliances()):
            self._append(reliance_line(reliance), "the next run will note it")

    def conclude(self, change: Change, outcome: ChangeOutcome) -> None:
        """Write down how a change ended, or that it is being undone."""
        self._append(
            outcome_line(change, iso(datetime.now(UTC)), outcome), "the next run will find out what the host holds"
        )

    def _append(self, line: dict[str, Any], consequence: str) -> None:
        try:
            append_objects(self.path, [line])
        except OSError as error:
            raise unwritable(self.path, error, consequence) from error


def _same_reliance(reliance: Reliance, known: Reliance) -> bool:
    """Whatever the run: a journal does not grow by runs that find all as it was."""
    return (known.store, known.thumbprint, known.relied_upon, known.gateways) == (
        reliance.store,
        reliance.thumbprint,
        reliance.relied_upon,
        reliance.gateways,
    )


def _user() -> str:
    """The user's name, or number where it has none, as in a container that runs under any user id."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
