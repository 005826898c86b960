# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes back what one run changed on a host, and only that: what was changed since is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, Reliance
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, ChangedSince, TooLarge
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.stores_after import EntryChange


class RollbackAction(StrEnum):
    """What is done to one entry; nothing where it already is as it was before the run."""

    REMOVED = "removed"
    RESTORED = "restored"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class RollbackStep:
    """What it takes to undo what a run did to one entry.

    ``before`` is the Blob to put back, None to remove the entry; ``current`` is the one that is there, None where there is none.
    ``irregular`` says that the certificate in ``before`` did not name its registry key before the run either.
    """

    action: RollbackAction
    store: str
    thumbprint: str
    before: bytes | None
    current: bytes | None
    irregular: bool = False

    @property
    def changed(self) -> bool:
        return self.action != RollbackAction.UNCHANGED

    @property
    def updates(self) -> bool:
        """Whether the entry stays, with another Blob."""
        return self.changed and self.before is not None and self.current is not None


def plan_rollback(changes: Sequence[Change], writer: CertificateWriter) -> list[RollbackStep]:
    """The steps that undo changes, one an entry, the newest first.

    Raises :class:`ChangedSince` that names every entry that is neither as the run left it nor as it was before, and
    :class:`TooLarge` for one that does not fit into a request: the journal has its bytes.
    """
    steps, foreign = [], []
    for change in reversed(_whole_changes(changes)):
        current = writer.read(change.store, change.thumbprint)
        if current not in (change.before, change.after):
            foreign.append(f"{change.thumbprint} in {change.store}")
        steps.append(_step(change, current))
    if foreign:
        raise ChangedSince(f"changed since that run, so nothing was taken back: {', '.join(foreign)}")
    for step in steps:
        _require_room(step, writer)
    return steps


def changes_of(steps: Sequence[RollbackStep]) -> list[EntryChange]:
    """What the steps leave of each entry that they change."""
    return [EntryChange(each.store, each.thumbprint, _decoded(each.before)) for each in steps if each.changed]


def _decoded(data: bytes | None) -> Blob | None:
    """What cannot be read is not counted on."""
    try:
        return certificate_blob.decode(data) if data is not None else None
    except CertificateError:
        return None


def reliances_on(steps: Sequence[RollbackStep], run: str, reliances: Iterable[Reliance]) -> list[Reliance]:
    """Those that other runs have noted on entries of this run which the steps take away or change."""
    taken = {(step.store, step.thumbprint) for step in steps if step.changed}
    return [each for each in reliances if each.relied_upon == run and (each.store, each.thumbprint) in taken]


def carry_out(steps: Sequence[RollbackStep], writer: CertificateWriter) -> Iterator[RollbackStep]:
    """Take the steps in order; each is given when it is done. Raises what :class:`CertificateWriter` raises."""
    for step in steps:
        if step.action == RollbackAction.REMOVED:
            writer.remove(step.store, step.thumbprint)
        elif step.action == RollbackAction.RESTORED and step.before is not None:
            writer.write(step.store, step.thumbprint, step.before)
        yield step


def _require_room(step: RollbackStep, writer: CertificateWriter) -> None:
    if step.action != RollbackAction.RESTORED:
        return
    if obstacle := writer.obstacle(step.store, step.thumbprint, step.before, step.current):
        raise TooLarge(
            f"{step.thumbprint} of {step.store} is too large to be put back, so nothing was taken back: {obstacle}"
        )


def _whole_changes(changes: Sequence[Change]) -> list[Change]:
    """One change an entry: from what was there before the first one to what the last one left."""
    whole: dict[tuple[str, str], Change] = {}
    for change in changes:
        entry = (change.store, change.thumbprint)
        whole[entry] = replace(whole.get(entry, change), after=change.after)
    return list(whole.values())


def _step(change: Change, current: bytes | None) -> RollbackStep:
    return RollbackStep(
        _action(change, current), change.store, change.thumbprint, change.before, current, change.irregular
    )


def _action(change: Change, current: bytes | None) -> RollbackAction:
    if current == change.before:
        return RollbackAction.UNCHANGED
    return RollbackAction.REMOVED if change.before is None else RollbackAction.RESTORED
