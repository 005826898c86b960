# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of records: ``<folder>/hosts/<host>@<gateway>.json``. Those of several controllers merge by being read together."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.files import replace
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ControllerFileError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.report.gateway_record import fault_of_gateway, newest_of_each
from ansible_collections.scom.dmz.plugins.plugin_utils.report.latest_records import current
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record, fault_of

HOSTS = "hosts"
GATEWAYS = "gateways"
_LONGEST_NAME = 200
_UNUSUAL = re.compile("[^A-Za-z0-9._-]")
MOST_BYTES = 4_000_000
"""No record comes near it; a file that is longer is somebody else's."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?")


@dataclass(frozen=True)
class FoundRecords:
    """The records that count, by host and gateway, a sentence for each file that holds none, and the records of gateways themselves."""

    records: tuple[Record, ...]
    problems: tuple[str, ...]
    gateways: tuple[Record, ...] = ()


def record_path(folder: Path, host: str, gateway: str) -> Path:
    """Where a record lies. Names that are no file name as they stand get a digest, so that no two collide."""
    name = "@".join(_UNUSUAL.sub("_", each) for each in (host, gateway))[:_LONGEST_NAME]
    digest = hashlib.sha256(f"{host}\0{gateway}".encode()).hexdigest()[:8]
    return folder / HOSTS / (f"{name}.json" if name == f"{host}@{gateway}" else f"{name}-{digest}.json")


def gateway_path(folder: Path, gateway: str) -> Path:
    """Where the record of a gateway itself lies, in the same way."""
    name = _UNUSUAL.sub("_", gateway)[:_LONGEST_NAME]
    digest = hashlib.sha256(gateway.encode()).hexdigest()[:8]
    return folder / GATEWAYS / (f"{name}.json" if name == gateway else f"{name}-{digest}.json")


def write_if_different(path: Path, text: str, *, dry: bool = False) -> bool:
    """Write a file atomically; say whether more than moments in it changed. Raises :class:`ControllerFileError`.

    Every run has its own time, and would change every file by that alone.
    """
    old = _text_of(path)
    if old != text and not dry:
        _make(path.parent)
        replace(path, text)
    return old is None or _MOMENT.sub("", old) != _MOMENT.sub("", text)


def write_new(path: Path, text: str, *, dry: bool = False) -> bool:
    """Write a file that is not there yet; say whether it was not. Raises :class:`ControllerFileError` where it has other content."""
    if os.path.lexists(path):
        if _text_of(path) == text:
            return False
        raise ControllerFileError(
            f"cannot write the file {path} on the controller: it is there with other content; name another file, and compare both"
        )
    if not dry:
        _make(path.parent)
        replace(path, text)
    return True


def read(
    folders: Sequence[Path],
    fresh: Sequence[Record] = (),
    own: Path | None = None,
    fresh_gateways: Sequence[Record] = (),
) -> FoundRecords:
    """The records of the folders and ``fresh`` ones, as far as they count.

    ``own`` is the one of the folders that the report is written to. It need not be there yet, nor hold records.
    """
    records, problems = list(fresh), list[str]()
    for path in _files(folders, own, problems):
        try:
            records.append(_record(path))
        except (OSError, ValueError, RecursionError) as error:
            problems.append(f"cannot use {path} as the record of a host: {_reason(error)}")
    gateways = [*fresh_gateways, *_gateways(folders, problems)]
    return FoundRecords(tuple(current(records)), tuple(printable(problems)), tuple(newest_of_each(gateways)))


def _gateways(folders: Sequence[Path], problems: list[str]) -> Iterator[Record]:
    """A folder without any is that of an earlier version, or of runs that were given the roots."""
    for path in (each for folder in folders for each in sorted((folder / GATEWAYS).glob("*.json"))):
        try:
            yield _record(path, fault_of_gateway)
        except (OSError, ValueError, RecursionError) as error:
            problems.append(f"cannot use {path} as the record of a gateway: {_reason(error)}")


def _files(folders: Sequence[Path], own: Path | None, problems: list[str]) -> Iterator[Path]:
    """Listed by :func:`os.listdir`: to :meth:`Path.glob` a folder that cannot be listed is an empty one."""
    for folder in folders:
        try:
            names = os.listdir(folder / HOSTS)
        except FileNotFoundError:
            if folder != own:
                lacks = f"there is no folder {HOSTS} in it" if folder.is_dir() else "there is no such folder"
                problems.append(f"cannot read records in {folder}: {lacks}")
        except (OSError, ValueError) as error:
            problems.append(f"cannot read records in {folder}: {_reason(error)}")
        else:
            yield from sorted(folder / HOSTS / name for name in names if name.endswith(".json"))


def _reason(error: Exception) -> str:
    """The words of the system or of a check."""
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__


def _record(path: Path, find_fault: Callable[[object], str | None] = fault_of) -> Record:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is longer than {MOST_BYTES} bytes")
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    fault = find_fault(value)
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
