# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was changed on each host and how it ended, read from the journal: a file for each host, a JSON object on each line.

The line of an intent comes before a write and the line of its outcome after it. An intent without an outcome was
interrupted. A cut intent was never carried out, a cut outcome leaves its intent open. A reliance is a line of its own: a run
has found what another one had imported. Lines of a kind that is not known here are passed over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.journal_files import (
    foreign_line,
    read_objects,
    unreadable_lines,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import UNKNOWN, Occasion, unpack
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError

_SUFFIX = ".jsonl"
_STORES = ("CA", "Root")


class ChangeOutcome(StrEnum):
    """How a change ended, in the words of the journal."""

    DONE = "done"
    UNDONE = "undone"
    FAILED = "failed"
    """The host holds neither what was there before nor what was to be there."""

    SUPERSEDED = "superseded"
    """Another run wrote the same certificate meanwhile; the entry is that run's."""

    UNDOING = "undoing"
    """Not an end: the change was wrong and is being put back. The next run goes on with that."""

    OPEN = "open"
    """Never written: the intent has no outcome yet. A run is at it, or was interrupted."""


@dataclass(frozen=True)
class Change:
    """One write to a store entry: its Blob ``before`` and ``after`` it, None where there is no entry.

    ``time`` is that of the intent, in ISO 8601 (UTC); ``thumbprint`` the SHA-1 in upper-case hex. ``gateways`` are the
    inventory names of those that the change was made for, none where it was made for itself, or before they were noted.
    ``irregular`` says that the certificate in ``before`` was not the one that the registry key is named by.
    """

    id: str
    run: str
    time: str
    user: str
    host: str
    store: str
    thumbprint: str
    before: bytes | None
    after: bytes | None
    gateways: tuple[str, ...] = ()
    irregular: bool = False
    occasion: Occasion = UNKNOWN


@dataclass(frozen=True)
class RecordedChange:
    """A change, how it ended and when, in ISO 8601 (UTC); None while it has not."""

    change: Change
    outcome: ChangeOutcome
    ended: str | None


@dataclass(frozen=True)
class Reliance:
    """A run has found an entry that another one had imported, and goes by it, for the sake of ``gateways`` or for its own."""

    run: str
    time: str
    user: str
    host: str
    store: str
    thumbprint: str
    relied_upon: str
    gateways: tuple[str, ...] = ()
    occasion: Occasion = UNKNOWN


_FIELDS_OF_OLD = ("id", "run", "time", "user", "host", "store", "thumbprint", "before", "after")
"""Those that an intent of every version has."""


def intent_line(change: Change) -> dict[str, Any]:
    """The object on the line of an intent, with the Blobs in hex."""
    values = {**asdict(change), "before": _hex(change.before), "after": _hex(change.after)}
    return {"kind": "intent", **_flat(values, change.occasion)}


def reliance_line(reliance: Reliance) -> dict[str, Any]:
    """The object on the line of a reliance."""
    return {"kind": "reliance", **_flat(asdict(reliance), reliance.occasion)}


def outcome_line(change: Change, time: str, outcome: ChangeOutcome) -> dict[str, Any]:
    """The object on the line of an outcome, which came about at a ``time`` in ISO 8601 (UTC)."""
    return {"kind": "outcome", "id": change.id, "time": time, "outcome": outcome}


class _JournalFile:
    """The changes that one file tells of. Names that are no file name as they stand may share one.

    Reading raises :class:`JournalError` when the file cannot be read, or holds a whole object that is no line of a journal.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def faults(self) -> list[str]:
        """What is missing in the file, or cannot be read, as no crash would leave it; for those who need the whole record."""
        with self._reading():
            known = {line["id"] for line in self._lines("intent")}
            orphans = dict.fromkeys(id_ for id_, _outcome in self._outcomes() if id_ not in known)
            return [
                *(f"line {number} cannot be read" for number in unreadable_lines(self.path)),
                *(f"the change {id_} has an outcome and is not there itself" for id_ in orphans),
            ]

    def changes(self) -> list[tuple[Change, ChangeOutcome]]:
        """Every change with its outcome, oldest first."""
        return [(each.change, each.outcome) for each in self.records()]

    def records(self) -> list[RecordedChange]:
        """Every change with its outcome, and when it ended, oldest first."""
        with self._reading():
            ends = {line["id"]: line for line in self._lines("outcome") if _outcome(line) != ChangeOutcome.UNDOING}
            return [_record(change, ends.get(change.id)) for change in self._intents()]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (KeyError, TypeError, ValueError) as error:
            raise foreign_line(self.path) from error

    def _intents(self) -> Iterator[Change]:
        return (_change(line) for line in self._lines("intent"))

    def _outcomes(self) -> Iterator[tuple[str, ChangeOutcome]]:
        """The id of a change and an outcome of it, oldest first."""
        for line in self._lines("outcome"):
            yield line["id"], _outcome(line)

    def _lines(self, kind: str) -> Iterator[dict[str, Any]]:
        return (entry for entry in read_objects(self.path) if entry["kind"] == kind)


class ChangeHistory(_JournalFile):
    """The changes of one host, read from ``<folder>/<host>.jsonl``; a host without that file has none."""

    def __init__(self, folder: Path, host: str) -> None:
        super().__init__(folder / f"{re.sub('[^A-Za-z0-9._-]', '_', host)}{_SUFFIX}")
        self._host = host

    def open_changes(self) -> list[Change]:
        """Intents that no outcome followed, oldest first."""
        return [change for change, outcome in self.changes() if outcome == ChangeOutcome.OPEN]

    def done_changes(self, run: str) -> list[Change]:
        """What a run changed on this host, oldest first."""
        return [change for change, outcome in self.changes() if change.run == run and outcome == ChangeOutcome.DONE]

    def being_undone(self) -> frozenset[str]:
        """The ids of changes that were to be put back."""
        with self._reading():
            return frozenset(id_ for id_, outcome in self._outcomes() if outcome == ChangeOutcome.UNDOING)

    def reliances(self) -> list[Reliance]:
        """What runs have found here that others had imported, oldest first."""
        with self._reading():
            return [each for each in map(_reliance, self._lines("reliance")) if each.host == self._host]

    def knows(self, run: str) -> bool:
        """Whether there are changes of a run here, however they ended."""
        return any(change.run == run for change, _outcome in self.changes())

    def _intents(self) -> Iterator[Change]:
        return (change for change in super()._intents() if change.host == self._host)


def changes_of_all_hosts(folder: Path) -> tuple[list[tuple[Change, ChangeOutcome]], list[str]]:
    """What a journal tells of every host in it, and a sentence for each part of it that cannot be read.

    One that was never written tells nothing. Listed by :func:`os.listdir`: to :meth:`Path.glob` a folder that cannot be
    listed is an empty one.
    """
    told: list[tuple[Change, ChangeOutcome]] = []
    unreadable: list[str] = []
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(_SUFFIX))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [f"cannot read the journal {folder}: {error.strerror}"]
    for name in names:
        try:
            told += _JournalFile(folder / name).changes()
        except JournalError as error:
            unreadable.append(str(error))
    return told, unreadable


def _change(line: dict[str, Any]) -> Change:
    values = {name: line[name] for name in _FIELDS_OF_OLD}
    if values["store"] not in _STORES or "\\" in values["thumbprint"]:
        raise ValueError("no entry of a store that is ever written")
    return Change(
        **{**values, "before": _bytes(line["before"]), "after": _bytes(line["after"])},
        gateways=tuple(line.get("gateways", ())),
        irregular=line.get("irregular") is True,
        occasion=unpack(line),
    )


def _reliance(line: dict[str, Any]) -> Reliance:
    values = {name: line[name] for name in ("run", "time", "user", "host", "store", "thumbprint", "relied_upon")}
    return Reliance(**values, gateways=tuple(line["gateways"]), occasion=unpack(line))


def _record(change: Change, end: dict[str, Any] | None) -> RecordedChange:
    return RecordedChange(change, _outcome(end) if end else ChangeOutcome.OPEN, end.get("time") if end else None)


def _outcome(line: dict[str, Any]) -> ChangeOutcome:
    return ChangeOutcome(line["outcome"])


def _flat(values: dict[str, Any], occasion: Occasion) -> dict[str, Any]:
    """On one level, as a line of the journal is."""
    return {**{name: value for name, value in values.items() if name != "occasion"}, **occasion.pack()}


def _hex(data: bytes | None) -> str | None:
    return None if data is None else data.hex()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)
