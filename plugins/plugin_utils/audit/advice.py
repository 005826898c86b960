# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a finding of an audit advises to do with a root."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding, Kind


class Advice(StrEnum):
    """What to do with a root, the weakest first. ``LOOK`` goes with all the others."""

    LOOK = "look"
    KEEP = "keep"
    REMOVE = "remove"
    NEEDED = "needed"

    @property
    def rank(self) -> int:
        return tuple(Advice).index(self)

    def contradicts(self, other: Advice) -> bool:
        """Whether one says that the root is to go, and the other one that it is to stay."""
        return Advice.LOOK not in (self, other) and (self is Advice.REMOVE) != (other is Advice.REMOVE)


@dataclass(frozen=True)
class AuditKind(Kind):
    """A finding of an audit. One that is ``folded`` is told once for all roots of a host that it is about."""

    advises: Advice = Advice.LOOK
    folded: bool = False


AuditFinding = Finding[AuditKind]
