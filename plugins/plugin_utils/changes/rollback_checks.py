# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps a rollback from being done: a journal that does not have all of it, and certificates that may not be put back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import WRITABLE_STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback import RollbackAction, RollbackStep
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import (
    Change,
    ChangeHistory,
    ChangeOutcome,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RollbackRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import certificate_sha1
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import read_import_mark

DISALLOWED = "Disallowed"

_NOT_THERE = frozenset({ChangeOutcome.UNDONE, ChangeOutcome.FAILED})


def require_whole_record(history: ChangeHistory) -> None:
    """Raise :class:`RollbackRefused` when the journal of a host lacks something, and :class:`JournalError` when it cannot be read."""
    if faults := history.faults():
        raise RollbackRefused(
            f"{history.path} is no whole record of what was changed, so nothing was taken back: {'; '.join(faults)}"
        )


def require_known_entries(
    stores: Mapping[str, Store], run: str, changes: Iterable[tuple[Change, ChangeOutcome]]
) -> None:
    """Raise :class:`RollbackRefused` when the host holds entries of the run that the changes of the journal do not account for."""
    if unknown := unknown_entries(stores, run, changes):
        raise RollbackRefused(
            "the host holds certificates of that run which its journal does not know, so nothing was taken back: "
            + ", ".join(f"{name} in {store}" for store, name in unknown)
        )


def require_restorable(steps: Sequence[RollbackStep], disallowed: Collection[str]) -> None:
    """Raise :class:`RollbackRefused` that names every certificate which may not be put back."""
    if reasons := [reason for step in steps for reason in unrestorable(step, disallowed)]:
        raise RollbackRefused(f"nothing was taken back: {'; '.join(reasons)}")


def unknown_entries(
    stores: Mapping[str, Store], run: str, changes: Iterable[tuple[Change, ChangeOutcome]]
) -> list[tuple[str, str]]:
    """The local entries with the mark of a run, by store and registry key, that its changes do not account for."""
    known = {
        (change.store, change.thumbprint)
        for change, outcome in changes
        if change.run == run and outcome not in _NOT_THERE
    }
    marked = [(store, name) for store in WRITABLE_STORES for name in _marked(stores[store], run)]
    return [each for each in marked if each not in known]


def unrestorable(step: RollbackStep, disallowed: Collection[str]) -> Iterator[str]:
    """Why a step would put back what may not be there. ``disallowed`` are the thumbprints that the store Disallowed is about.

    The certificate in the bytes names the registry key, unless the journal noted that it did not before the run either.
    """
    if step.action != RollbackAction.RESTORED:
        return
    holds = certificate_sha1(step.before or b"")
    if holds != step.thumbprint and not step.irregular:
        yield f"of {step.thumbprint} in {step.store}, the journal has bytes with {holds or 'no certificate'}"
    if not {step.thumbprint, holds}.isdisjoint(disallowed):
        yield f"{step.thumbprint} in {step.store} would be put back, and is in the store {DISALLOWED}"


def _marked(store: Store, run: str) -> list[str]:
    """The registry keys of the local entries that a run has imported."""
    regular = [(each.certificate.thumbprint, read_import_mark(each)) for each in store.entries]
    irregular = [(each.registry_key, read_import_mark(each.entry)) for each in store.irregular]
    return [name for name, mark in (*regular, *irregular) if mark and mark.run == run]
