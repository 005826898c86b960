# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a finding is: a kind that stands in a catalogue, and the evidence that was seen."""

from __future__ import annotations

from dataclasses import dataclass

ERROR = "error"
WARNING = "warning"
INFO = "info"


@dataclass(frozen=True)
class Kind:
    """A finding as a catalogue and a guide name it. ``id`` is stable; ``source`` is where the fact comes from."""

    id: str
    severity: str
    cause: str
    fix: str
    source: str

    def __call__(self, evidence: str) -> Finding:
        """The finding of this kind that the evidence shows."""
        return Finding(self, evidence)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or worth knowing on a host."""

    kind: Kind
    evidence: str

    @property
    def id(self) -> str:
        return self.kind.id

    @property
    def severity(self) -> str:
        return self.kind.severity
