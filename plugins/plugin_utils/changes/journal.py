# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was changed on each host, written down before it is done: a file a host, lines of JSON, synced to disk.

An intent line comes before a write and an outcome line after it. An intent without an outcome was interrupted; the next run
reads the host and closes it. A line that was cut short by a crash is passed over: a cut intent was never carried out, a cut
outcome leaves its intent open. Runs that share the folder change a host one after the other.
"""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

RUN = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
"""The name of this run. Ansible loads the plugins before it forks its workers, so all of them share it."""

DONE = "done"
UNDONE = "undone"
FAILED = "failed"
UNDOING = "undoing"
"""Not an end: the change was wrong and is being put back. The next run goes on with that."""

SUPERSEDED = "superseded"
"""Another run wrote the same certificate meanwhile; the entry is that run's."""

OPEN = "open"
"""The intent has no outcome yet: a run is at it, or was interrupted."""

_UNCHANGED = "nothing is changed without it"


@dataclass(frozen=True)
class Change:
    """One write to a store entry: the Blob ``before`` and ``after`` it, None where there is no entry."""

    id: str
    run: str
    time: str
    user: str
    host: str
    store: str
    thumbprint: str
    before: bytes | None
    after: bytes | None


class Journal:
    """The changes of one host, in ``<folder>/<host>.jsonl``. Raises :class:`JournalError` when it cannot be used."""

    def __init__(self, folder: Path, host: str, run: str = RUN) -> None:
        self.run = run
        self._host = host
        self._path = folder / f"{re.sub('[^A-Za-z0-9._-]', '_', host)}.jsonl"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs that share this journal from changing the host inside the block; wait for one that does."""
        try:
            file = self._open()
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            raise self._unwritable(error, _UNCHANGED) from error
        with file:
            yield

    def intend(self, store: str, thumbprint: str, before: bytes | None, after: bytes | None) -> Change:
        """Write an intent down; when this returns, it is on the disk."""
        change = Change(
            id=secrets.token_hex(8),
            run=self.run,
            time=_now(),
            user=_user(),
            host=self._host,
            store=store,
            thumbprint=thumbprint,
            before=before,
            after=after,
        )
        line = {"kind": "intent", **asdict(change), "before": _hex(before), "after": _hex(after)}
        self._append(line, _UNCHANGED)
        return change

    def conclude(self, change: Change, outcome: str) -> None:
        """Write down how a change ended: done, undone, or failed, when the host holds neither state."""
        line = {"kind": "outcome", "id": change.id, "time": _now(), "outcome": outcome}
        self._append(line, "the next run will find out what the host holds")

    def being_undone(self) -> frozenset[str]:
        """The ids of changes that were to be put back."""
        with self._reading():
            lines = (line for line in self._lines() if line["kind"] == "outcome" and line["outcome"] == UNDOING)
            return frozenset(line["id"] for line in lines)

    def history(self) -> list[tuple[Change, str]]:
        """Every change with its outcome, oldest first."""
        with self._reading():
            outcomes = self._outcomes()
            return [(change, outcomes.get(change.id, OPEN)) for change in self._changes()]

    def open_changes(self) -> list[Change]:
        """Intents that no outcome followed, oldest first."""
        return [change for change, outcome in self.history() if outcome == OPEN]

    def done_changes(self, run: str) -> list[Change]:
        """What a run changed on this host, oldest first."""
        return [change for change, outcome in self.history() if change.run == run and outcome == DONE]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """What is whole as JSON and is no entry is no line that was cut short: somebody else has written it."""
        try:
            yield
        except (KeyError, TypeError, ValueError) as error:
            raise JournalError(f"cannot read the journal {self._path}: a line of it is not its own") from error

    def _changes(self) -> Iterator[Change]:
        for line in self._lines():
            if line["kind"] == "intent" and line["host"] == self._host:
                values = {name: line[name] for name in Change.__dataclass_fields__}
                yield Change(**{**values, "before": _bytes(line["before"]), "after": _bytes(line["after"])})

    def _outcomes(self) -> dict[str, str]:
        lines = (line for line in self._lines() if line["kind"] == "outcome" and line["outcome"] != UNDOING)
        return {line["id"]: line["outcome"] for line in lines}

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return
        except OSError as error:
            raise JournalError(f"cannot read the journal {self._path}: {error.strerror}") from error
        for line in text.split("\n"):
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                yield entry

    def _append(self, line: dict[str, Any], consequence: str) -> None:
        try:
            with self._open() as file:
                file.write(_line_break(file) + json.dumps(line).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(self._path.parent)
        except OSError as error:
            raise self._unwritable(error, consequence) from error

    def _open(self) -> BinaryIO:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open(self._path, "a+b", opener=_open_private)

    def _unwritable(self, error: OSError, consequence: str) -> JournalError:
        return JournalError(f"cannot write the journal {self._path}: {error.strerror}; {consequence}")


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """Without it a crash may lose the name of a new file (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line_break(file: BinaryIO) -> bytes:
    """Ends a line that an earlier run could not finish."""
    if file.seek(0, os.SEEK_END) == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


def _user() -> str:
    """The user's name, or number where it has none, as in a container that runs under any user id."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _hex(data: bytes | None) -> str | None:
    return None if data is None else data.hex()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)
