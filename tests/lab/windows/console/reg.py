# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`reg query KEY [/s] [/v NAME]`, printed as Windows does or as Wine does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.lab.windows.console.output import EOL, ConsoleOutput, ConsoleStyle, EmptyKey, failed
from tests.lab.windows.registry import (
    AccessDenied,
    Data,
    KeyMissing,
    Registry,
    RegistryError,
    UnknownHive,
    Value,
    ValueMissing,
    full_path,
)

VIEWS = ("/reg:32", "/reg:64")


class Reg:
    """reg.exe, reading only."""

    def __init__(self, registry: Registry, style: ConsoleStyle) -> None:
        self._registry = registry
        self._style = style

    def __call__(self, arguments: Sequence[str]) -> ConsoleOutput:
        if len(arguments) < 2 or arguments[0].lower() != "query":
            return failed(1, "ERROR: Invalid syntax.", 'Type "REG /?" for usage.')
        key, *rest = arguments[1:]
        options = [option for option in rest if option.lower() not in VIEWS]
        try:
            return self._query(full_path(key), options)
        except UnknownHive:
            return failed(1, "ERROR: Invalid key name.", 'Type "REG QUERY /?" for usage.')
        except RegistryError as problem:
            return self._problem(problem)

    def _query(self, key: str, options: Sequence[str]) -> ConsoleOutput:
        match [option.lower() for option in options]:
            case []:
                subkeys = [f"{key}\\{name}" for name in self._registry.subkeys(key)]
                return _lines([*self._beginning(key), *self._one_key(key), *subkeys])
            case ["/s"]:
                return _lines(self._beginning(key)).then(self._everything_below(key, self._one_key))
            case ["/v", name]:
                value = self._registry.get(key, name)
                return _lines(["", key, self._value(value), ""])
        return failed(1, "ERROR: Invalid syntax.", 'Type "REG QUERY /?" for usage.')

    def _one_key(self, key: str) -> Iterator[str]:
        """The values of the key that is asked for. Windows leaves out its name when it has subkeys but no value."""
        if self._registry.values(key) or self._style.reg == "wine" or not self._registry.subkeys(key):
            yield from self._with_values(key)

    def _beginning(self, key: str) -> Sequence[str]:
        return [] if self._is_empty(key) and self._style.empty_key is EmptyKey.NOTHING else [""]

    def _is_empty(self, key: str) -> bool:
        return not self._registry.values(key) and not self._registry.subkeys(key)

    def _with_values(self, key: str) -> Iterator[str]:
        if self._is_empty(key):
            yield from self._empty(key)
        else:
            yield from (key, *map(self._value, self._registry.values(key)), "")

    def _empty(self, key: str) -> Sequence[str]:
        match self._style.empty_key:
            case EmptyKey.NOTHING:
                return []
            case EmptyKey.BLANK:
                return [""]
            case EmptyKey.NAME:
                return [key, ""]
        return [key, f"    {self._style.default_value}    REG_SZ    {self._style.value_not_set}", ""]

    def _everything_below(self, key: str, shown: Callable[[str], Iterator[str]]) -> ConsoleOutput:
        """Depth first. A key that may not be read leaves an error line or nothing."""
        try:
            output = _lines(shown(key))
            subkeys = self._registry.subkeys(key)
        except AccessDenied as problem:
            return self._problem(problem)
        exit_code = 0
        for name in subkeys:
            below = self._everything_below(f"{key}\\{name}", self._with_values)
            if below.exit_code and not self._style.tells_denied_subkeys:
                continue
            exit_code = exit_code or below.exit_code
            output = output.then(below)
        return ConsoleOutput(output.stdout, output.stderr, exit_code)

    def _value(self, value: Value) -> str:
        return f"    {value.name or self._style.default_value}    {value.type.name}    {_printed_data(value.data)}"

    def _problem(self, problem: RegistryError) -> ConsoleOutput:
        missing = isinstance(problem, (KeyMissing, ValueMissing))
        output = failed(1, self._style.key_missing if missing else self._style.access_denied)
        if self._style.reg == "wine":
            return ConsoleOutput(stdout=output.stderr, exit_code=1)
        return output


def _printed_data(data: Data) -> str:
    match data:
        case bytes():
            return data.hex().upper()
        case int():
            return f"{data:#x}"
        case tuple():
            return "\\0".join(data)
    return data


def _lines(lines: Iterable[str]) -> ConsoleOutput:
    return ConsoleOutput("".join(line + EOL for line in lines).encode())
