# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong between a client and a host, on request."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from tests.lab.wsman import names
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.fault import Fault

MESSAGE_ID = "@@MESSAGE-ID@@"
"""Stands for the request's message id in the `text` of a rule."""


class Kind(Enum):
    """How the service misbehaves: first what is done instead of the request, last how a right answer is sent."""

    RESET = "reset the TCP connection"
    DROP_BEFORE_ANSWER = "close the TCP connection instead of answering"
    HANG = "answer nothing for `seconds`, then close the connection"
    STATUS = "answer with `status` and no body"
    FAULT = "answer with `fault`"
    BODY = "answer with `text` in place of an envelope"
    RETURN = "let a CIM method do nothing and return `value`"
    SHORT_RECEIVES = "give only `size` bytes of output in an answer to Receive"
    ENDLESS_PULL = "go on with the first item after the last one of an enumeration"
    TRUNCATED_XML = "answer with the first half of the envelope"
    WRONG_RELATES_TO = "answer as if to another message"
    DROP_HALF_WAY = "close the connection after half of the answer's bytes"
    CLOSE_AFTER = "close the connection after the answer, without having said so"
    TRICKLE = "send status line, headers and body in pieces of `size` bytes with a pause of `seconds` after each"
    ENDLESS = "promise a body of `length` bytes, or one without an end, and fill it up with blanks"
    DELAY = "answer `seconds` late, whatever other rules make of the answer"


@dataclass(frozen=True)
class Misbehaviour:
    """One rule: which requests (all, unless narrowed) meet what.

    `action` is the local name of a WS-Management action or of a CIM method, `resource` a part of the resource URI in
    any letter case. Only the `nth` request that matches meets it, counted from 1, or with `onwards` every later one too.
    A rule `before_login` counts HTTP exchanges instead and applies to them before authentication; it knows
    no actions and resources and can only be of the kinds that need no message.
    """

    kind: Kind
    machine: str | None = None
    action: str | None = None
    resource: str = ""
    nth: int | None = None
    onwards: bool = False
    status: int = 503
    fault: Fault | None = None
    text: str = ""
    value: int = 0
    size: int = 65_536
    length: int | None = None
    seconds: float = 0.0
    before_login: bool = False

    def matches(self, request: Request | None) -> bool:
        """Whether the rule is about this request, or, without one, about an exchange that has not logged in."""
        if self.before_login or request is None:
            return self.before_login and request is None
        return (
            self.action in (None, names.local(request.action))
            and self.resource.casefold() in request.resource_uri.casefold()
            and _has_something_to_spoil(self.kind, request)
        )

    def applies(self, count: int) -> bool:
        """Whether the request that matched as number `count` meets it."""
        return self.nth is None or count == self.nth or (self.onwards and count > self.nth)


def _has_something_to_spoil(kind: Kind, request: Request) -> bool:
    """Whether a request is of the only sort that a rule of this kind can do anything to."""
    if kind is Kind.RETURN:
        return request.action.startswith(f"{names.WMI}/")
    if kind is Kind.SHORT_RECEIVES:
        return request.action == names.RECEIVE
    if kind is Kind.ENDLESS_PULL:
        return request.action in (names.ENUMERATE, names.PULL)
    return True


@dataclass
class _Counted:
    rule: Misbehaviour
    matched: int = 0

    def meets(self, request: Request | None) -> bool:
        """Count the request if it matches; whether it meets the rule."""
        if not self.rule.matches(request):
            return False
        self.matched += 1
        return self.rule.applies(self.matched)


class Misbehaviours:
    """The rules in force; thread-safe. Each counts for itself, whether or not another one applies."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: defaultdict[str | None, list[_Counted]] = defaultdict(list)

    def add(self, rule: Misbehaviour) -> None:
        """Put a rule in force, its count at zero."""
        with self._lock:
            self._rules[rule.machine].append(_Counted(rule))

    def clear(self) -> None:
        """Behave well again."""
        with self._lock:
            self._rules.clear()

    def of(self, machine: str, request: Request | None) -> list[Misbehaviour]:
        """The rules that this request meets: the machine's own before those of all, each in the order of `add`."""
        with self._lock:
            of_machine, of_all = self._rules.get(machine, []), self._rules.get(None, [])
            return [counted.rule for counted in of_machine + of_all if counted.meets(request)]
