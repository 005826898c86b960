# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`wevtutil qe LOG`, `gl LOG` and `gli LOG`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from tests.lab.windows.clock import TimeSource
from tests.lab.windows.console.output import EOL, ConsoleOutput, ConsoleStyle, failed, printed
from tests.lab.windows.event_log import Event, EventLog
from tests.lab.windows.event_query import QueryProblem, compile_query

INVALID_PARAMETER = 87
EVT_INVALID_QUERY = 15001
EVT_CHANNEL_NOT_FOUND = 15007

LONG_OPTIONS = {"query": "q", "format": "f", "reversedirection": "rd", "count": "c", "unicode": "uni"}


class Wevtutil:
    """wevtutil.exe, reading only. `logs` is keyed by the lower-case name."""

    def __init__(self, logs: Mapping[str, EventLog], clock: TimeSource, style: ConsoleStyle) -> None:
        self._logs = logs
        self._clock = clock
        self._style = style

    def __call__(self, arguments: Sequence[str]) -> ConsoleOutput:
        if len(arguments) < 2:
            return failed(INVALID_PARAMETER, "Too few arguments. The parameter is incorrect.")
        verb, name, *options = arguments
        log = self._logs.get(name.lower())
        if log is None:
            return failed(EVT_CHANNEL_NOT_FOUND, "The specified channel could not be found.")
        match verb.lower():
            case "qe" | "query-events":
                return self._query(log, _options(options))
            case "gl" | "get-log":
                return printed(f"name: {log.name}", "enabled: true", "type: Admin", "isolation: Application")
            case "gli" | "get-log-info":
                return _information(log)
        return failed(INVALID_PARAMETER, f"Invalid command {verb}. The parameter is incorrect.")

    def _query(self, log: EventLog, options: Mapping[str, str]) -> ConsoleOutput:
        unknown = set(options) - set(LONG_OPTIONS.values())
        if unknown or options.get("f", "xml").lower() != "xml":
            return failed(INVALID_PARAMETER, "Invalid option. The parameter is incorrect.")
        try:
            matches = compile_query(options.get("q", "*"), self._clock.now())
        except QueryProblem:
            return failed(EVT_INVALID_QUERY, "The specified query is invalid.")
        newest_first = options.get("rd", "false").lower() == "true"
        events = (event for event in (reversed(log) if newest_first else log) if matches(event.element))
        count = int(options["c"]) if "c" in options else None
        return self._rendered(list(islice(events, count)), options.get("uni", "false").lower() == "true")

    def _rendered(self, events: Sequence[Event], unicode: bool) -> ConsoleOutput:
        """Without /uni, characters outside the code page of redirected output become question marks."""
        text = "".join(event.xml + EOL for event in events)
        if not unicode:
            return ConsoleOutput(text.encode(self._style.code_page, "replace"))
        mark = b"\xff\xfe" if self._style.byte_order_mark else b""
        return ConsoleOutput(mark + text.encode("utf-16-le"))


def _options(arguments: Sequence[str]) -> dict[str, str]:
    pairs = (argument.removeprefix("/").partition(":") for argument in arguments)
    return {LONG_OPTIONS.get(name.lower(), name.lower()): value for name, _colon, value in pairs}


def _information(log: EventLog) -> ConsoleOutput:
    return printed(
        "fileSize: 1118208",
        "attributes: 32",
        f"numberOfLogRecords: {len(log)}",
        f"oldestRecordNumber: {log.oldest_record}",
    )
