# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stage ``remove`` makes of a host: the old root goes where no reason to keep it is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.attempt import Attempt, Interruptions
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, State
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.needs import OldRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import LOCAL

UNCOVERED = "it would not trust the gateways without it: %s"


def reasons_to_keep(seen: HostResult, old: OldRoot, remove_foreign: bool) -> tuple[str, ...]:
    """Why an old root that is there must stay, a sentence each: what needs it, and that the host lacks the new one.

    That something else has imported it keeps it, unless ``remove_foreign``.
    """
    return (*old.reasons_to_keep(remove_foreign), *_lacking(seen))


def _lacking(seen: HostResult) -> tuple[str, ...]:
    match seen.state:
        case State.NOT_COVERED | State.PARENTS_UNKNOWN:
            return (UNCOVERED % seen.detail,)
        case State.UNDETERMINED:
            return (f"it is not known whether the agent needs it: {seen.detail}",)
        case _:
            return ()


def is_removable(seen: HostResult, old: OldRoot | None, remove_foreign: bool) -> bool:
    """Whether nothing keeps an old root that is there."""
    return old is not None and not reasons_to_keep(seen, old, remove_foreign)


def removal_needs_settling(
    seen: HostResult, old: OldRoot | None, remove_foreign: bool, interruptions: Interruptions, old_sha256: str | None
) -> bool:
    """Before a removal, every interrupted change is settled. A host without the old root is touched for a change of that root only."""
    if old is None:
        return old_sha256 in interruptions.certificates
    return is_removable(seen, old, remove_foreign) and bool(interruptions.certificates)


def removal_result(
    seen: HostResult, old: OldRoot | None, remove_foreign: bool, attempt: Attempt, interruptions: Interruptions
) -> HostResult:
    """``seen`` and ``old`` are how the host and its old root looked before the removal."""
    if attempt.error:
        return replace(seen, state=State.NOT_REMOVED, detail=attempt.error, run=attempt.run)
    if old and attempt.changed:
        return replace(seen, state=State.REMOVED, detail="; ".join(_left(old)), run=attempt.run)
    if old and (reasons := reasons_to_keep(seen, old, remove_foreign)):
        return replace(seen, state=State.KEPT, detail="; ".join(reasons))
    if interruptions.fault:
        return replace(seen, state=State.UNDETERMINED, detail=interruptions.fault)
    return replace(seen, state=State.ABSENT, detail="")


def _left(old: OldRoot) -> Iterator[str]:
    """What is still to be said of an old root that is gone."""
    others = [store for store in old.entry.physical_stores if store != LOCAL]
    if others:
        yield f"{', '.join(others)} holds it still"
    if old.overruled:
        yield from (need.sentence for need in old.needs)
