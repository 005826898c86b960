# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether certificates may be taken away from a host: refusals by rule, or warnings where somebody insists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import Need
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import is_required
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.stores_after import (
    EntryChange,
    certificates_lost,
    entries_limited,
    stores_after,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import Refusal

REQUIRED = "required_by_windows"
"""The rule that keeps what Windows needs to run, whatever its age. It can be waived by name."""

IN_USE = "in_use"
"""The rule that keeps what something on the host needs, or may need. It gives way to ``force``."""

NeedsOf = Callable[[Mapping[str, Store]], Sequence[Need]]
"""What on the host needs something that the stores would not hold afterwards."""


@dataclass(frozen=True)
class Insistence:
    """What the user insists on: ``waived`` are names of rules, and with ``force`` what is needed is taken away with a warning."""

    waived: frozenset[str] = frozenset()
    force: bool = False


@dataclass(frozen=True)
class Judgement:
    """What is ``required`` by Windows and not waived, what is ``lost`` or ``limited`` and what needs it, or may, and whether that is ``forced``."""

    required: tuple[Certificate, ...] = ()
    lost: tuple[Certificate, ...] = ()
    limited: tuple[Certificate, ...] = ()
    needs: tuple[Need, ...] = ()
    forced: bool = False

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What keeps everything as it is."""
        in_use = Refusal(
            IN_USE,
            f"{_names((*self.lost, *self.limited))} must stay, because {self._reasons}; set force to go on all the same",
        )
        return tuple(map(refuse_required, self.required)) + (() if self.forced or not self.needs else (in_use,))

    @property
    def refusal(self) -> str:
        """The reasons in one text, empty when there is none."""
        return "; ".join(f"{each.reason} (rule {each.rule})" for each in self.refusals)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is taken away all the same."""
        return (f"{self._deed} although {self._reasons}",) if self.forced and self.needs else ()

    @property
    def _deed(self) -> str:
        deeds = ((self.lost, "goes"), (self.limited, "serves for less"))
        return " and ".join(f"{_names(certificates)} {verb}" for certificates, verb in deeds if certificates)

    @property
    def _reasons(self) -> str:
        return "; ".join(need.sentence for need in self.needs)


def waivable(waived: Iterable[str]) -> frozenset[str]:
    """The names of rules that a removal may waive. Raises :class:`CertificateError` for another one."""
    names = frozenset(waived)
    if unknown := sorted(names - {REQUIRED}):
        raise CertificateError(f"cannot waive {', '.join(unknown)}: the rule of a removal is {REQUIRED}")
    return names


def judge_changes(
    stores: Mapping[str, Store], changes: Collection[EntryChange], insistence: Insistence, needs_of: NeedsOf
) -> Judgement:
    """Whether entries may be changed so. Nothing is asked of the host unless it would lose something.

    Raises what ``needs_of`` raises.
    """
    after = stores_after(stores, changes)
    lost = certificates_lost(stores, {change.store: after[change.store] for change in changes})
    narrowed = [
        each.certificate
        for store in {change.store for change in changes}
        for each in entries_limited(stores[store], after[store])
    ]
    if not (lost or narrowed):
        return Judgement()
    required = tuple(each for each in (*lost, *narrowed) if is_required(each) and REQUIRED not in insistence.waived)
    return Judgement(required, lost, tuple(narrowed), tuple(needs_of(after)), insistence.force)


def _names(certificates: Sequence[Certificate]) -> str:
    return ", ".join(dict.fromkeys(each.subject for each in certificates))


def refuse_required(certificate: Certificate) -> Refusal:
    reason = f"{certificate.subject} is required by Windows, which may not run without it (Microsoft KB 293781)"
    return Refusal(REQUIRED, reason)
