# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of one certificate in the stores Root and CA of a host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertutilOpinion
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import IrregularEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate


class Action(StrEnum):
    """What is done about one certificate."""

    IMPORTED = "imported"
    UPDATED = "updated"
    PRESENT = "present"
    REMOVED = "removed"
    ABSENT = "absent"
    REFUSED = "refused"
    HELD_BACK = "held_back"


_CHANGES = frozenset({Action.IMPORTED, Action.UPDATED, Action.REMOVED})


@dataclass(frozen=True)
class Outcome:
    """What became, or in check mode would become, of one certificate. ``before`` and ``after`` are its local entries.

    ``name`` is the registry key of its entry, the SHA-1 in upper-case hex but for an ``irregular`` one, or what was named and
    no entry has. ``store`` is Root or CA, None where none was settled on. ``reason`` is why nothing was done although it was
    asked for, ``irrevocable`` why no rollback can put back what is removed.
    ``unrestricted_in`` are the other physical stores that trust it for all purposes although it is wanted for some only.
    """

    action: Action
    name: str
    store: str | None
    certificate: Certificate | None = None
    physical_stores: tuple[str, ...] = ()
    before: Blob | None = None
    after: Blob | None = None
    reason: str | None = None
    certutil: CertutilOpinion = CertutilOpinion.NOT_RUN
    unrestricted_in: tuple[str, ...] = ()
    irregular: IrregularEntry | None = None
    irrevocable: str | None = None

    @property
    def changed(self) -> bool:
        return self.action in _CHANGES

    @property
    def takes_away(self) -> bool:
        """Whether the entry goes, or may serve for less than before."""
        return self.action in (Action.REMOVED, Action.UPDATED)


def hold_back(outcomes: Sequence[Outcome], *, partial: bool) -> list[Outcome]:
    """Nothing is changed where one certificate is refused, unless ``partial`` goes on with the others."""
    if partial or not any(outcome.action == Action.REFUSED for outcome in outcomes):
        return list(outcomes)
    return [replace(each, action=Action.HELD_BACK) if each.changed else each for each in outcomes]


def refuse(outcomes: Sequence[Outcome], reason_of: Callable[[Outcome], str | None], *, partial: bool) -> list[Outcome]:
    """The outcomes with those refused that there is a reason against."""
    judged = ((outcome, reason_of(outcome)) for outcome in outcomes)
    refused = [replace(each, action=Action.REFUSED, reason=reason) if reason else each for each, reason in judged]
    return hold_back(refused, partial=partial)


def refusals_among(outcomes: Sequence[Outcome]) -> list[str]:
    """Why certificates were refused, each reason once."""
    reasons = (outcome.reason or "" for outcome in outcomes if outcome.action == Action.REFUSED)
    return list(dict.fromkeys(reasons))


def refusal_of(outcomes: Sequence[Outcome]) -> str:
    """Why nothing was written; empty when no certificate was refused."""
    refusals = refusals_among(outcomes)
    return f"refused, nothing was written: {'; '.join(refusals)}" if refusals else ""
