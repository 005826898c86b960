# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of WQL that SELECT queries need: columns, comparisons, LIKE, IS NULL, AND, OR, NOT, parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tests.lab.windows.cim import CimValue

Row = Mapping[str, CimValue]
Condition = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+)(?![\w.])
      | (?P<word>\w+)
      | (?P<symbol><>|!=|<=|>=|[=<>(),*])
    )""",
    re.VERBOSE,
)
_COMPARISONS: Mapping[str, Callable[[int | str, int | str], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,  # type: ignore[operator]
    ">": lambda left, right: left > right,  # type: ignore[operator]
    "<=": lambda left, right: left <= right,  # type: ignore[operator]
    ">=": lambda left, right: left >= right,  # type: ignore[operator]
}


class InvalidQuery(ValueError):
    """The text is not a query of this language."""


@dataclass(frozen=True)
class Query:
    """A parsed SELECT. `columns` is empty for `*`; names are as written, to be compared without case."""

    columns: tuple[str, ...]
    class_name: str
    condition: Condition

    @property
    def properties(self) -> tuple[str, ...]:
        """The columns in lower case."""
        return tuple(column.casefold() for column in self.columns)


def parse(text: str) -> Query:
    """Raises `InvalidQuery`."""
    return _Parser(_tokens(text)).query()


def everything(class_name: str) -> Query:
    """All instances of a class, whole."""
    return Query((), class_name, lambda row: True)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, position, text = [], 0, text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise InvalidQuery(f"unexpected {text[position:]!r}")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return [*tokens, ("end", "")]


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._position = 0

    def query(self) -> Query:
        self._expect("SELECT")
        columns = self._columns()
        self._expect("FROM")
        class_name = self._name()
        condition: Condition = self._either() if self._accept("WHERE") else lambda row: True
        if self._kind != "end":
            raise InvalidQuery(f"unexpected {self._value!r}")
        return Query(columns, class_name, condition)

    def _columns(self) -> tuple[str, ...]:
        if self._accept("*"):
            return ()
        columns = [self._name()]
        while self._accept(","):
            columns.append(self._name())
        return tuple(columns)

    def _either(self) -> Condition:
        left = self._both()
        while self._accept("OR"):
            left = _any(left, self._both())
        return left

    def _both(self) -> Condition:
        left = self._negation()
        while self._accept("AND"):
            left = _all(left, self._negation())
        return left

    def _negation(self) -> Condition:
        if self._accept("NOT"):
            return _not(self._negation())
        if self._accept("("):
            inner = self._either()
            self._expect(")")
            return inner
        return self._predicate()

    def _predicate(self) -> Condition:
        column = self._name().casefold()
        if self._accept("IS"):
            negated = self._accept("NOT")
            self._expect("NULL")
            return lambda row: (row.get(column) is None) != negated
        if self._accept("LIKE"):
            return _like(column, self._literal())
        operator = self._take("symbol")
        if operator not in _COMPARISONS:
            raise InvalidQuery(f"unexpected {operator!r}")
        return _compare(column, operator, self._literal())

    def _literal(self) -> str:
        if self._kind == "string":
            return re.sub(r"\\(.)", r"\1", self._take("string")[1:-1])
        if self._kind == "number":
            return self._take("number")
        word = self._name()
        if word.casefold() not in ("true", "false"):
            raise InvalidQuery(f"unexpected {word!r}")
        return word.casefold()

    def _name(self) -> str:
        return self._take("word")

    @property
    def _kind(self) -> str:
        return self._tokens[self._position][0]

    @property
    def _value(self) -> str:
        return self._tokens[self._position][1]

    def _take(self, kind: str) -> str:
        if self._kind != kind:
            raise InvalidQuery(f"expected a {kind}, found {self._value!r}")
        value = self._value
        self._position += 1
        return value

    def _accept(self, text: str) -> bool:
        found = self._kind in ("word", "symbol") and self._value.upper() == text
        self._position += found
        return found

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise InvalidQuery(f"expected {text}, found {self._value!r}")


def _any(left: Condition, right: Condition) -> Condition:
    return lambda row: left(row) or right(row)


def _all(left: Condition, right: Condition) -> Condition:
    return lambda row: left(row) and right(row)


def _not(inner: Condition) -> Condition:
    return lambda row: not inner(row)


def _compare(column: str, operator: str, literal: str) -> Condition:
    compare = _COMPARISONS[operator]

    def holds(row: Row) -> bool:
        value = row.get(column)
        if value is None:
            return False
        return compare(*_comparable(value, literal))

    return holds


def _comparable(value: CimValue, literal: str) -> tuple[int | str, int | str]:
    if isinstance(value, bool):
        return int(value), int(literal in ("true", "1"))
    if isinstance(value, int) and re.fullmatch(r"-?\d+", literal):
        return value, int(literal)
    if isinstance(value, datetime):
        return value.strftime("%Y%m%d%H%M%S.%f"), literal[:21]
    return str(value).casefold(), literal.casefold()


def _like(column: str, pattern: str) -> Condition:
    expression = re.compile(_like_expression(pattern), re.IGNORECASE | re.DOTALL)
    return lambda row: row.get(column) is not None and bool(expression.fullmatch(str(row[column])))


def _like_expression(pattern: str) -> str:
    """WQL's wildcards: `%` any string, `_` any character, `[a-f]` and `[^a-f]` sets."""
    parts = re.findall(r"\[[^\]]+\]|.", pattern, re.DOTALL)
    return "".join({"%": ".*", "_": "."}.get(part, part if len(part) > 1 else re.escape(part)) for part in parts)
