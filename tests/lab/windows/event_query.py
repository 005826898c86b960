# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of XPath 1.0 that event queries may use (Microsoft, "Consuming Events", XPath 1.0 limitations)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeAlias
from xml.etree.ElementTree import Element

Predicate: TypeAlias = "Callable[[Element], bool]"

MOST_EXPRESSIONS = 20
"""A longer query must be a structured XML one ("Consuming Events": more than about 20 expressions)."""

TOKEN = re.compile(r"\s*(timediff\(\s*@SystemTime\s*\)|<=|>=|!=|[=<>()\[\]/*]|'[^']*'|\"[^\"]*\"|@?[A-Za-z]+|\d+)")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
COMPARISONS: dict[str, Callable[..., bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class QueryProblem(Exception):
    """The query isn't valid, or too long."""


def compile_query(text: str, now: datetime) -> Predicate:
    """What tells whether an `<Event>` (without namespace) matches."""
    return _Parser(text, now).query()


class _Parser:
    def __init__(self, text: str, now: datetime) -> None:
        self._tokens = list(_tokens(text))
        self._now = now
        self._expressions = 0

    def query(self) -> Predicate:
        if self._pop() not in ("*", "Event"):
            raise QueryProblem("a query begins with *")
        matches = self._filter() if self._peek() == "[" else _anything
        if self._tokens:
            raise QueryProblem(f"unexpected {self._tokens[0]}")
        return matches

    def _filter(self) -> Predicate:
        self._expect("[")
        matches = self._or()
        self._expect("]")
        return matches

    def _or(self) -> Predicate:
        terms = [self._and()]
        while self._take("or"):
            terms.append(self._and())
        return lambda element: any(term(element) for term in terms)

    def _and(self) -> Predicate:
        terms = [self._term()]
        while self._take("and"):
            terms.append(self._term())
        return lambda element: all(term(element) for term in terms)

    def _term(self) -> Predicate:
        if self._take("("):
            matches = self._or()
            self._expect(")")
            return matches
        step = self._pop()
        if step == "@SystemTime":
            return self._comparison(lambda element: _moment(element.get("SystemTime", "")), _moment)
        if step.startswith(("@", "timediff")):
            return self._comparison(self._attribute(step))
        if not step.isalpha():
            raise QueryProblem(f"unexpected {step}")
        return self._child(step)

    def _child(self, name: str) -> Predicate:
        """A child element that matches what follows its name: a filter, a path, a comparison, or nothing."""
        if self._peek() == "[":
            matches = self._filter()
        elif self._take("/"):
            matches = self._term()
        elif self._peek() in COMPARISONS:
            matches = self._comparison(lambda element: element.text or "")
        else:
            matches = _anything
        return lambda element: any(matches(child) for child in element.findall(name))

    def _attribute(self, step: str) -> Callable[[Element], str]:
        if step.startswith("@"):
            return lambda element: element.get(step[1:], "")
        return lambda element: str(self._milliseconds_since(element.get("SystemTime", "")))

    def _milliseconds_since(self, system_time: str) -> int:
        then = datetime.strptime(system_time[:26], "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=UTC)
        return int((self._now - then).total_seconds() * 1000)

    def _comparison(self, left: Callable[[Element], str], literal: Callable[[str], str] = str) -> Predicate:
        self._expressions += 1
        if self._expressions > MOST_EXPRESSIONS:
            raise QueryProblem("too many expressions")
        compare = COMPARISONS.get(self._pop())
        right = self._pop()
        if compare is None or not (right.isdigit() or right[0] in "'\""):
            raise QueryProblem(f"unexpected {right}")
        if right.isdigit():
            return lambda element: left(element).isdigit() and compare(int(left(element)), int(right))
        wanted = literal(right[1:-1])
        return lambda element: compare(left(element), wanted)

    def _peek(self) -> str | None:
        return self._tokens[0] if self._tokens else None

    def _pop(self) -> str:
        if not self._tokens:
            raise QueryProblem("unexpected end")
        return self._tokens.pop(0)

    def _take(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self._tokens.pop(0)
        return True

    def _expect(self, token: str) -> None:
        if self._pop() != token:
            raise QueryProblem(f"{token} expected")


def _moment(text: str) -> str:
    """A time in UTC with nine digits of a second, so that texts compare as the times do."""
    found = MOMENT.fullmatch(text)
    if found is None:
        raise QueryProblem(f"{text} is no time")
    return f"{found[1]}.{(found[2] or '').ljust(9, '0')}"


def _anything(element: Element) -> bool:
    return True


def _tokens(text: str) -> Iterator[str]:
    at, text = 0, text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise QueryProblem(f"unexpected {text[at]}")
        yield found[1]
        at = found.end()
