# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a finding is: a kind that is defined once, and the evidence that was seen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Self, TypeVar


class Severity(StrEnum):
    """How much a finding matters, the lightest first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """The higher, the graver."""
        return tuple(Severity).index(self)


@dataclass(frozen=True)
class Symptom:
    """A symptom of a finding, as a guide lists it: what an administrator sees, and what shows whether it is this finding.

    ``leads_to`` is where the guide sends its readers, when that is more than the finding itself.
    """

    seen: str
    evidence: str
    cause: str
    fix: str
    leads_to: str = ""


@dataclass(frozen=True)
class Kind:
    """A finding as a guide explains it. ``id`` is stable; ``source`` is where the fact comes from.

    ``advice`` is what to do next. It and the symptoms are reStructuredText.
    """

    id: str
    severity: Severity
    cause: str
    fix: str
    source: str
    advice: str = ""
    symptoms: tuple[Symptom, ...] = ()

    def __call__(self, evidence: str, fix: str = "") -> Finding[Self]:
        """The finding of this kind that the evidence shows, with the fix of just this one where it is known."""
        return Finding(self, evidence, fix)


Kind_co = TypeVar("Kind_co", bound=Kind, covariant=True)


@dataclass(frozen=True)
class Finding(Generic[Kind_co]):
    """One thing that is wrong or worth knowing on a host."""

    kind: Kind_co
    evidence: str
    own_fix: str = ""

    @property
    def fix(self) -> str:
        """The one for what the evidence shows, or else that of the kind."""
        return self.own_fix or self.kind.fix

    @property
    def id(self) -> str:
        return self.kind.id

    @property
    def severity(self) -> Severity:
        return self.kind.severity
