# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong between a client and a host, on request."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import Enum

from tests.lab.wsman import names
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.fault import Fault


class Kind(Enum):
    """How the service misbehaves."""

    DROP_BEFORE_ANSWER = "close the TCP connection instead of answering"
    DROP_HALF_WAY = "close it after half of the answer's bytes"
    STATUS = "answer with `status` and no body"
    FAULT = "answer with `fault`"
    TRUNCATED_XML = "answer with the first half of the envelope"
    WRONG_RELATES_TO = "answer as if to another message"
    HANG = "answer nothing for `seconds`, then close the connection"
    DELAY = "answer `seconds` late"


@dataclass(frozen=True)
class Misbehaviour:
    """One rule: which requests (all, unless narrowed) meet what.

    `action` is the local name of a WS-Management action or of a CIM method; `nth` counts the requests that match,
    from 1. A rule `before_login` counts HTTP exchanges instead and applies to them before authentication; it knows
    no actions and can only be of the kinds that need no message.
    """

    kind: Kind
    machine: str | None = None
    action: str | None = None
    nth: int | None = None
    status: int = 503
    fault: Fault | None = None
    seconds: float = 0.0
    before_login: bool = False

    def matches(self, machine: str, request: Request | None) -> bool:
        """Whether the rule is about this request, or, without one, about an exchange that has not logged in."""
        if self.before_login != (request is None) or self.machine not in (None, machine):
            return False
        return self.action is None or (request is not None and names.local(request.action) == self.action)


class Misbehaviours:
    """The rules in force; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._matched: dict[Misbehaviour, int] = {}

    def add(self, rule: Misbehaviour) -> None:
        """Put a rule in force, its count at zero."""
        with self._lock:
            self._matched[rule] = 0

    def clear(self) -> None:
        """Behave well again."""
        with self._lock:
            self._matched.clear()

    def of(self, machine: str, request: Request | None) -> Misbehaviour | None:
        """The rule that applies to this request; of several, the one added first."""
        applying = None
        with self._lock:
            for rule in self._matched:
                if rule.matches(machine, request):
                    self._matched[rule] += 1
                    if rule.nth in (None, self._matched[rule]):
                        applying = applying or rule
        return applying
