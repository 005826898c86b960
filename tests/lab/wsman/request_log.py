# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happened at the endpoint: one entry for each HTTP exchange."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.lab.wsman import cim_xml, names
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.shells import command_line

_READING_ACTIONS = {"", "Get", "Enumerate", "Pull", "Release", "Identify"}
_SHELL_ACTIONS = {"Create", "Command", "Receive", "Signal", "Delete"}


@dataclass(frozen=True)
class Entry:
    """One exchange, from when its request was there (`began`) to when its answer was ready (`time`).

    `parameters` are the names and sizes, in characters, of a method's parameters; `delay` are the seconds by which
    rules have made it late.
    """

    machine: str
    number: int = 0
    began: str = ""
    time: str = ""
    delay: float = 0.0
    action: str = ""
    resource_uri: str = ""
    cim_method: str = ""
    selectors: Mapping[str, str] = field(default_factory=dict)
    command_line: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)
    registry_key: str = ""
    request_bytes: int = 0
    answer_bytes: int = 0
    status: int = 0
    scheme: str = ""
    sealed: bool = False
    answer: str | None = None

    @property
    def means_change(self) -> bool:
        """Whether the request is none of those that only read or run a command; a command's deeds are not seen here."""
        if self.cim_method:
            return not self.cim_method.startswith(("Enum", "Get")) and self.cim_method != "CheckAccess"
        allowed = _READING_ACTIONS | (_SHELL_ACTIONS if self.resource_uri == names.COMMAND_SHELL else set())
        return self.action not in allowed


def now() -> str:
    """The moment as entries have it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def describe(request: Request) -> dict[str, object]:
    """The fields of an `Entry` that the request decides."""
    described: dict[str, object] = {
        "action": names.local(request.action),
        "resource_uri": request.resource_uri,
        "selectors": dict(request.selectors),
    }
    if request.action == names.COMMAND:
        described["command_line"] = command_line(request)
    if request.action.startswith(f"{names.WMI}/"):
        described |= _describe_method(request)
    return described


def _describe_method(request: Request) -> dict[str, object]:
    parameters = cim_xml.parameters(request.body)
    return {
        "cim_method": names.local(request.action),
        "parameters": {name: sum(len(text or "") for text in texts) for name, texts in parameters.items()},
        "registry_key": (parameters.get("sSubKeyName") or [""])[0] or "",
    }


class RequestLog:
    """Entries in the order in which the answers were given; thread-safe. Several endpoints may share one.

    With `keep_answers` every answer is kept in clear, so that a test can search all of them for planted secrets;
    with `path` each entry is also appended to that file as a line of JSON.
    """

    def __init__(self, path: Path | None = None, *, keep_answers: bool = False) -> None:
        self.keep_answers = keep_answers
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._file = path.open("a", encoding="utf-8") if path else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; entries stay readable."""
        if self._file:
            self._file.close()
            self._file = None

    def add(self, fields: dict[str, object]) -> None:
        """Append an exchange, described by the fields of an `Entry`."""
        if not self.keep_answers:
            fields = {**fields, "answer": None}
        with self._lock:
            entry = Entry(**{**fields, "number": len(self._entries) + 1, "time": now()})  # type: ignore[arg-type]
            self._entries.append(entry)
            if self._file:
                self._file.write(json.dumps(asdict(entry)) + "\n")
                self._file.flush()

    def __iter__(self) -> Iterator[Entry]:
        with self._lock:
            return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def of(self, machine: str) -> list[Entry]:
        """One machine's entries."""
        return [entry for entry in self if entry.machine == machine]
