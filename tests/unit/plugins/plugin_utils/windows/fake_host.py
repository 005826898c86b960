# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host in a few dictionaries: registry keys that `reg query` and StdRegProv show, and methods that answer as told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CommandTimedOut
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import Deadline
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.request_size import Oversize
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import CimObject
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import CommandOutput

COMMAND = re.compile(r"(?P<command>.+?)&&echo (?P<mark>\w+)\+\|\|echo (?P=mark)-(?:&|$)")
QUERY = re.compile(r'reg query "HKLM\\(?P<key>[^"]+)"(?P<recursive> /s)?')

SUCCESS, VALUE_MISSING, KEY_MISSING, ACCESS_DENIED = 0, 1, 2, 5


def cim(**properties: object) -> CimObject:
    """An instance or output; a list is an array, None an absent property."""
    element = Element("X")
    for name, value in properties.items():
        for item in [] if value is None else value if isinstance(value, (list, bytes)) else [value]:
            SubElement(element, name).text = str(item)
    return CimObject(element)


class FakeHost:
    """Stands in for a session. Keys are written without the hive; their names are compared as they are."""

    host = "web01.dmz.example"

    def __init__(self) -> None:
        self.deadline = Deadline()
        self.keys: dict[str, dict[str, bytes]] = {}
        self.denied: set[str] = set()
        """Keys that may not be opened."""
        self.undelivered: set[str] = set()
        """Keys that `/s` leaves out without a word."""
        self.stderr = ""
        """What the commands write on stderr, all together."""
        self.texts: dict[str, str | None] = {}
        """What a command prints instead of its output; None for a failure."""
        self.methods: dict[str, Any] = {}
        """What a method answers instead of doing its work: outputs or exceptions, one a call; the last one stays."""
        self.cut: int | None = None
        """Characters of output after which the connection's other end stops."""
        self.charset = "utf-8"
        self.takes = 2**32
        """Bytes of a Blob that fit into a request."""
        self.failure: Exception | None = None
        """What happens instead of running a command."""
        self.slow: str | None = None
        """A command that does not end."""
        self.lines: list[str] = []
        self.calls: list[tuple[str, Mapping[str, Any]]] = []

    @property
    def methods_called(self) -> list[str]:
        return [method for method, _parameters in self.calls]

    def add(self, key: str, **values: bytes) -> None:
        parts = key.split("\\")
        for length in range(1, len(parts)):
            self.keys.setdefault("\\".join(parts[:length]), {})
        self.keys.setdefault(key, {}).update(values)

    def subkeys(self, key: str) -> list[str]:
        return [name for name in self.keys if name.rpartition("\\")[0] == key]

    def run(self, command_line: str) -> CommandOutput:
        self.lines.append(command_line)
        if self.failure:
            raise self.failure
        if self.slow and self.slow in command_line:
            raise CommandTimedOut("it did not end")
        output = ""
        for match in COMMAND.finditer(command_line):
            text = self._print(match["command"])
            output += (text or "") + match["mark"] + ("-" if text is None else "+") + "\r\n"
        return CommandOutput(output[: self.cut].encode(self.charset), self.stderr.encode(), 0)

    def _print(self, command: str) -> str | None:
        if command in self.texts:
            return self.texts[command]
        query = QUERY.fullmatch(command)
        if query is None or query["key"] not in self.keys or query["key"] in self.denied:
            return None
        key = query["key"]
        if query["recursive"]:
            return self._print_tree(key)
        return _lines(["", *self._values(key), "", *map(_full, self.subkeys(key))])

    def _print_tree(self, key: str) -> str:
        if key in self.undelivered:
            return ""
        return _lines(["", *self._values(key)]) + "".join(map(self._print_tree, self.subkeys(key)))

    def _values(self, key: str) -> list[str]:
        return [
            _full(key),
            *(f"    {name}    REG_BINARY    {data.hex().upper()}" for name, data in self.keys[key].items()),
        ]

    def invoke(
        self,
        resource_uri: str,
        method: str,
        parameters: Mapping[str, Any] | None = None,
        selectors: Mapping[str, str] | None = None,
    ) -> CimObject:
        self.calls.append((method, parameters or selectors or {}))
        if method in self.methods:
            return self._told(method)
        code, values = self._do(method, parameters or {})
        return cim(ReturnValue=code, **values)

    def oversize(self, resource_uri: str, method: str, parameters: Mapping[str, Any]) -> Oversize | None:
        size = len(parameters["uValue"])
        return Oversize(size, self.takes) if size > self.takes else None

    def get(self, resource_uri: str, selectors: Mapping[str, str]) -> CimObject:
        self.calls.append(("Get", selectors))
        return self._told("Get")

    def query(self, namespace: str, wql: str) -> list[CimObject]:
        self.calls.append((wql, {"namespace": namespace}))
        return list(self.methods["Query"])

    def _told(self, method: str) -> CimObject:
        answers = self.methods[method]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        found: CimObject = answer
        return found

    def _do(self, method: str, parameters: Mapping[str, Any]) -> tuple[int, Mapping[str, Sequence[object]]]:
        key = parameters["sSubKeyName"]
        if key in self.denied:
            return ACCESS_DENIED, {}
        if method == "CreateKey":
            self.add(key)
            return SUCCESS, {}
        if key not in self.keys:
            return KEY_MISSING, {}
        if method == "EnumKey":
            return SUCCESS, {"sNames": [name.rpartition("\\")[2] for name in self.subkeys(key)]}
        if method == "DeleteKey":
            del self.keys[key]
            return SUCCESS, {}
        return self._value(method, self.keys[key], parameters)

    def _value(
        self, method: str, values: dict[str, bytes], parameters: Mapping[str, Any]
    ) -> tuple[int, Mapping[str, Sequence[object]]]:
        name = parameters["sValueName"]
        if method == "SetBinaryValue":
            values[name] = bytes(parameters["uValue"])
            return SUCCESS, {}
        return (SUCCESS, {"uValue": values[name]}) if name in values else (VALUE_MISSING, {})


def _full(key: str) -> str:
    return f"HKEY_LOCAL_MACHINE\\{key}"


def _lines(lines: Sequence[str]) -> str:
    return "".join(line + "\r\n" for line in lines)
