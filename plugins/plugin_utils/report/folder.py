# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of records: ``<folder>/hosts/<host>.json``. Folders of several controllers merge by being read together."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.controller_file import replace
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ControllerFileError
from ansible_collections.scom.dmz.plugins.plugin_utils.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record, fault_of

HOSTS = "hosts"
MOST_BYTES = 4_000_000
"""No record comes near it; a file that is longer is somebody else's."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?")


@dataclass(frozen=True)
class Reading:
    """The newest record of every host, by name, and a sentence for each file that holds none."""

    records: tuple[Record, ...]
    problems: tuple[str, ...]


def record_path(folder: Path, host: str) -> Path:
    """Where the record of a host lies. A name that is no file name as it stands gets a digest, so that no two collide."""
    name = re.sub("[^A-Za-z0-9._-]", "_", host)
    digest = "" if name == host else f"-{hashlib.sha256(host.encode()).hexdigest()[:8]}"
    return folder / HOSTS / f"{name[:200]}{digest}.json"


def record_text(record: Record) -> str:
    """ASCII, so that no character acts on a terminal that shows the file."""
    return json.dumps(record, indent=1) + "\n"


def write_if_different(path: Path, text: str, *, dry: bool = False) -> bool:
    """Write a file atomically; say whether more than moments in it changed. Raises :class:`ControllerFileError`.

    Every run has its own time, and would change every file by that alone.
    """
    old = _text_of(path)
    if old != text and not dry:
        _make(path.parent)
        replace(path, text)
    return old is None or _MOMENT.sub("", old) != _MOMENT.sub("", text)


def read(folders: Sequence[Path], fresh: Sequence[Record] = ()) -> Reading:
    """All records of the folders and ``fresh`` ones. Of a host's records the newest counts."""
    records, problems = list(fresh), list[str]()
    for path in _files(folders, problems):
        try:
            records.append(_record(path))
        except (OSError, ValueError, RecursionError) as error:
            reason = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
            problems.append(f"cannot use {path} as the record of a host: {reason}")
    newest: dict[str, Record] = {}
    for record in sorted(records, key=lambda each: (each["time"], record_text(each))):
        newest[record["host"]] = record
    return Reading(tuple(newest[host] for host in sorted(newest)), tuple(printable(problems)))


def _files(folders: Sequence[Path], problems: list[str]) -> Iterator[Path]:
    for folder in folders:
        if not folder.is_dir():
            problems.append(f"cannot read records in {folder}: there is no such folder")
        yield from sorted((folder / HOSTS).glob("*.json"))


def _record(path: Path) -> Record:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is longer than {MOST_BYTES} bytes")
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    fault = fault_of(value)
    if fault:
        raise ValueError(fault)
    record: Record = printable(value)
    return record


def _text_of(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ControllerFileError(f"cannot make the folder {folder} on the controller: {error.strerror}") from error
